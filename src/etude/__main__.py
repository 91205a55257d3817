"""``python -m etude``."""

from etude.cli import run

run()
