"""What a model of words can be asked for, and writing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.nearest import nearest

if TYPE_CHECKING:
    from etude.inference.sampling import Constraint
    from etude.inference.writer import Writer
    from etude.media.text.vocabulary import Bytes, Characters

LENGTH, LONGEST = 400, 20_000  # symbols
LONGEST_PROMPT = 50_000  # characters
BEAMS = 12  # poems that are followed side by side
CHINESE = {
    "开头": "prompt",
    "长度": "length",
    "大胆": "adventure",
    "体裁": "form",
    "韵书": "rhymes",
    "韵": "rhyme",
    "藏头": "acrostic",
    "节数": "times",
}


@dataclass(frozen=True)
class Asked:
    """What is to be written.

    Args:
        prompt: What the text begins with; a poem in a form follows it on a new line.
        length: Most symbols that are written, 1 to 20,000; a form has its own length.
        adventure: 0 (careful) to 1 (wild), as `etude.inference.sampling.adventure`.
        form: A form of Chinese or English verse, by any of its names; free where it is None.
        rhymes: Of a Chinese form: the book of rhymes, ``pingshui`` or ``xinyun``.
        rhyme: Of a form: the rhyme, by its name or a character that has it, or English words that
            give the rhymes in their order, parted by spaces; by chance where it is None.
        acrostic: Of a Chinese form: the first characters of its lines (藏头).
        times: Stanzas of a ballad or lines of blank verse, 1 to 100.
    """

    prompt: str = ""
    length: int = LENGTH
    adventure: float = 0.5
    form: str | None = None
    rhymes: str = "pingshui"
    rhyme: str | None = None
    acrostic: str = ""
    times: int = 1

    def settings(self) -> dict[str, Any]:
        """Return what differs from the usual, for the recipe."""
        usual = asdict(Asked())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


@dataclass(frozen=True)
class Text:
    """Something that was written.

    Args:
        words: All of it, the prompt included.
        bits: How surprising the written part is to the model, in bits for each symbol.
    """

    words: str
    bits: float


def read_asked(given: Mapping[str, Any], model: str) -> Asked:
    """Return what somebody asked for, every value in its range.

    Args:
        given: Settings by their English or Chinese names; numbers may come as words.
        model: The model's name, for messages.

    Raises:
        EtudeError: ``writing.unknown-setting``, ``writing.bad-number``, ``writing.long-prompt``,
            ``writing.needs-form``, ``verse.unknown-form``.
    """
    usual = asdict(Asked())
    asked: dict[str, Any] = {}
    for word, value in given.items():
        name = CHINESE.get(word, word)
        if name not in usual:
            near = nearest(word, [*usual, *CHINESE]) or list(usual)
            raise EtudeError(
                "writing.unknown-setting", name=word, model=model, names=", ".join(near)
            )
        asked[name] = value if isinstance(value, int | float) else str(value)
    for name, low, high in (("length", 1, LONGEST), ("times", 1, 100), ("adventure", 0, 1)):
        if name in asked:
            asked[name] = _read_number(name, asked[name], low, high)
    found = Asked(**asked)
    if len(found.prompt) > LONGEST_PROMPT:
        raise EtudeError("writing.long-prompt", count=len(found.prompt), most=LONGEST_PROMPT)
    if found.form is None:
        useless = {"rhymes", "rhyme", "acrostic", "times"} & set(found.settings())
        if useless:
            raise EtudeError("writing.needs-form", name=sorted(useless)[0])
    else:
        # The form's own name, so that every way of asking leads to one recipe.
        found = Asked(**{**asdict(found), "form": _name_form(found.form)})
    return found


def write_text(writer: Writer, vocabulary: Characters | Bytes, asked: Asked, seed: int) -> Text:
    """Write what was asked for.

    A poem in a form is searched for among several that are written side by side; everything else
    is written symbol by symbol.

    Args:
        writer: The opened model.
        vocabulary: Its symbols.
        asked: What.
        seed: The same one gives the same words.

    Raises:
        EtudeError: Those of `etude.inference`, and of the form where it cannot be met.
    """
    import numpy as np

    from etude.inference.sampling import adventure

    sampling = adventure(asked.adventure)
    begun = asked.prompt
    if asked.form is not None and begun and not begun.endswith("\n"):
        begun += "\n"
    prompt = vocabulary.encode(begun)
    if asked.form is None:
        tokens = [*writer.tokens(prompt, sampling=sampling, seed=seed, most=asked.length)]
    else:
        from etude.inference.beams import beam

        found = beam(
            writer,
            prompt,
            constraint=_open_form(vocabulary, asked, seed),
            width=BEAMS,
            most=LONGEST,
            seed=seed,
            sampling=sampling,
        )
        tokens = list(found[0].tokens)
    bits = writer.bits(tokens, prompt)
    written = vocabulary.decode(np.asarray(tokens, np.int64))
    return Text(begun + written, float(bits.mean()) if len(bits) else 0.0)


def _open_form(vocabulary: Characters | Bytes, asked: Asked, seed: int) -> Constraint:
    from etude.media.text.verse.constraint import constrain

    assert asked.form is not None
    return constrain(
        asked.form,
        vocabulary,
        rhymes=asked.rhymes,
        rhyme=asked.rhyme,
        acrostic=asked.acrostic,
        times=asked.times,
        seed=seed,
    )


def _name_form(name: str) -> str:
    from etude.media.text.verse.chinese import forms as chinese
    from etude.media.text.verse.english import forms as english

    if english.plain_name(name) in english.list_names():
        return english.find_form(name).id
    return chinese.find_form(name).id


def _read_number(name: str, value: Any, low: int, high: int) -> float | int:
    whole = name != "adventure"
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high or (whole and number != float(value)):
        raise EtudeError("writing.bad-number", name=name, value=value, low=low, high=high)
    return number
