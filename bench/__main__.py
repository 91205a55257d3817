"""The command line of the benchmarks: ``python -m bench --help``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from bench.record import Options, write, write_index

FIGURES = {
    "throughput": "training speed beside a plain loop and pythae (about 4 minutes)",
    "utilisation": "how much of the processor training uses (about 3 minutes)",
    "playing": "how fast a model answers (about 2 minutes)",
    "stepping": "a step of lstm and gpt beside PyTorch (about a minute)",
    "studio_start": "from the command to a picture in the page, beside Gradio (about 2 minutes)",
    "live_play": "pictures under a moving hand, in Chromium (about 5 minutes)",
    "first_word": "from a press to the first character, in Chromium (about 2 minutes)",
    "first_bar": "from a press to the first sound of new music, in Chromium (about a minute)",
    "studio_load": "many clients at once, and a gallery that scrolls (about 2 minutes)",
    "shared_writing": "many clients who have texts written at once (about 2 minutes)",
    "studio_faults": "workers and servers killed at random moments (about 8 minutes)",
    "quality": "the bundled models judged by held-out pictures (needs --data; about 15 minutes)",
    "budget": "what twenty minutes of training give (needs --data; long, only when named)",
    "validity": "whatever is written under the grammar of music is music (long, only when named)",
    "music_metre": "keys and metres found (needs --data; a few minutes, only when named)",
    "music_sets": "collections as tokens and measured (needs --data; minutes, only when named)",
    "sequences": "words and music, lstm and gpt (needs --data; an hour, only when named)",
    "composing": "what the bundled model of music keeps and copies (long, only when named)",
    "chorales": "the bundled model's chorales beside Bach's (needs --data; only when named)",
    "verse": "poems of the bundled models (needs --data; an hour, only when named)",
}
LONG = (
    "budget",
    "validity",
    "music_metre",
    "music_sets",
    "sequences",
    "composing",
    "chorales",
    "verse",
)
NEED_DATA = ("quality", "budget", "music_metre", "music_sets", "sequences", "chorales")


def main() -> int:
    """Measure what was asked for, write it down, and say where it lies."""
    options = read_options()
    # Before torch or ONNX Runtime are imported: both read it once.
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    missed = []
    for name in options.figures:
        print(f"{name}: {FIGURES[name]}", flush=True)
        start = time.monotonic()
        figure = import_module(f"bench.{name}").measure(options)
        for path in write(figure, options, time.monotonic() - start):
            print(f"  {path}", flush=True)
        for row in figure.rows:
            print(f"  {row}", flush=True)
            if row.met is False:
                missed.append(row.name)
    print(f"  {write_index(options.out)}")
    print(f"Aims missed: {', '.join(missed)}." if missed else "Every aim that was measured is met.")
    return 0


def read_options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Etude.")
    listed = "; ".join(f"{name}: {text}" for name, text in FIGURES.items())
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=listed)
    data = os.environ.get("ETUDE_BENCH_DATA")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(data) if data else None,
        help="folder of the picture sets behind the bundled models; for sequences and "
        "those of music, of the folders text and music (ETUDE_BENCH_DATA)",
    )
    parser.add_argument("--out", type=Path, default=Path("bench/results"), help="where results go")
    parser.add_argument("--threads", type=int, default=2, help="processor threads to use")
    parser.add_argument("--only", nargs="*", default=[], help="only these packages or picture sets")
    parser.add_argument("--recipes", nargs="*", default=["vae", "gan"], help="for the budget")
    parser.add_argument("--minutes", type=float, default=20.0, help="for the budget")
    parser.add_argument(
        "--tiny", action="store_true", help="a smoke run: everything happens, nothing counts"
    )
    given = parser.parse_args()
    unknown = set(given.figures) - set(FIGURES)
    if unknown:
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    figures = given.figures or [name for name in FIGURES if name not in LONG]
    lacking = [name for name in figures if name in NEED_DATA and given.data is None]
    if lacking:
        if given.figures:
            parser.error(f"{', '.join(lacking)}: --data FOLDER or ETUDE_BENCH_DATA is needed")
        print("quality is left out: it needs --data FOLDER or ETUDE_BENCH_DATA")
        figures = [name for name in figures if name != "quality"]
    return Options(
        figures=tuple(figures),
        data=given.data,
        out=given.out,
        threads=given.threads,
        only=tuple(given.only),
        recipes=tuple(given.recipes),
        minutes=given.minutes,
        tiny=given.tiny,
    )


if __name__ == "__main__":
    sys.exit(main())
