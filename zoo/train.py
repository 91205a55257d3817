"""Train a bundled package again: `python -m zoo.train portraits --data FOLDER`.

Each recipe file beside this script says from which data, how and for how long; `pictures`, `music`
and `words` follow it. FOLDER is where the sets of a medium lie. A killed run goes on where it was
with `--resume`.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.paths import workspace
from zoo import music, pictures, words
from zoo.following import Following

HERE = Path(__file__).parent
ZOO = HERE.parent / "src" / "etude" / "packages" / "zoo"
MEDIA = {"picture": pictures.train, "music": music.train, "text": words.train}


def read_recipe_file(name: str) -> dict[str, Any]:
    """Read the recipe file of a bundled package.

    Args:
        name: Of the package.
    """
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


class Lines:
    """Prints a line every minute of training, and every other event."""

    def __init__(self) -> None:
        self.minute = -1

    def __call__(self, event: Event) -> None:
        """Print an event.

        Args:
            event: What the run said.
        """
        if event.kind == "read":
            return
        if event.kind != "train":
            print(event.kind, dict(event.details), flush=True)
        elif int(event.done // 60) > self.minute:
            self.minute = int(event.done // 60)
            losses = ", ".join(f"{k} {v:.3f}" for k, v in event.details["losses"].items())
            rate = event.details["rate"]
            print(f"{event.done:6.0f} of {event.total:.0f} s: {rate:4.0f}/s, {losses}", flush=True)


def main(given: Sequence[str] | None = None) -> int:
    """Train what the command line names and write its package.

    Args:
        given: The words of the command line; by default those of this process.

    Returns:
        The exit code: 2 where something can be mended, as the sentence on standard error says.
    """
    asked = _read_words(given)
    if asked.threads:
        import torch

        torch.set_num_threads(asked.threads)
    try:
        train(asked)
    except EtudeError as error:
        print(error.text(), file=sys.stderr)
        return 2
    return 0


def _read_words(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(p.stem for p in HERE.glob("*.toml")))
    parser.add_argument("--data", type=Path, default=Path("data"), help="where the sets lie")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was killed")
    parser.add_argument("--minutes", type=float, help="another budget than the recipe file's")
    parser.add_argument("--threads", type=int, default=0, help="of the processor")
    parser.add_argument("--quick", action="store_true", help="judge without the two-sample network")
    parser.add_argument("--out", type=Path, default=ZOO, help="where the package goes")
    return parser.parse_args(given)


def train(asked: argparse.Namespace) -> None:
    """Train a package and write it.

    Args:
        asked: The command line.

    Raises:
        EtudeError: As `etude.train`.
    """
    recipe, say = read_recipe_file(asked.name), Lines()
    how = Following(asked.data, asked.out, asked.resume, asked.minutes, asked.quick)
    trained = MEDIA[recipe.get("medium", "picture")](recipe, how, workspace(), say)
    print(trained, trained.package, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
