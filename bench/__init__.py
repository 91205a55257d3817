"""What Etude claims about speed and quality, measured on the machine at hand.

``python -m bench`` (``make bench``) runs the figures that take minutes and writes each one as JSON
and Markdown into ``bench/results`` with a description of the machine. One file is one figure:
`throughput` (1), `utilisation` (2), `playing` (3), `quality` (4) and `budget` (5). Contestants of a
figure take turns, round after round, and the median counts, so that what else the machine does hits
all alike.
"""
