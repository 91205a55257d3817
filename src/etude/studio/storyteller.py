"""Who asks an endpoint for a story, and keeps every answer and every change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress
from etude.core.messages import message
from etude.endpoints.asking import Wish, spell
from etude.endpoints.writing import Writing
from etude.gallery.manuscript import Manuscript, Version
from etude.gallery.work import Work
from etude.media.text.answers import clean_line
from etude.media.text.story import Beat, Chapter, Recollection, Story, write_story
from etude.media.text.story_reading import read_story
from etude.studio import storytelling
from etude.studio.budget import Budget, Context, Measure, Question
from etude.studio.endpoints import OpenEndpoint, stamp

PASSAGE = 400  # tokens of the end of what was written that are sent word for word
SHORTEST = 40  # tokens to which a memory can be condensed and still say something
COMMAND = "story"


class Storyteller:
    """Asks for a story, question by question.

    Args:
        endpoint: Who writes.
        text: That holds the story.
        wish: How to write.
        context: How much fits.
        progress: Told of budgets, pieces and answers.

    Attributes:
        story: As it is now.
        budgets: What each question took.
        writings: The answers.
        works: The same as works.
    """

    def __init__(
        self,
        endpoint: OpenEndpoint,
        text: Manuscript,
        wish: Wish,
        context: Context,
        progress: Progress,
    ) -> None:
        self.endpoint = endpoint
        self.texts = endpoint.studio.texts
        self.text = text
        self.context = context
        self.story: Story = read_story(text.words, text.title)
        self.budgets: list[Budget] = []
        self.writings: list[Writing] = []
        self.works: list[Work] = []
        self._version = text.current
        self._wish = wish
        self._progress = progress
        self._stamp = stamp(endpoint.name, wish.model or endpoint.place.chosen or "")
        self._measure = find_measure(self.texts.versions(text.id), self._stamp["sha256"])

    @property
    def last(self) -> str:
        """How the work of the last answer is called."""
        return self.works[-1].short

    def weigh(self, question: Question) -> Budget:
        """Return what a question takes of the context.

        Args:
            question: Not asked yet.
        """
        return self.context.weigh(question, self._measure)

    def ask(self, question: Question, **about: Any) -> str:
        """Ask and keep the answer.

        Args:
            question: What fits into the context.
            about: What is told with its budget.

        Raises:
            EtudeError: ``story.too-long``, one of ``endpoint.*``; what had come is in the gallery.
        """
        budget = self.weigh(question)
        if budget.left < 0:
            raise refuse(budget)
        self._progress(Event("budget", len(self.writings), details={"budget": budget, **about}))
        seed = self._wish.seed
        wish = replace(
            self._wish,
            most=question.room,
            seed=None if seed is None else seed + len(self.writings),
            system=question.instructions if self.context.chat else "",
            stop=() if self.context.chat else (storytelling.STOP,),
        )
        writing = self.endpoint.stream(question.prompt(self.context.chat), wish)
        self.works.append(self.endpoint.answer(writing, self._progress, task=question.task))
        self.budgets.append(budget)
        self.writings.append(writing)
        self._measure = self._measure.learn(spell(writing.prompt, wish), writing)
        return writing.text

    def put(self, story: Story, task: str, number: int = 0) -> Version:
        """Write down the story as it is now: one version more, where anything changed.

        Args:
            story: With the change.
            task: What the change is.
            number: Of the chapter that it is about.
        """
        self.story = story
        version = self.texts.write(
            self.text.id,
            write_story(story),
            title=story.title,
            parent=self._version,
            recipe=self._recipe(task, number) if self.writings else None,
        )
        self._version = version.id
        return version

    def keep(self, words: str, number: int) -> Work:
        """Put what a reader reads into the gallery.

        Args:
            words: All of it.
            number: Of the chapter that was written.
        """
        return self.endpoint.put(
            words,
            COMMAND,
            self.writings,
            parents=self.works,
            settings={"chapter": number},
            facts={
                "chapters": len(self.story.chapters),
                "text": self.text.id,
                "version": self._version,
                "context": self.budgets[-1].context,
                "tokens_planned": self.budgets[-1].used,
            },
            title=self.story.title,
        )

    def recall(self, chapter: Chapter) -> None:
        """Have a chapter remembered, piece by piece where it is long.

        Args:
            chapter: That the memory does not have yet.

        Raises:
            EtudeError: ``story.nothing``; as `ask`.
        """
        said = []
        for piece in self._divide(chapter):
            said.append(clean_line(self.ask(storytelling.ask_memory(self.story, chapter, piece))))
        told = " ".join(each for each in said if each)
        if not told:
            raise EtudeError("story.nothing", name=self.endpoint.name, work=self.last)
        number = chapter.number
        memory = [*self.story.memory, Recollection(number, number, told)]
        self.put(self.story.with_memory(memory), "memory", number)

    def chapter_question(self, beat: Beat, more: bool, room: int) -> Question:
        """Return the question for a chapter.

        Args:
            beat: What it is to tell.
            more: Whether it is to go on with what there is of it.
            room: Most tokens of the answer.
        """
        until = beat.number if more else beat.number - 1
        before = [each for each in self.story.chapters if each.number <= until]
        latest = max(before, key=lambda each: each.number).text if before else ""
        share = 3 if more else 1  # what goes on must know more of what it goes on with
        most = min(PASSAGE, self.context.size // 8) * share
        passage = self._measure.find_end(latest, most)
        return storytelling.ask_chapter(
            self.story, beat, self.story.known_before(beat.number), passage, more, room
        )

    def make_room(self, beat: Beat, more: bool, room: int) -> list[tuple[str, dict[str, Any]]]:
        """Condense the memory until the question for a chapter fits.

        Args:
            beat: What the chapter is to tell.
            more: As for `chapter_question`.
            room: Most tokens of the answer.

        Returns:
            What its writer should know: kinds of notes with their details.

        Raises:
            EtudeError: ``story.too-long`` where that does not help; as `ask`.
        """
        notes: list[tuple[str, dict[str, Any]]] = []
        spanning = [each for each in self.story.memory if each.first <= beat.number - 1 < each.last]
        if spanning:
            span = spanning[0]
            notes.append(("spans", {"number": beat.number, "first": span.first, "last": span.last}))
        while True:
            budget = self.weigh(self.chapter_question(beat, more, room))
            if budget.left >= 0:
                return notes
            memory = budget.parts.get("memory", 0)
            after = self._condense(beat.number, memory + budget.left)
            if after is None:
                raise refuse(budget)
            notes.append(("condensed", {**after, "before": memory}))

    def _condense(self, number: int, free: int) -> dict[str, Any] | None:
        """Say the older part of the memory in fewer words; None where that does not help.

        What a hand wrote without a number stays as it is.
        """
        known = [each for each in self.story.known_before(number) if each.last]
        chosen: Sequence[Recollection] = known[:-1] if len(known) > 2 else known
        kept = self._measure.count("".join(each.text for each in known[len(chosen) :]))
        room = (free - kept) // 2
        while chosen and room >= SHORTEST:
            question = storytelling.ask_condensed(self.story, chosen, room)
            if self.weigh(question).left >= 0:
                break
            chosen = chosen[:-1]
        if not chosen or room < SHORTEST:
            return None
        told = clean_line(self.ask(question))
        shorter = Recollection(chosen[0].first, chosen[-1].last, told)
        if not told or len(told) >= sum(len(each.text) for each in chosen):
            return None
        others = [each for each in self.story.memory if each not in chosen]
        self.put(self.story.with_memory([*others, shorter]), "condense")
        return {"first": shorter.first, "last": shorter.last, "after": self._measure.count(told)}

    def _divide(self, chapter: Chapter) -> list[str]:
        """Return a chapter in pieces of whole paragraphs, each of which fits into a question."""
        free = self.weigh(storytelling.ask_memory(self.story, chapter, "")).left
        pieces = [""]
        for paragraph in re.split(r"\n{2,}", chapter.text):
            longer = f"{pieces[-1]}\n\n{paragraph}".strip("\n")
            if pieces[-1] and self._measure.count(longer) > free:
                pieces.append(paragraph)
            else:
                pieces[-1] = longer
        return pieces

    def _recipe(self, task: str, number: int) -> dict[str, Any]:
        """Return how a version was made."""
        writing, budget = self.writings[-1], self.budgets[-1]
        usage = writing.usage
        recipe = {
            "command": COMMAND,
            "task": task,
            "chapter": number or None,
            "endpoint": self.endpoint.name,
            "model": self._stamp,
            "seed": writing.wish.seed,
            "work": self.works[-1].id,
            "budget": budget.as_dict(),
            "usage": None if usage is None else vars(usage),
            "tokens_per_byte": self._measure.rate if self._measure.counted else None,
        }
        return {name: value for name, value in recipe.items() if value is not None}


def find_measure(versions: Sequence[Version], sha256: str) -> Measure:
    """Return how a server counts, from what it counted for a story before.

    Args:
        versions: Of the story's text, the oldest first.
        sha256: Of the stamp of the endpoint and its model.
    """
    for each in reversed(versions):
        rate = each.recipe.get("tokens_per_byte")
        if rate and each.recipe.get("model", {}).get("sha256") == sha256:
            return Measure(float(rate), True)
    return Measure()


def refuse(budget: Budget) -> EtudeError:
    """Return the error of a question that does not fit, with what takes how much of it.

    Args:
        budget: Of the question.
    """
    parts = {**budget.parts, "room": budget.room}
    listed = ", ".join(f"{message(f'story.part.{name}')} {n}" for name, n in parts.items())
    return EtudeError("story.too-long", used=budget.used, context=budget.context, parts=listed)
