"""What a model of words writes with, read from its package once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from etude.inference.writer import Writer
    from etude.media.text.lines import KnownLines
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.packages import Package
    from etude.packages.manifest import Opening

Script = Literal["traditional", "simplified"]


@dataclass(frozen=True, eq=False)
class Voice:
    """A model of words, opened.

    Args:
        writer: Writes symbol by symbol.
        vocabulary: What the symbols stand for.
        known: The lines it learnt from.
        opening: What stands before every text it learnt from; None where nothing does.
        script: Of its Chinese characters, where they are of one.
        words: English words that it has learnt to spell; None where nobody knows.
        gaps: Whether it has learnt to fill gaps.
    """

    writer: Writer
    vocabulary: Characters | Bytes
    known: KnownLines
    opening: Opening | None = None
    script: Script | None = None
    words: tuple[str, ...] | None = None
    gaps: bool = False

    def first(self, told: str) -> str:
        """Return what is read before anything is written.

        Args:
            told: A prompt. Where there is none, a model that fills gaps would begin with what
                stands behind one; behind an empty line it writes a text from its beginning.
        """
        return told or ("\n" if self.gaps else "")

    def adapt(self, text: str) -> str:
        """Return a text in the script that the model reads.

        Args:
            text: Any.
        """
        from etude.media.text.scripts import convert

        return text if self.script is None else convert(text, self.script)

    @property
    def told(self) -> Opening | None:
        """The opening in the script that the model reads."""
        if self.opening is None:
            return None
        return replace(self.opening, forms=tuple(map(self.adapt, self.opening.forms)))


def open_voice(package: Package) -> Voice:
    """Open what a package writes with.

    Args:
        package: Of a model of words.

    Raises:
        EtudeError: ``writer.no-step``, ``model.failed``, ``text.vocabulary-unknown``.
    """
    from etude.inference.writer import Writer
    from etude.media.text.lines import KnownLines
    from etude.media.text.scripts import find_script
    from etude.media.text.vocabulary import Characters, read_vocabulary

    document = package.vocabulary()
    vocabulary = read_vocabulary(document)
    words = document.get("words")
    script: Script | None = None
    if isinstance(vocabulary, Characters):
        found = find_script("".join(vocabulary.characters))
        script = "traditional" if found == "traditional" else None
        script = "simplified" if found == "simplified" else script
    return Voice(
        Writer(package),
        vocabulary,
        KnownLines(package.lines()),
        package.manifest.opening,
        script,
        tuple(map(str, words)) if isinstance(words, list) else None,
        document.get("gaps") is True,
    )


def show(words: str, script: str | None) -> str:
    """Return words in the script that was asked for.

    Args:
        words: As the model writes them.
        script: ``traditional`` or ``simplified``; any other leaves them as they are.
    """
    if script not in ("traditional", "simplified"):
        return words
    from etude.media.text.scripts import convert

    return convert(words, "traditional" if script == "traditional" else "simplified")
