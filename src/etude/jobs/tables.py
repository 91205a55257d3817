"""The table of jobs, in the database of the gallery; its `migrations` say how it came to be."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text

from etude.gallery.tables import METADATA

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", String(26), primary_key=True),  # a ULID
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("place", Integer, nullable=False),  # the smallest is next
    Column("asked", JSON, nullable=False),
    Column("share", Float, nullable=False, server_default="0"),
    Column("stage", String(32), nullable=False, server_default=""),
    Column("details", JSON, nullable=False),  # what it last said about itself
    Column("result", JSON, nullable=False),
    Column("error", JSON, nullable=False),
    Column("created", String(32), nullable=False),  # ISO 8601 in UTC, like every time here
    Column("started", String(32)),
    Column("ended", String(32)),
    Column("revision", Integer, nullable=False),  # grows with every change of any job
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("furthest", Float, nullable=False, server_default="0"),  # how far any attempt came
    Column("wish", String(16), nullable=False, server_default=""),  # what its worker is to do
    Column("worker", String(26), nullable=False, server_default=""),
    Column("host", Text, nullable=False, server_default=""),  # the worker's computer
    Column("beat", String(32)),  # when the worker was last known to live
    Index("ix_jobs_revision", "revision", unique=True),
    Index("ix_jobs_state", "state"),
)
