"""Endpoints in a studio: every text that one of them writes is a work in the gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.hashes import canonical_json, sha256_bytes
from etude.endpoints import book
from etude.endpoints.asking import Message, Prompt, Wish
from etude.endpoints.book import Card
from etude.endpoints.wire import PATIENT, Patience
from etude.endpoints.writing import Remark, Usage, Writing
from etude.gallery.work import Draft, Stamp, Work
from etude.studio.keeping import Written

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.studio.studio import Studio

__all__ = ["Message", "OpenEndpoint", "Remark", "Usage", "Wish", "Writing", "open_endpoint"]

FORMAT = 1
BESIDE = ("system", "suffix")  # of a wish, in the recipe itself


def _nobody(writing: Writing) -> None:
    """Listen to nothing."""


@dataclass(frozen=True)
class OpenEndpoint:
    """An endpoint in a studio; `Studio.endpoint` opens one.

    Args:
        place: Its address and what it can do.
        studio: Where its works are kept.
        patience: How long to wait for it.
        begun: Told of each text before it is asked for, so that somebody else can cancel it.
    """

    place: book.Endpoint
    studio: Studio
    patience: Patience = PATIENT
    begun: Callable[[Writing], None] = _nobody

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return self.place.name

    @property
    def card(self) -> Card | None:
        """What it was found to be able to do."""
        return self.place.card

    @property
    def gallery(self) -> Gallery:
        """Where the works go."""
        return self.studio.gallery

    def probe(self) -> OpenEndpoint:
        """Find out what it can do, write that down, and return it with its card.

        Raises:
            EtudeError: One of ``endpoint.*``.
        """
        from etude.endpoints.probing import probe

        found = book.with_card(self.place, probe(self.place, self.patience))
        return replace(self, place=book.save(self.studio.workspace, found))

    def stream(self, prompt: Prompt, wish: Wish | None = None) -> Writing:
        """Return a text that is written while somebody iterates over it.

        Args:
            prompt: A text to go on with, or the messages of a conversation.
            wish: How.

        Raises:
            EtudeError: ``endpoint.needs-model``, ``endpoint.too-long``, ``writing.long-prompt``;
                while it is written, one of ``endpoint.*``.
        """
        writing = Writing(self.place, prompt, wish or Wish(), self.patience)
        self.begun(writing)
        return writing

    def write(self, prompt: Prompt, wish: Wish | None = None) -> Work:
        """Have a text written and keep it.

        Args:
            prompt: As in `stream`.
            wish: How.

        Raises:
            EtudeError: As `stream`; what had come until then is in the gallery.
        """
        writing = self.stream(prompt, wish)
        self.finish(writing)
        return self.keep(writing)

    def finish(self, writing: Writing, listen: Callable[[str], None] | None = None) -> str:
        """Have a text written to its end; where it breaks off, keep what came.

        Args:
            writing: Not begun yet.
            listen: Told every piece as it comes.

        Raises:
            EtudeError: One of ``endpoint.*``, among them ``endpoint.stopped`` where somebody
                cancelled it.
        """
        try:
            for piece in writing:
                if listen is not None:
                    listen(piece)
            if writing.finish == "cancelled":
                raise EtudeError("endpoint.stopped", name=self.name)
        except (EtudeError, KeyboardInterrupt):
            if writing.text:
                self.keep(writing)
            raise
        return writing.text

    def answer(self, writing: Writing, progress: Progress = silent, **about: Any) -> Work:
        """Have a text written to its end and keep it, and tell how it goes.

        Args:
            writing: Not begun yet.
            progress: Told of every piece (``text``) and of what was counted (``answer``:
                ``usage``, a `Usage` or None).
            about: What else is said of each of them.

        Raises:
            EtudeError: As `finish`.
        """
        self.finish(writing, lambda text: progress(Event("text", details={**about, "text": text})))
        work = self.keep(writing)
        progress(Event("answer", details={**about, "usage": writing.usage}))
        return work

    def keep(self, writing: Writing, parents: Sequence[Work] = ()) -> Work:
        """Put a text into the gallery, with everything it was made by.

        A text that goes on with another one is kept with its beginning; of a conversation the
        answer alone, and all that was said is in the recipe.

        Args:
            writing: Written to its end, or broken off.
            parents: Works that it came from.

        Raises:
            EtudeError: ``disk.full``, one of ``gallery.*``.
        """
        begun = writing.prompt if isinstance(writing.prompt, str) else ""
        return self.put(begun + writing.text, "write", [writing], parents=parents)

    def put(
        self,
        words: str,
        command: str,
        writings: Sequence[Writing],
        *,
        parents: Sequence[Work] = (),
        settings: dict[str, Any] | None = None,
        facts: dict[str, Any] | None = None,
        title: str = "",
    ) -> Work:
        """Put words into the gallery that came of one text or several.

        Args:
            words: All of them.
            command: What was asked.
            writings: The texts, the last one last.
            parents: Works that they came from.
            settings: What was asked besides.
            facts: What was measured.
            title: A name for it.
        """
        recipe = self._recipe(writings[-1], command, settings, [each.id for each in parents])
        counted = [each.usage for each in writings if each.usage is not None]
        measured: dict[str, Any] = {
            "finish": writings[-1].finish,
            "seconds": round(sum(each.seconds for each in writings), 1),
            "remarks": sorted({remark.kind for each in writings for remark in each.remarks}),
            **(facts or {}),
        }
        if counted:
            measured["tokens_read"] = sum(each.read for each in counted)
            measured["tokens_written"] = sum(each.written for each in counted)
        made = Written(words, recipe)
        draft = Draft(
            data=made.encode(".txt"),
            suffix=".txt",
            pixels=made.hash,
            model=Stamp(**recipe["model"]),
            command=command,
            recipe=recipe,
            parents=tuple(recipe.get("parents", ())),
            title=title,
            **{**made.facts, "facts": measured},
        )
        return self.gallery.add(draft)

    def _recipe(
        self, writing: Writing, command: str, settings: dict[str, Any] | None, parents: list[str]
    ) -> dict[str, Any]:
        import etude

        asked: dict[str, Any] = dict(writing.wish.settings())
        seed = asked.pop("seed", None)
        asked.pop("model", None)
        # Long words stand beside the settings, which people read in one line.
        beside = {name: asked.pop(name, None) for name in BESIDE}
        card = self.card
        keeps = card is not None and card.seed is True and card.model == writing.model
        prompt = writing.prompt
        recipe: dict[str, Any] = {
            "format": FORMAT,
            "etude": etude.__version__,
            "command": command,
            "model": stamp(self.name, writing.model),
            "endpoint": self.name,
            "seed": seed,
            "settings": {**asked, **(settings or {})},
            "prompt": prompt if isinstance(prompt, str) else [asdict(each) for each in prompt],
            **beside,
            # No model of ours: only its server can write it again, and only where it keeps seeds.
            "repeatable": command == "write" and keeps and seed is not None,
            "parents": parents or None,
        }
        return {name: value for name, value in recipe.items() if value is not None}


def stamp(name: str, model: str) -> dict[str, str]:
    """Return who wrote, as works name it; the hash tells endpoints from packages and each other.

    Args:
        name: Of the endpoint.
        model: Which of its models.
    """
    named = {"endpoint": name, "model": model}
    return {"name": name, "version": model, "sha256": sha256_bytes(canonical_json(named))}


def open_endpoint(name: str, studio: Studio) -> OpenEndpoint:
    """Open an endpoint of a studio.

    Args:
        name: What its owner calls it.
        studio: Where its works are kept.

    Raises:
        EtudeError: ``endpoint.unknown``.
    """
    return OpenEndpoint(book.find(studio.workspace, name), studio)


def write_again(studio: Studio, work: Work) -> Written:
    """Ask an endpoint once more for what it wrote.

    Args:
        studio: Where the work is.
        work: Of an endpoint.

    Raises:
        EtudeError: ``endpoint.not-again`` where its server keeps no seeds; one of ``endpoint.*``.
    """
    recipe = work.recipe
    if not recipe.get("repeatable"):
        raise EtudeError("endpoint.not-again", work=work.short, name=recipe["endpoint"])
    place = open_endpoint(recipe["endpoint"], studio)
    prompt = recipe["prompt"]
    told = prompt if isinstance(prompt, str) else [Message(**each) for each in prompt]
    asked = {**recipe["settings"], "stop": tuple(recipe["settings"].get("stop", ()))}
    asked |= {name: recipe[name] for name in BESIDE if name in recipe}
    wish = Wish(model=recipe["model"]["version"], seed=recipe["seed"], **asked)
    writing = place.stream(told, wish)
    written = place.finish(writing)
    return Written((told if isinstance(told, str) else "") + written, recipe)
