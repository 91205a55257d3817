"""Where every work is kept: its file, how it was made, and what it came from.

`Gallery` is the door, `Work` what one finds behind it and `Draft` what one brings. The rows lie in
a database (`tables`, `rows`, `database`, `migrations`), the files beside it, named by their
content; `search` finds works, `lineage` says who came from whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etude.gallery.work import Draft, File, Stamp, Work

if TYPE_CHECKING:
    from etude.gallery.gallery import Gallery

__all__ = ["Draft", "File", "Gallery", "Stamp", "Work"]


def __getattr__(name: str) -> Any:
    # SQLAlchemy is read when the first gallery is opened, not when the word is spoken.
    if name == "Gallery":
        from etude.gallery.gallery import Gallery

        return Gallery
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
