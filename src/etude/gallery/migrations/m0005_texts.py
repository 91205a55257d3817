"""Texts that people write, with every version of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of texts and of their versions."""
    op.create_table(
        "texts",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.Column("current", sa.String(26), nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("binned", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_changed", "texts", ["changed"])
    op.create_table(
        "versions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("text", sa.String(26), nullable=False),
        sa.Column("parent", sa.String(26), nullable=True),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("depth", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("dropped", sa.Integer, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_versions_text"),
    )
    op.create_index("ix_versions_text", "versions", ["text"])
