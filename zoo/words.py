"""Following the recipe file of a bundled model of words.

Every text is told with an opening, lines that say its form, its rhyme and its title, so that these
can be asked for when it plays; some texts stand without one, so that it can go on from any words.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Progress
from etude.core.hashes import sha256_bytes
from etude.core.paths import Workspace
from etude.datasets import Texts, add, open_texts
from etude.media.text.scripts import convert
from etude.media.text.verse import checker
from etude.media.text.verse.chinese.forms import find_form, list_names, plain_name
from etude.media.text.verse.prosody import Prosody
from etude.media.text.vocabulary import Bytes, Characters, learn_characters
from etude.packages.manifest import Opening
from etude.studio.judge import judge_by_held_out
from etude.studio.sources import describe_learnt
from etude.studio.trained import Trained
from etude.studio.volumes import bind
from etude.training.byte_pairs import learn_bytes
from etude.training.fit import fit
from etude.training.texts import WrittenTexts
from zoo.following import Following, extras_of, settings_of

LONGEST_TITLE = 16  # characters of a Chinese title; what follows a break is told in the preface
LONGEST_POEM = 400  # characters of a Chinese poem that may be in a form
SCENE = 1200  # characters of a play that are one text, at least


def train(recipe: dict[str, Any], asked: Following, room: Workspace, say: Progress) -> Trained:
    """Train a model of words and write its package.

    Args:
        recipe: What the recipe file says.
        asked: How it is followed.
        room: The workspace.
        say: Told about the run.

    Raises:
        EtudeError: As `etude.train`.
    """
    texts = prepare(recipe, asked.data, room)
    written = write_out(recipe, texts)
    settings = settings_of(recipe, written, asked)
    folder = room.runs / f"zoo-{recipe['name']}"
    run = fit(written, settings, folder, resume=asked.resume, judge=judge_by_held_out, progress=say)
    opening = Opening(tuple(recipe["opening"]["lines"]), tuple(recipe["opening"]["forms"]))
    learnt = replace(describe_learnt(texts, written), opening=opening)
    extras = extras_of(recipe, asked)
    return bind(run, learnt, recipe["name"], room, extras, say)


def write_out(recipe: dict[str, Any], texts: Texts) -> WrittenTexts:
    """Return the texts in the symbols that the recipe file asks for.

    Args:
        recipe: What the recipe file says.
        texts: The dataset.
    """
    train = list(texts.texts(texts.train))
    unseen = list(texts.texts(texts.held_out))
    wanted = recipe["vocabulary"]
    vocabulary: Bytes | Characters
    if wanted["kind"] == "bytes":
        vocabulary = learn_bytes(train, wanted["size"])
    else:
        vocabulary = learn_characters(train, wanted["size"])
    return WrittenTexts(texts.name, vocabulary, train, unseen)


def prepare(recipe: dict[str, Any], data: Path, room: Workspace) -> Texts:
    """Import the texts of a recipe file, or open them where they were imported before.

    Args:
        recipe: What the recipe file says.
        data: Where the sets of texts lie.
        room: The workspace.
    """
    name, wanted = f"zoo-{recipe['name']}", recipe["data"]
    if (room.datasets / name).is_dir():
        return open_texts(name, room)
    forms, lines = frozenset(recipe["opening"]["forms"]), recipe["opening"]["lines"]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "texts.jsonl"
        with table.open("w", encoding="utf-8") as file:
            for each in wanted["sets"]:
                for path in sorted(data.glob(each["path"])):
                    for told in READERS[each["kind"]](path, lines, forms):
                        file.write(json.dumps({"text": told}, ensure_ascii=False) + "\n")
        add(
            table,
            name,
            medium="text",
            field="text",
            near="drop",
            rights=wanted["rights"],
            workspace=room,
        )
    return open_texts(name, room)


def tell(lines: list[str], body: str, **facts: str) -> str:
    """Return a text with its opening, or, now and then, without one.

    Args:
        lines: Of the opening, with names in braces.
        body: The text.
        facts: What stands for the names.
    """
    if sha256_bytes(body.encode())[0] in "02":  # one of eight
        return body
    return "\n".join([*(line.format(**facts).strip("· ") for line in lines), body])


def read_shi(path: Path, lines: list[str], forms: frozenset[str]) -> Iterator[str]:
    """Yield poems of the Tang and the Song in traditional characters."""
    for poem in json.loads(path.read_text("utf-8")):
        body = "\n".join(poem["paragraphs"])
        if "□" in body or not body:
            continue
        found = None if len(body) > LONGEST_POEM else checker.check(body)
        form = found.names["zh"] if found and found.form else ""
        if found is None or form not in forms:
            form, found = _shape(body), None
        told = {"form": form, "rhyme": name_rhymes(found), "title": _short(poem["title"])}
        yield tell(lines, body, **{key: convert(word, "traditional") for key, word in told.items()})


def read_ci(path: Path, lines: list[str], forms: frozenset[str]) -> Iterator[str]:
    """Yield songs of the Song, whose simplified characters become traditional ones."""
    known = list_names()
    for poem in json.loads(path.read_text("utf-8")):
        body = "\n".join(poem["paragraphs"])
        if "□" in body or not body:
            continue
        names = poem["rhythmic"].split("・")
        tune = next((each for each in names if plain_name(each) in known), names[0])
        found = None
        if plain_name(tune) in known:
            tune = find_form(tune).chinese
            try:
                found = checker.check(body, tune)
            except EtudeError:  # no Chinese in it
                found = None
            # A song of another shape under the same name is no beginning of the tune.
            if found and "fault.missing" in {each.kind for each in found.all_faults}:
                found = None
        told = {"form": tune, "rhyme": name_rhymes(found), "title": ""}
        told = {key: convert(word, "traditional") for key, word in told.items()}
        yield tell(lines, convert(body, "traditional"), **told)


def read_poems(path: Path, lines: list[str], forms: frozenset[str]) -> Iterator[str]:
    """Yield English poems, one to a line of JSON."""
    for line in path.read_text("utf-8").splitlines():
        poem = json.loads(line)
        body = re.sub(r"[ \t]+", " ", poem["text"]).replace("\n ", "\n").strip()
        yield tell(lines, body, form=_name_english(body, forms), title=poem["title"], rhyme="")


def read_plays(path: Path, lines: list[str], forms: frozenset[str]) -> Iterator[str]:
    """Yield passages of plays, whole speeches each."""
    part: list[str] = []
    for speech in path.read_text("utf-8").strip().split("\n\n"):
        part.append(speech)
        if sum(map(len, part)) >= SCENE:
            yield tell(lines, "\n\n".join(part), form="play", title="", rhyme="")
            part = []
    if part:
        yield tell(lines, "\n\n".join(part), form="play", title="", rhyme="")


READERS = {"shi": read_shi, "ci": read_ci, "poems": read_poems, "plays": read_plays}


def name_rhymes(found: Prosody | None) -> str:
    """Return the names of a poem's rhymes in the order in which they come.

    Args:
        found: How it sounds; None for a poem in no form.
    """
    if found is None:
        return ""
    return "·".join(dict.fromkeys(line.sound for line in found.lines if line.sound))


def _shape(body: str) -> str:
    sizes = {len(part) for part in re.split(r"[，。！？；、：\s]+", body) if part}
    return {(5,): "五言古诗", (7,): "七言古诗"}.get(tuple(sizes), "杂言诗")


def _short(title: str) -> str:
    first = re.split(r"[，。、；：\s]", title.split("其")[0].strip() or title)[0]
    return first if len(first) <= LONGEST_TITLE else ""


def _name_english(body: str, forms: frozenset[str]) -> str:
    """Return the form that a poem comes near enough to, by its lines, its metre and its rhymes."""
    count = len([line for line in body.split("\n") if line.strip()])
    if count == 14:
        both = {name: checker.check(body, name) for name in ("shakespearean", "petrarchan")}
        best = max(both.values(), key=lambda each: each.score)
        return best.names["en"]
    found = checker.check(body)
    name = found.names.get("en", "")
    return name if name in forms else "poem"
