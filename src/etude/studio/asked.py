"""What a model of words can be asked for: by which names, in which ranges, in which form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.messages import Wording, list_names
from etude.core.nearest import nearest

if TYPE_CHECKING:
    from etude.inference.sampling import Sampling

LINES = 10  # of blank verse, where nobody says how many
EDITION = 3  # of how wishes are met; recipes without one were written by the first
LENGTH, LONGEST = 400, 20_000  # symbols
LONGEST_PROMPT = 50_000  # characters
SCRIPTS = {"繁体": "traditional", "繁體": "traditional", "简体": "simplified", "簡體": "simplified"}
CHINESE = {
    "题目": "title",
    "开头": "prompt",
    "长度": "length",
    "大胆": "adventure",
    "体裁": "form",
    "韵书": "rhymes",
    "韵": "rhyme",
    "藏头": "acrostic",
    "节数": "times",
    "格": "way",
    "字体": "script",
    "温度": "temperature",
    "前几名": "top_k",
    "概率和": "top_p",
    "概率比": "min_p",
    "重复惩罚": "repetition",
    "循环惩罚": "loop",
}
KINDS = {"drama": "戏剧", "story": "故事"}
BY_HAND: dict[str, tuple[float, float]] = {
    "temperature": (0.1, 2),
    "top_k": (0, 65536),
    "top_p": (0.1, 1),
    "min_p": (0, 0.5),
    "repetition": (1, 10),
    "loop": (0, 10),
}
"""What can be set in the place of what `adventure` means, and from where to where."""
_NUMBERS = {
    "length": (1, LONGEST),
    "times": (1, 100),
    "way": (1, 4),
    "adventure": (0, 1),
    **BY_HAND,
}
_WHOLE = ("length", "times", "way", "top_k")


@dataclass(frozen=True)
class Asked:
    """What is to be written.

    Args:
        title: What it is about. A model that learnt titles goes by it; it stands above the text.
        prompt: What the text begins with; a poem in a form follows it on a new line.
        length: Most symbols that are written, 1 to 20,000; a form has its own length.
        adventure: 0 (careful) to 1 (wild), as `etude.inference.sampling.adventure`.
        form: A form of Chinese or English verse, by any of its names, or what else the model was
            told of its texts, such as ``play``; free where it is None.
        rhymes: Of a Chinese form: the book of rhymes, ``pingshui`` or ``xinyun``.
        rhyme: Of a form: the rhyme, by its name or a character that has it, or English words that
            give the rhymes in their order, parted by spaces; by chance where it is None.
        acrostic: Of a Chinese form: the first characters of its lines (藏头).
        times: Stanzas of a ballad or lines of blank verse, 1 to 100; one stanza, or ten lines,
            where it is None.
        way: Of a Chinese form with several patterns: which of them, from 1 (`etude verse --forms
            --form NAME` lists them); a song follows the first where it is None.
        script: Chinese characters to show it in: ``traditional`` or ``simplified``; those of the
            model where it is None.
        temperature: In the place of what `adventure` means, 0.1 to 2; 1 is as it was learnt.
        top_k: Only so many of the likeliest symbols; 0 for all, as the dial has it.
        top_p: Only the likeliest that together have this probability, 0.1 to 1.
        min_p: Only those at least this likely beside the likeliest, 0 to 0.5.
        repetition: By what the probability of the last 64 symbols is divided, 1 (not at all) to 10.
        loop: How strongly is held back what goes on with 16 symbols that came before, 0 to 10.
        edition: By which rules wishes are met, so that what an earlier Etude wrote can be written
            again; nobody asks for it.
    """

    title: str = ""
    prompt: str = ""
    length: int = LENGTH
    adventure: float = 0.5
    form: str | None = None
    rhymes: str = "pingshui"
    rhyme: str | None = None
    acrostic: str = ""
    times: int | None = None
    way: int | None = None
    script: str | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    repetition: float | None = None
    loop: float | None = None
    edition: int = EDITION

    def settings(self) -> dict[str, Any]:
        """Return what differs from the usual, for the recipe."""
        usual = list_usual()
        return {name: getattr(self, name) for name in usual if getattr(self, name) != usual[name]}

    def count_stanzas(self) -> int:
        """Return how many stanzas, or lines of a form that has no stanzas, are to be written."""
        if self.times is not None or self.edition == 1 or not has_rules(self.form):
            return self.times or 1
        from etude.media.text.verse.english import forms as english

        found = english.list_names().get(english.plain_name(self.form or ""))
        return LINES if found is not None and found.endless and len(found.ways[0]) == 1 else 1

    def sampling(self) -> Sampling:
        """Return how freely symbols are chosen: by the one dial, or what was set by hand."""
        from etude.inference.sampling import adventure

        return adventure(self.adventure, **{name: getattr(self, name) for name in BY_HAND})


def list_usual() -> dict[str, Any]:
    """Return everything that can be asked for, with what it usually is."""
    return {name: value for name, value in asdict(Asked()).items() if name != "edition"}


def recall_asked(recipe: Mapping[str, Any]) -> Asked:
    """Return what was asked for when a work was written.

    Args:
        recipe: Of the work.
    """
    return Asked(**recipe.get("settings", {}), edition=recipe.get("edition", 1))


def read_asked(given: Mapping[str, Any], model: str, kinds: Collection[str] = ()) -> Asked:
    """Return what somebody asked for, every value in its range.

    Args:
        given: Settings by their English or Chinese names; numbers may come as words.
        model: The model's name, for messages.
        kinds: Forms that the model was told of, whether or not their rules are known.

    Raises:
        EtudeError: ``writing.unknown-setting`` or the same with ``-near``, ``writing.bad-number``,
            ``writing.long-prompt``, ``writing.needs-form``, ``writing.no-use``,
            ``writing.unknown-script``,
            ``verse.unknown-form``, ``verse.unknown-book``.
    """
    usual = list_usual()
    asked: dict[str, Any] = {}
    for word, value in given.items():
        name = CHINESE.get(word, word.replace("-", "_"))
        if name not in usual:
            raise _unknown_setting(word, model)
        asked[name] = value if isinstance(value, int | float) else str(value)
    for name, (low, high) in _NUMBERS.items():
        if name in asked:
            asked[name] = _read_number(name, asked[name], low, high)
    if "script" in asked:
        asked["script"] = _read_script(asked["script"])
    if "rhymes" in asked:
        from etude.media.text.verse.chinese.books import name_book

        asked["rhymes"] = name_book(str(asked["rhymes"]))
    if "form" in asked:
        asked["form"] = _name_form(asked["form"], kinds)
    found = Asked(**asked)
    for text in (found.prompt, found.title):
        if len(text) > LONGEST_PROMPT:
            raise EtudeError("writing.long-prompt", count=len(text), most=LONGEST_PROMPT)
    _check_use(asked.keys(), found.form)
    return found


def _unknown_setting(word: str, model: str) -> EtudeError:
    """Return the error for a setting that there is not, with those that may have been meant."""
    usual = list_usual()
    near = [CHINESE.get(each, each) for each in nearest(word, [*usual, *CHINESE])]
    told = {"name": word, "model": model}
    if not near:
        return EtudeError("writing.unknown-setting", names=list_names(usual, CHINESE), **told)
    others = [each for each in usual if each not in near]
    return EtudeError(
        "writing.unknown-setting-near",
        names=list_names(near, CHINESE),
        others=list_names(others, CHINESE),
        **told,
    )


def _check_use(asked: Collection[str], form: str | None) -> None:
    """Refuse what means nothing to a form."""
    from etude.media.text.verse.checker import word_form

    if form is None or not has_rules(form):
        useless = {"rhymes", "rhyme", "acrostic", "times", "way"} & set(asked)
        if useless:
            raise EtudeError("writing.needs-form", name=list_names([min(useless)], CHINESE))
        return
    known = list_known(form)
    useless = set(asked) - known
    if useless:
        raise EtudeError(
            "writing.no-use",
            name=list_names([min(useless)], CHINESE),
            form=word_form(form),
            names=list_names((name for name in list_usual() if name in known), CHINESE),
        )


def refuse_others(given: Collection[str], kind: str, known: Collection[str]) -> None:
    """Refuse settings that mean nothing to a larger work.

    Args:
        given: Their names, as `read_asked` took them.
        kind: ``drama`` or ``story``.
        known: What means something to it.

    Raises:
        EtudeError: ``writing.no-use``.
    """
    named = [CHINESE.get(word, word.replace("-", "_")) for word in given]
    useless = [name for name in named if name not in known]
    if useless:
        raise EtudeError(
            "writing.no-use",
            name=list_names([min(useless)], CHINESE),
            form=Wording(kind, KINDS[kind]),
            names=list_names((name for name in list_usual() if name in known), CHINESE),
        )


def has_rules(form: str | None) -> bool:
    """Say whether a form is one of verse whose rules are known.

    Args:
        form: As `Asked` has it.
    """
    from etude.media.text.verse.chinese import forms as chinese
    from etude.media.text.verse.english import forms as english

    if form is None:
        return False
    known = english.plain_name(form) in english.list_names()
    return known or chinese.plain_name(form) in chinese.list_names()


def list_known(form: str | None) -> set[str]:
    """Return the settings that mean something to a form whose rules are known.

    Args:
        form: As `Asked` has it, for which `has_rules` holds.
    """
    from etude.media.text.verse.chinese import forms as chinese
    from etude.media.text.verse.english import forms as english

    known = {"title", "prompt", "adventure", "form", *BY_HAND}
    found = english.list_names().get(english.plain_name(form or ""))
    if found is not None:
        rhymed = any(rule.rhyme for way in found.ways for rule in way)
        return known | _only("rhyme", rhymed) | _only("times", found.endless)
    own = chinese.find_form(form or "")
    rhymed = any(slot.rhyme for pattern in own.patterns for slot in pattern)
    several = _only("way", len(own.patterns) > 1)
    return known | {"rhymes", "acrostic", "script"} | _only("rhyme", rhymed) | several


def _only(name: str, there: bool) -> set[str]:
    return {name} if there else set()


def _name_form(name: str, kinds: Collection[str]) -> str:
    """Return the form's own name, so that every way of asking leads to one recipe."""
    from etude.media.text.verse.checker import describe_forms
    from etude.media.text.verse.english import forms as english

    own = {english.plain_name(each): each for each in kinds}
    if not has_rules(name) and english.plain_name(name) in own:
        return own[english.plain_name(name)]
    (found,) = describe_forms(name)
    return str(found["id"])


def _read_script(value: Any) -> str:
    script = SCRIPTS.get(str(value), str(value))
    if script not in SCRIPTS.values():
        raise EtudeError("writing.unknown-script", value=value)
    return script


def _read_number(name: str, value: Any, low: float, high: float) -> float | int:
    whole = name in _WHOLE
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high or (whole and number != float(value)):
        called = list_names([name], CHINESE)
        raise EtudeError("writing.bad-number", name=called, value=value, low=low, high=high)
    return number
