"""Stories through an endpoint: planned, remembered, weighed, and never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.endpoints import add
from etude.endpoints.asking import Wish
from etude.endpoints.wire import Patience
from etude.packages import stamps
from etude.server.app import create_app
from etude.server.keys import Keys
from etude.studio.endpoints import OpenEndpoint
from etude.studio.stories import begin_story, continue_story, take_back
from tests.endpoints_at_fault import Server, faulty
from tests.serving import serving
from tests.tiny_sequence import tiny_sequence

PREMISE = "A keeper finds her lamp dark."
PLAN = (
    "Title: The Lamp\n\nCast:\n- Mara: the keeper\n- Old Tom: a sailor who lies\n\n"
    "Outline:\n1. Dark: the lamp is out\n2. The letter: it comes by sea\n3. Tide: she rows out\n"
)
STORY = (
    "## Premise\n\nA keeper.\n\n## Cast\n\n- Mara: the keeper\n\n## Outline\n\n"
    "1. Dark: the lamp is out\n2. Tide: she rows\n3. Dawn: she is back\n\n"
)
PATIENT = Patience(tries=1)


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def author(server, tmp_path) -> OpenEndpoint:
    studio = etude.open(tmp_path / "home")
    add(studio.workspace, "author", f"{server.address}/v1", model="parrot")
    return OpenEndpoint(studio.endpoint("author").place, studio, PATIENT)


def told(server: Server, number: int = -1) -> tuple[str, str]:
    """Return what a question said: its instructions, and the rest."""
    system, user = (each["content"] for each in server.asked[number][1]["messages"])
    return system, user


def begin(author: OpenEndpoint, words: str, title: str = "The Lamp") -> str:
    return take_back(author.studio, words, title).id


def test_a_story_is_taken_back_under_the_name_that_is_asked_for(author) -> None:
    first = take_back(author.studio, f"# The Lamp\n\n{STORY}")
    second = take_back(author.studio, f"# The Lamp\n\nAnother keeper.\n\n{STORY}", "Lamp Two")
    assert (first.title, second.title) == ("The Lamp", "Lamp Two")
    assert "Another keeper." not in author.studio.texts.get("The Lamp").words
    again = take_back(author.studio, f"# Lamp Two\n\nA third one.\n\n{STORY}", "Lamp Two")
    assert again.id == second.id


def test_a_story_is_planned_then_written_chapter_by_chapter(author, server) -> None:
    text = begin_story(author.studio, PREMISE)
    server.script = [PLAN, "It was late.\n\n“Tom?”", "Mara found it out.", "It was wet."]
    planned = continue_story(author, text.id, Wish(seed=5), chapters=3)
    assert (planned.text.title, planned.work, planned.chapter) == ("The Lamp", None, None)
    assert [each.name for each in planned.story.cast] == ["Mara", "Old Tom"]
    assert "Plan this story in 3 chapters" in told(server)[1]
    first = continue_story(author, "The Lamp", Wish(seed=5))
    assert (first.chapter, first.story.memory) == (1, ())
    second = continue_story(author, "The Lamp", Wish(seed=5))
    assert [each.title for each in second.story.chapters] == ["Dark", "The letter"]
    assert [each.text for each in second.story.memory] == ["Mara found it out."]
    user = told(server)[1]
    assert "## Memory\n\n1. Mara found it out.\n\n## Last passage\n\nIt was late." in user
    assert "“Chapter 2: The letter”" in user
    assert user.endswith("What happens in it: it comes by sea")
    assert [asked["seed"] for _, asked in server.asked] == [5, 5, 5, 6]
    assert second.work is not None
    assert second.work.read().decode() == (
        "The Lamp\n\nChapter 1: Dark\n\nIt was late.\n\n“Tom?”\n\n"
        "Chapter 2: The letter\n\nIt was wet.\n"
    )
    assert (second.work.command, len(second.work.parents)) == ("story", 2)


def test_every_change_is_a_version_with_what_it_took_and_what_was_counted(author, server) -> None:
    text = begin(author, STORY)
    server.script = ["It was late.", "Mara found it out.", "She rowed."]
    continue_story(author, text)
    made = continue_story(author, text)
    versions = author.studio.texts.versions(text)
    assert [each.recipe.get("task") for each in versions][-3:] == ["chapter", "memory", "chapter"]
    recipe = versions[-1].recipe
    assert recipe["usage"] == {"read": made.writings[-1].usage.read, "written": 1}
    assert recipe["budget"]["used"] == made.budgets[-1].used
    assert author.gallery.get(recipe["work"]).read().decode() == "She rowed."
    assert author.studio.keep_text(text).model.name == "author"


def test_what_was_counted_weighs_the_next_question_even_tomorrow(author, server) -> None:
    text = begin(author, STORY)
    server.script = ["It was late.", "Mara found it out.", "She rowed."]
    first = continue_story(author, text)
    assert not first.budgets[0].counted
    later = OpenEndpoint(author.place, etude.open(author.studio.workspace.root), PATIENT)
    second = continue_story(later, text)
    assert second.budgets[0].counted
    chapter = second.budgets[-1]
    planned, counted = sum(chapter.parts.values()), second.writings[-1].usage.read
    assert abs(planned - counted) < 0.1 * counted
    assert set(chapter.parts) == {
        "premise", "cast", "outline", "memory", "passage", "instructions"
    }  # fmt: skip


def test_a_hand_may_change_everything_in_between(author, server) -> None:
    text = begin(author, STORY)
    server.script = ["It was late."]
    continue_story(author, text)
    mine = STORY.replace("2. Tide: she rows", "2. Storm: it rages") + (
        "## Memory\n\nNobody may know.\n1. All is dark.\n\n## Ideas\n\nMine.\n\n"
        "## Chapter 1: Dark\n\nIt was early.\n"
    )
    taken = take_back(author.studio, f"# The Lamp\n\n{mine}")
    assert (taken.id, taken.words) == (text, f"# The Lamp\n\n{mine}")
    server.script = ["It raged."]
    made = continue_story(author, text)
    assert [each.title for each in made.story.chapters] == ["Dark", "Storm"]
    user = told(server)[1]
    assert "Nobody may know.\n1. All is dark." in user
    assert "It was early." in user
    assert "Mine" not in user
    assert made.story.notes == (("Ideas", "Mine."),)
    texts = author.studio.texts
    words = [texts.read(text, each.id)[1] for each in texts.versions(text)]
    assert ["It was late." in each for each in words] == [False, True, False, False, False]


LONG = "\n".join(f"{n}. " + f"In part {n} she counted. " * 20 for n in range(1, 5))
CHAPTERS = "".join(f"\n\n## Chapter {n}\n\nShe counted again.\n" for n in range(1, 5))


def test_a_memory_that_is_too_long_is_condensed_and_that_is_said(author, server) -> None:
    plan = STORY + "5. Night: she sleeps\n\n## Memory\n\nNobody may know.\n" + LONG
    text = begin(author, plan + CHAPTERS)
    server.script = ["She counted.", "Good night."]
    made = continue_story(author, text, budget=1000, length=200)
    assert [each.task for each in made.budgets] == ["condense", "chapter"]
    assert all(each.left >= 0 for each in made.budgets)
    first, short, last = made.story.memory
    assert first.text == "Nobody may know."
    assert (short.first, short.last, short.text) == (1, 3, "She counted.")
    assert (last.first, last.last) == (4, 4)
    (note,) = made.notes
    assert "chapters 1 to 3 was condensed" in note.text("en")
    earlier = [each.recipe.get("task") for each in author.studio.texts.versions(text)]
    assert earlier[-2:] == ["condense", "chapter"]
    assert "part 2" in author.studio.texts.read(text, author.studio.texts.versions(text)[0].id)[1]


def test_a_model_that_does_not_condense_changes_nothing(author, server) -> None:
    plan = STORY + "5. Night: she sleeps\n\n## Memory\n\n" + LONG
    text = begin(author, plan + CHAPTERS)
    server.script = ["She counted and counted. " * 200]
    with pytest.raises(EtudeError) as refused:
        continue_story(author, text, budget=1000, length=200)
    assert refused.value.code == "story.too-long"
    assert "memory" in refused.value.message
    assert len(author.studio.texts.versions(text)) == 1
    assert author.studio.texts.get(text).words.count("part 2") == 20


def test_what_cannot_fit_is_not_sent(author, server) -> None:
    text = begin(author, STORY)
    with pytest.raises(EtudeError) as refused:
        continue_story(author, text, budget=150)
    assert refused.value.code == "story.too-long"
    assert "room for the answer" in refused.value.message
    assert server.asked == []


def test_a_long_chapter_is_remembered_piece_by_piece(author, server) -> None:
    chapter = "\n\n".join(f"Part {n}. " + "She counted the steps. " * 12 for n in range(6))
    text = begin(author, f"{STORY}## Chapter 1: Dark\n\n{chapter}\n")
    server.script = ["She began.", "She ended.", "She rowed."]
    made = continue_story(author, text, budget=720, length=60)
    assert [each.task for each in made.budgets] == ["memory", "memory", "chapter"]
    assert made.story.memory[0].text == "She began. She ended."
    sent = told(server, 0)[1] + told(server, 1)[1]
    assert all(sent.count(f"Part {n}.") == 1 for n in range(6))


def test_a_chapter_is_written_anew_and_gone_on_with(author, server) -> None:
    memory = "## Memory\n\n1. Out.\n2. Gone.\n\n"
    written = "".join(f"## Chapter {n}\n\nOld {n}, and she\n\n" for n in (1, 2, 3))
    text = begin(author, STORY + memory + written)
    server.script = ["New two."]
    anew = continue_story(author, text, chapter=2)
    assert [each.text for each in anew.story.chapters] == [
        "Old 1, and she", "New two.", "Old 3, and she"
    ]  # fmt: skip
    assert [each.first for each in anew.story.memory] == [1]
    assert "1. Out." in told(server)[1]
    assert "Old 2" not in told(server)[1]
    assert "still follows" in anew.notes[0].text("en")
    server.script = ["Two is new.", "went home."]
    more = continue_story(author, text, more=True)
    assert more.story.chapters[-1].text == "Old 3, and she went home."
    assert [each.text for each in more.story.memory] == ["Out.", "Two is new."]
    assert told(server)[1].count("Old 3") == 1


def test_a_beat_may_be_said_when_the_outline_is_at_its_end(author, server) -> None:
    text = begin(author, "## Premise\n\nA keeper.\n\n## Chapter 1\n\nLate.\n")
    with pytest.raises(EtudeError) as refused:
        continue_story(author, text)
    assert refused.value.code == "story.no-beat"
    server.script = ["She found it out.", "It burnt."]
    made = continue_story(author, text, beat="The fire: the\ntower burns")
    assert made.story.beat(2).text == "the tower burns"
    assert made.story.chapters[-1].title == "The fire"


def test_a_model_that_goes_on_with_texts_gets_a_document(author, server) -> None:
    server.faults["/v1/chat/completions"] = (404, {"error": {"message": "no chat"}})
    base = author.probe()
    server.asked.clear()
    text = begin_story(author.studio, PREMISE, "The Lamp").id
    server.script = [" Mara: the keeper\n\n## Outline\n\n1. Dark: out\n2. Tide: she rows", "Late."]
    continue_story(base, text)
    made = continue_story(base, text)
    paths = [path for path, _ in server.asked]
    assert set(paths) == {"/v1/completions"}
    first, second = (asked["prompt"] for _, asked in server.asked)
    assert first.endswith("\n\n## Cast\n\n-")
    assert second.endswith("2. Tide: she rows\n\n## Chapter 1: Dark\n\n")
    assert server.asked[0][1]["stop"] == ["\n## "]
    assert made.story.chapters[0].text == "Late."


@pytest.mark.parametrize("answer", ["", "I am sorry, but no.", "<think>An outline? 1. Yes"])
def test_an_answer_without_an_outline_is_kept_and_changes_nothing(author, server, answer) -> None:
    text = begin_story(author.studio, PREMISE).id
    server.script = [answer]
    with pytest.raises(EtudeError) as refused:
        continue_story(author, text)
    assert refused.value.code == "story.no-outline"
    (work,) = author.gallery.works()
    assert refused.value.details["work"] == work.short
    assert len(author.studio.texts.versions(text)) == 1


def test_a_server_that_fails_in_the_middle_loses_nothing(author, server) -> None:
    text = begin(author, STORY + "## Chapter 1\n\nLate.\n")
    server.pieces = ["Once ", "upon ", "a time."]
    server.faults["/v1/chat/completions"] = [None, "cut"]
    with pytest.raises(EtudeError) as broken:
        continue_story(author, text)
    assert broken.value.code == "endpoint.cut"
    now = author.studio.texts.get(text)
    assert "1. Once upon a time." in now.words  # the memory that was asked for first
    assert "## Chapter 2" not in now.words
    cut, whole = author.gallery.works()
    assert [each.read().decode() for each in (whole, cut)] == ["Once upon a time.", "Once upon "]
    made = continue_story(author, text)
    assert [each.task for each in made.budgets] == ["chapter"]


def test_whoever_stops_it_keeps_what_came(author, server) -> None:
    text = begin(author, STORY)

    def interrupt(event: Event) -> None:
        if event.kind == "text":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        continue_story(author, text, progress=interrupt)
    (work,) = author.gallery.works()
    assert work.read().decode() == "Once "
    assert "## Chapter 1" not in author.studio.texts.get(text).words


def test_slips_and_strangers_are_named(author, server) -> None:
    text = begin(author, STORY)
    calm = "the sea was calm and nobody on the island had ever seen it so, and yet it was "
    server.script = [f"Marra saw {calm} Elias. She knew {calm} Elias, for {calm} Elias."]
    notes = continue_story(author, text).notes
    assert [each.kind for each in notes] == ["slip", "stranger"]
    assert "“Marra” stands in the chapter (1); the cast has “Mara”." in notes[0].text("en")
    assert "Elias (3)" in notes[1].text("en")


def test_a_chapter_cannot_end_its_own_story(author, server) -> None:
    text = begin(author, STORY)
    server.script = ["Late.\n\n## Premise\n\nNo more.\n\n## Chapter 9\n\nHa."]
    made = continue_story(author, text)
    assert [each.number for each in made.story.chapters] == [1]
    assert etude.open(author.studio.workspace.root).texts.get(text).words.count("\n## Premise") == 0
    assert "### Chapter 9" in made.story.chapters[0].text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"chapter": 7}, "story.no-chapter"),
        ({"chapter": 1, "more": True}, "story.no-chapter"),
        ({"length": 0}, "endpoint.bad-number"),
        ({"budget": 0}, "endpoint.bad-number"),
        ({"chapters": 61}, "endpoint.bad-number"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_sent(author, server, asked, code) -> None:
    text = begin(author, STORY)
    with pytest.raises(EtudeError) as refused:
        continue_story(author, text, **asked)
    assert refused.value.code == code
    assert server.asked == []


def test_a_story_needs_a_premise_and_a_title_of_its_own(author) -> None:
    with pytest.raises(EtudeError) as refused:
        begin_story(author.studio, "  \n")
    assert refused.value.code == "story.no-premise"
    begin_story(author.studio, PREMISE, "The Lamp")
    with pytest.raises(EtudeError) as refused:
        begin_story(author.studio, "Another.", "the lamp")
    assert refused.value.code == "story.exists"


def test_a_small_model_of_ones_own_is_asked_the_same_way(tmp_path, monkeypatch) -> None:
    other = etude.open(tmp_path / "elsewhere")
    for kind in ("lstm", "cache"):
        tiny_sequence(kind, other.workspace.models)
    monkeypatch.setattr(stamps, "ZOO", tmp_path / "no-zoo")
    monkeypatch.setenv("STUDIO_TOKEN", "a-token")
    studio = etude.open(tmp_path / "home")
    with serving(create_app(other, Keys(8171, "a-token", b"secret" * 8))) as address:
        for name in ("tiny-lstm", "tiny-cache"):
            add(studio.workspace, name, f"{address}/v1", model=name, key_env="STUDIO_TOKEN")
        text = take_back(studio, STORY, "The Lamp").id
        own = studio.endpoint("tiny-lstm").probe()
        first = continue_story(own, text, Wish(seed=7, temperature=0.8), length=40)
        assert first.story.chapters[0].text
        second = continue_story(own, text, Wish(seed=7, temperature=0.8), length=40)
        planned = sum(second.budgets[-1].parts.values())
        counted = second.writings[-1].usage.read
        assert abs(planned - counted) < 0.1 * counted
        # Its context of 48 symbols is found by the probe: the plan alone is longer.
        with pytest.raises(EtudeError) as refused:
            continue_story(studio.endpoint("tiny-cache").probe(), text)
        assert refused.value.code == "story.too-long"
        assert refused.value.details["context"] == 48
