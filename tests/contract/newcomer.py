"""Somebody's first visit to a studio at the address that is given."""

from __future__ import annotations

import sys

from playwright.sync_api import expect, sync_playwright

from tools.browser import launch

PATIENCE = 60_000  # milliseconds


def visit(address: str) -> None:
    """Play, keep a picture, and find it in the gallery; the page must not complain.

    Args:
        address: With the key.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(locale="en-GB")
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_role("button", name="Skip").click()
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_text("Kept in the gallery.")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("link", name="Gallery", exact=True).click()
        expect(page.locator("main img").first).to_be_visible(timeout=PATIENCE)
        browser.close()
    assert complaints == []


if __name__ == "__main__":
    visit(sys.argv[1])
