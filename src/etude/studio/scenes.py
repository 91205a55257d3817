"""Drama through an endpoint: speech by speech, each under a name of the cast.

The name is written before the model is asked, and whatever it says for somebody else is left out:
so nobody speaks who is not in the play, and in the order that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.endpoints.asking import Wish, count_least
from etude.endpoints.writing import Writing
from etude.gallery.work import Work
from etude.media.text.drama import Play, Speech, read_play, tag, write_part, write_play
from etude.studio.endpoints import OpenEndpoint

SPEECHES, MOST_SPEECHES = 4, 40
BUDGET, MOST_BUDGET = 2000, 100_000  # tokens of the play that are sent
LENGTH = 120  # tokens of a speech where nothing is said


@dataclass(frozen=True)
class Written:
    """A play that went on.

    Args:
        work: All of it, as the gallery keeps it; the answers it came of are its parents.
        play: The same with its structure.
        added: What of it is new.
        writings: Every text that was asked for.
        sent: How many speeches and directions of the play the last question took along.
        parts: How many there were.
    """

    work: Work
    play: Play
    added: tuple[Speech, ...]
    writings: tuple[Writing, ...]
    sent: int
    parts: int


def continue_play(
    endpoint: OpenEndpoint,
    play: Play,
    wish: Wish | None = None,
    *,
    speeches: int = SPEECHES,
    who: Sequence[str] = (),
    budget: int = BUDGET,
    progress: Progress = silent,
) -> Written:
    """Have the last scene of a play go on.

    Args:
        endpoint: Who writes; every answer is a work, too.
        play: So far.
        wish: How to write; ``most`` counts for each speech, and with a seed each has the next one.
        speeches: How many are added, 1 to 40.
        who: Who speaks, in turn; by default the two who spoke last, or else the cast.
        budget: How many tokens of the play are sent, by the fewest they can be: title, cast and
            heading always, of the rest the end.
        progress: Told before each speech (``turn``: what stands before it, and how many of the
            play's parts are sent), behind it (``speech``: its text), and as `OpenEndpoint.answer`.

    Raises:
        EtudeError: ``endpoint.no-cast``, ``endpoint.not-in-cast``, ``endpoint.bad-number``, one of
            ``endpoint.*``; what came until then is in the gallery.
    """
    for name, value, low, high in (
        ("speeches", speeches, 1, MOST_SPEECHES),
        ("budget", budget, 1, MOST_BUDGET),
    ):
        if not low <= value <= high:
            raise EtudeError("endpoint.bad-number", name=name, value=value, low=low, high=high)
    turns = find_turns(play, who)
    asked = wish or Wish(most=LENGTH)
    writings: list[Writing] = []
    works: list[Work] = []
    added: list[Speech] = []
    sent, parts = 0, 0
    for number in range(speeches):
        speaker = turns[number % len(turns)]
        text, sent, parts = choose_text(play, budget)
        seed = None if asked.seed is None else asked.seed + number
        one = replace(asked, seed=seed, stop=asked.stop or ("\n\n",))
        writing = endpoint.stream(f"{text}\n{tag(speaker)}\n", one)
        turn = {"opening": f"{tag(speaker)}\n", "sent": sent, "parts": parts}
        progress(Event("turn", number, speeches, turn))
        works.append(endpoint.answer(writing, progress))
        writings.append(writing)
        lines = find_lines(play, speaker, writing.text)
        if not lines:
            break
        added.append(Speech(speaker, lines))
        play = play.append(added[-1])
        progress(Event("speech", number + 1, speeches, {"text": write_part(added[-1])}))
    work = endpoint.put(
        write_play(play),
        "drama",
        writings,
        parents=works,
        settings={"speeches": speeches, "who": list(turns), "budget": budget},
        facts={"parts_sent": sent, "parts": parts},
        title=play.title,
    )
    return Written(work, play, tuple(added), tuple(writings), sent, parts)


def find_turns(play: Play, who: Sequence[str] = ()) -> tuple[str, ...]:
    """Return who speaks next, and then in turn.

    Args:
        play: So far.
        who: As somebody wants it.

    Raises:
        EtudeError: ``endpoint.no-cast`` or ``endpoint.not-in-cast``.
    """
    if not play.cast:
        raise EtudeError("endpoint.no-cast")
    for name in who:
        if name not in play.cast:
            raise EtudeError("endpoint.not-in-cast", name=name, names=", ".join(play.cast))
    if who:
        return tuple(who)
    last = [each.speaker for each in reversed(play.scenes[-1].speeches)]
    latest = list(dict.fromkeys(last))[:2]
    if len(latest) == 2:
        return latest[1], latest[0]
    others = [name for name in play.cast if name not in latest]
    return (*others, *latest)


def choose_text(
    play: Play, budget: int, count: Callable[[str], int] = count_least
) -> tuple[str, int, int]:
    """Return what is sent of a play: its head, and as much of its end as the budget allows.

    Args:
        play: So far.
        budget: Tokens.
        count: How many a text has; by default the fewest that it can have.

    Returns:
        The text, how many speeches and directions it has, and how many the play has.
    """
    scene = play.scenes[-1]
    head = write_play(replace(play, scenes=(replace(scene, parts=()),)))
    parts = [part for each in play.scenes for part in each.parts]
    left = budget - count(head)
    kept: list[str] = []
    for part in reversed(scene.parts):
        said = write_part(part)
        left -= count(said)
        if left < 0 and kept:
            break
        kept.insert(0, said)
    return "\n\n".join([head.rstrip("\n"), *kept]) + "\n", len(kept), len(parts)


def find_lines(play: Play, speaker: str, answer: str) -> tuple[str, ...]:
    """Return the lines of one speech in an answer that may go on with others.

    Args:
        play: Its cast says where another speech begins.
        speaker: Whose speech it is; its name may stand there once more.
        answer: What the model wrote.
    """
    known = read_play(f"Cast: {', '.join(play.cast)}\n\n{speaker}:\n{answer.strip()}\n")
    spoken = [each for scene in known.scenes for each in scene.speeches]
    first = next((each for each in spoken if each.lines), None)
    return first.lines if first is not None and first.speaker == speaker else ()
