"""``python -m etude.cli``."""

from etude.cli import run

run()
