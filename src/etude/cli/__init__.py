"""The terminal: it turns words into calls of the rooms below, and their answers into words.

`app` lists the commands, each family in a module of its own; `entry` runs one and decides the exit
code; `manual` writes the help, `answers` what is printed. Nothing is decided here that Python could
not decide as well.
"""

from __future__ import annotations


def run() -> None:
    """Run the command line of this process and leave with its exit code."""
    import sys
    import warnings

    from etude.cli.entry import call

    # A warning is for those who write Etude; `python -W` brings it back.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    sys.exit(call(sys.argv[1:]))
