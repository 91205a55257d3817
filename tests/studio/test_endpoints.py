"""A work of an endpoint: kept with all that was asked, and made again where seeds are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import etude
from etude.core.errors import EtudeError
from etude.endpoints import add
from etude.packages import stamps
from etude.server.app import create_app
from etude.server.keys import Keys
from etude.studio import Studio
from etude.studio.endpoints import Message, Wish
from tests.endpoints_at_fault import faulty
from tests.serving import serving
from tests.tiny_sequence import tiny_sequence


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve another studio, with one model of words."""
    folder = tmp_path_factory.mktemp("elsewhere")
    other = etude.open(folder / "home")
    tiny_sequence("cache", other.workspace.models)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stamps, "ZOO", folder / "no-zoo")
        app = create_app(other, Keys(8171, "a-token", b"secret" * 8))
        with serving(app) as address:
            yield f"{address}/v1"


@pytest.fixture
def studio(tmp_path, elsewhere, monkeypatch) -> Studio:
    monkeypatch.setenv("STUDIO_TOKEN", "a-token")
    opened = etude.open(tmp_path / "home")
    add(opened.workspace, "own", elsewhere, key_env="STUDIO_TOKEN")
    return opened


def test_a_text_with_a_seed_is_made_again_word_for_word(studio) -> None:
    opened = studio.endpoint("own").probe()
    work = opened.write("the sea, ", Wish(seed=7, most=40, temperature=0.9))
    assert work.read().decode().startswith("the sea, ")
    assert work.recipe["repeatable"]
    assert work.facts["tokens_read"] > 0
    again = studio.again(work)
    assert again.same
    without = opened.write("the sea, ", Wish(most=40))
    with pytest.raises(EtudeError) as refused:
        studio.again(without)
    assert refused.value.code == "endpoint.not-again"


def test_another_model_at_the_same_name_is_noticed(studio, elsewhere) -> None:
    opened = studio.endpoint("own").probe()
    work = opened.write("a", Wish(seed=7, most=40))
    with faulty() as server:
        server.models = ["tiny-cache"]
        add(studio.workspace, "own", f"{server.address}/v1", again=True)
        again = studio.again(work)
    assert not again.same
    assert again.made.words == "aOnce upon a time."


def test_of_a_conversation_the_answer_is_kept_and_all_of_it_is_in_the_recipe(studio) -> None:
    opened = studio.endpoint("own").probe()
    told = [Message("system", "by the sea"), Message("user", "tell me")]
    work = opened.write(told, Wish(seed=2, most=30, system="in few words"))
    assert "system" not in work.recipe["settings"]
    assert work.recipe["prompt"][1] == {"role": "user", "content": "tell me"}
    assert not work.read().decode().startswith("by the sea")
    assert studio.again(work).same


def test_works_of_an_endpoint_are_not_taken_for_pictures(studio) -> None:
    work = studio.endpoint("own").probe().write("a", Wish(seed=1, most=5))
    with pytest.raises(EtudeError) as refused:
        studio.vary(work)
    assert refused.value.code == "studio.not-pictures"
