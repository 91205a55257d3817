"""A form as a constraint, in the language that the form belongs to."""

from __future__ import annotations

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese import constraint as chinese
from etude.media.text.verse.chinese.constraint import USUAL
from etude.media.text.verse.english import constraint as english
from etude.media.text.verse.english import forms as english_forms
from etude.media.text.verse.naming import word_forms
from etude.media.text.verse.symbols import Vocabulary

__all__ = ["USUAL", "constrain"]


def constrain(
    form: str,
    vocabulary: Vocabulary,
    *,
    rhymes: str = "pingshui",
    rhyme: str | None = None,
    acrostic: str = "",
    times: int = 1,
    way: int | None = None,
    words: tuple[str, ...] | None = None,
    care: int = 0,
    seed: int = 0,
) -> chinese.FormConstraint | english.FormConstraint:
    """Return what keeps a form while a model writes.

    Args:
        form: Any name of a form, Chinese or English.
        vocabulary: The model's symbols.
        rhymes: Of a Chinese form: the rhyme book.
        rhyme: The rhyme: its name or a character of it, or English words that give the rhymes in
            their order, parted by spaces. By chance where it is None.
        acrostic: Of a Chinese form: the first characters of the lines.
        times: Stanzas of a ballad, lines of blank verse.
        way: Of a Chinese form: which of its patterns, from 1; `USUAL` for the first of a song and
            any of regulated verse, None for any.
        words: Of an English form: the words to write with; where they are too few for the form, or
            None, it is all of the dictionary.
        care: Of an English form: how careful it is, 0 to 2, as
            `etude.media.text.verse.english.constraint.FormConstraint` has it.
        seed: Of what is left to chance.

    Raises:
        EtudeError: Those of the two constraints, and `verse.only-chinese`.
    """
    if english_forms.plain_name(form) in english_forms.list_names():
        if acrostic:
            raise EtudeError("verse.only-chinese", form=word_forms([english_forms.find_form(form)]))
        asked = (rhyme or "").split()
        try:
            return english.FormConstraint(
                form,
                vocabulary,
                rhyme=asked,
                times=times,
                words=words,
                care=care,
                seed=seed,
            )
        except EtudeError as error:
            if words is None or error.code not in ("verse.few-words", "verse.narrow-sound"):
                raise
        return english.FormConstraint(
            form, vocabulary, rhyme=asked, times=times, care=care, seed=seed
        )
    return chinese.FormConstraint(
        form, vocabulary, rhymes=rhymes, rhyme=rhyme, acrostic=acrostic, way=way, seed=seed
    )
