"""Stories by a model of one's own: the last passage goes on, and the rest stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.media.text.story_reading import read_story
from etude.studio import Scribe
from etude.studio.stories import begin_story
from etude.studio.tales import Passage, continue_own
from tests.tiny_sequence import tiny_sequence

STORY = (
    "## Premise\n\nA lamp is dark, and nobody put it out.\n\n## Cast\n\n- Mara: the keeper\n\n"
    "## Outline\n\n1. Dark: she finds it\n2. Tide: she rows\n\n"
    "## Chapter 1: Dark\n\nthe lamp was out. the sea was near\n"
)


@pytest.fixture
def scribe(tmp_path: Path) -> Scribe:
    """Return a model that writes letters by chance."""
    studio = etude.open(tmp_path / "home")
    tiny_sequence("lstm", studio.workspace.models)
    return studio.load_scribe("tiny-lstm")


def test_a_chapter_goes_on_in_its_sentence_and_can_be_made_again(scribe) -> None:
    text = begin_story(scribe.studio, STORY, "The Lamp")
    heard = []
    tale = continue_own(scribe, text.id, 7, heard.append, more=True, length=60)
    chapter = tale.story.chapters[-1]
    assert chapter.text.startswith("the lamp was out. the sea was near")
    assert len(chapter.text) > len("the lamp was out. the sea was near")
    assert (tale.passage.number, tale.passage.opening) == (1, "")
    assert tale.passage.read == tale.passage.whole == len("the lamp was out. the sea was near")
    assert heard[0].details["passage"] == tale.passage
    told = "".join(each.details["text"] for each in heard[1:])
    assert chapter.text in "the lamp was out. the sea was near" + told
    # All else of the story is as it was, and so is what is read back.
    before = read_story(STORY, "The Lamp")
    assert read_story(tale.text.words, "The Lamp") == before.with_chapter(chapter)
    assert tale.work.title == "The Lamp"
    assert scribe.studio.again(tale.work).same
    version = scribe.studio.texts.versions(text.id)[-1]
    assert (version.recipe["work"], version.maker) == (tale.work.id, "tiny-lstm")
    assert "before" not in version.recipe


def test_the_next_chapter_stands_under_its_heading(scribe) -> None:
    text = begin_story(scribe.studio, STORY, "The Lamp")
    tale = continue_own(scribe, text.id, 7, length=40)
    assert tale.passage.opening == "\n\n## Chapter 2: Tide\n\n"
    assert [(each.number, each.title) for each in tale.story.chapters] == [(1, "Dark"), (2, "Tide")]
    assert tale.text.words.index("## Chapter 2: Tide") > 0
    anew = continue_own(scribe, text.id, 8, chapter=1, length=40)
    assert anew.passage.opening is None
    assert anew.story.chapters[0].text != "the lamp was out. the sea was near"
    assert anew.story.chapters[1] == tale.story.chapters[1]


def test_a_story_that_has_only_a_premise_begins(scribe) -> None:
    text = begin_story(scribe.studio, "a lamp is dark.")
    tale = continue_own(scribe, text.id, 7, more=True, length=20)
    assert tale.passage == Passage(1, 17, 17, 20, "\n\n## Chapter 1\n\n")


def test_only_the_end_that_fits_is_read(scribe) -> None:
    text = begin_story(scribe.studio, STORY + "\n\nand so on it went", "The Lamp")
    tale = continue_own(scribe, text.id, 7, more=True, length=5, budget=20)
    assert tale.passage.read == len("and so on it went") < tale.passage.whole


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"chapter": 5}, "story.no-chapter"),
        ({"length": 0}, "endpoint.bad-number"),
        ({"budget": 0}, "endpoint.bad-number"),
        ({"settings": {"form": "haiku"}}, "writing.no-use"),
        ({"settings": {"wit": 1}}, "writing.unknown-setting"),
    ],
)
def test_what_cannot_be_is_refused_and_the_story_stays(scribe, asked, code) -> None:
    text = begin_story(scribe.studio, STORY, "The Lamp")
    with pytest.raises(EtudeError) as refused:
        continue_own(scribe, text.id, **asked)
    assert refused.value.code.startswith(code)
    assert scribe.studio.texts.get(text.id).current == text.current
    assert scribe.gallery.count() == 0
