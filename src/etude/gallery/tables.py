"""The tables of the gallery as they are now; `migrations` says how they came to be."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

# Named constraints, because a later migration can only change what it can name.
METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

WORKS = Table(
    "works",
    METADATA,
    Column("id", String(26), primary_key=True),  # a ULID, so the order of ids is the order of time
    Column("created", String(32), nullable=False),  # ISO 8601 in UTC
    Column("medium", String(16), nullable=False),
    Column("command", String(32), nullable=False),
    Column("model_name", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("model_sha256", String(64), nullable=False),
    Column("recipe", JSON, nullable=False),
    Column("facts", JSON, nullable=False),  # what was measured when it was made
    Column("edits", JSON, nullable=False),  # what a hand did to it afterwards
    Column("sha256", String(64), nullable=False),
    Column("suffix", String(8), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("pixels", String(64), nullable=False),  # SHA-256 before any encoder
    Column("starred", Boolean, nullable=False, server_default=false()),
    Column("title", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),  # what a search looks through
    Column("binned", String(32)),  # since when it lies in the bin
    Column("request", String(64)),  # one work at most comes of a request
    Index("ix_works_sha256", "sha256"),
    Index("ix_works_model_name", "model_name"),
    Index("ix_works_binned", "binned"),
    Index("ix_works_request", "request", unique=True),
)

# No foreign keys: lineage outlives the works it speaks of. A work that was removed for good keeps
# its lines for as long as somebody descends from it.
PARENTS = Table(
    "parents",
    METADATA,
    Column("child", String(26), primary_key=True),
    Column("place", Integer, primary_key=True),  # the first parent gave the most
    Column("parent", String(26), nullable=False),
    Index("ix_parents_parent", "parent"),
)

TAGS = Table(
    "tags",
    METADATA,
    Column("work", String(26), ForeignKey("works.id"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Index("ix_tags_tag", "tag"),
)

# What a person writes, as it is now: the copy of one of its versions, so that opening, listing
# and searching need no history.
TEXTS = Table(
    "texts",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("created", String(32), nullable=False),
    Column("changed", String(32), nullable=False),  # when the newest version was written
    Column("current", String(26), nullable=False),  # the version that is shown
    Column("title", Text, nullable=False, server_default=""),
    Column("content", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),  # what a search looks through
    Column("settings", JSON, nullable=False),  # its form and how it is set
    Column("binned", String(32)),
    Index("ix_texts_changed", "changed"),
)

# Rows are added and never changed. A version says how it differs from its parent: after `start`
# characters `dropped` ones are left out and `added` stands there. At depth 0 `added` is all of it.
VERSIONS = Table(
    "versions",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("text", String(26), ForeignKey("texts.id"), nullable=False),
    Column("parent", String(26)),
    Column("created", String(32), nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("depth", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("added", Text, nullable=False),
    Column("length", Integer, nullable=False),  # characters of the whole version
    Column("recipe", JSON, nullable=False),  # how a model made the change; empty for a hand
    Index("ix_versions_text", "text"),
)
