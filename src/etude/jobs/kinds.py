"""The kinds of jobs by name."""

from __future__ import annotations

from etude.core.errors import EtudeError
from etude.jobs import importing, judging, rendering, training
from etude.jobs.kind import Kind

KINDS = {each.name: each for each in (importing.KIND, training.KIND, rendering.KIND, judging.KIND)}

LANES = (frozenset({"train"}), frozenset({"import"}), frozenset(KINDS) - {"train", "import"})
"""Kinds that share a worker. Training has its own, so that nobody waits an hour for a film, and
what is brought in has one, so that nobody who sits before it waits for a film."""


def find_kind(name: str) -> Kind:
    """Return a kind of job by its name.

    Args:
        name: One of `KINDS`.

    Raises:
        EtudeError: ``job.unknown-kind``.
    """
    if name not in KINDS:
        raise EtudeError("job.unknown-kind", kind=name, kinds=", ".join(KINDS))
    return KINDS[name]
