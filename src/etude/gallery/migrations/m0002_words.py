"""Titles, tags, and the words by which a work is found."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add titles, tags and search words, and write the words of the works that are there."""
    op.add_column("works", sa.Column("title", sa.Text, nullable=False, server_default=""))
    op.add_column("works", sa.Column("words", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "tags",
        sa.Column("work", sa.String(26), nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("work", "tag", name="pk_tags"),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name="fk_tags_work"),
    )
    op.create_index("ix_tags_tag", "tags", ["tag"])
    _write_words()


def _write_words() -> None:
    # Frozen here on purpose: a migration must not change when the code of today does.
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, medium, command, model_name, recipe FROM works")
    ).all()
    for row in rows:
        recipe = row.recipe if isinstance(row.recipe, dict) else json.loads(row.recipe)
        words = [row.medium, row.command, row.model_name, *recipe.get("settings", {})]
        words += [recipe[key] for key in ("seed", "label") if recipe.get(key) is not None]
        connection.execute(
            sa.text("UPDATE works SET words = :words WHERE id = :id"),
            {"id": row.id, "words": " ".join(map(str, words)).casefold()},
        )
