"""Works and what they came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of works and parents."""
    op.create_table(
        "works",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("medium", sa.String(16), nullable=False),
        sa.Column("command", sa.String(32), nullable=False),
        sa.Column("model_name", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("model_sha256", sa.String(64), nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("edits", sa.JSON, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(8), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("pixels", sa.String(64), nullable=False),
        sa.Column("starred", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_works"),
    )
    op.create_index("ix_works_sha256", "works", ["sha256"])
    op.create_index("ix_works_model_name", "works", ["model_name"])
    op.create_table(
        "parents",
        sa.Column("child", sa.String(26), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("parent", sa.String(26), nullable=False),
        sa.PrimaryKeyConstraint("child", "place", name="pk_parents"),
        sa.ForeignKeyConstraint(["child"], ["works.id"], name="fk_parents_child"),
        sa.ForeignKeyConstraint(["parent"], ["works.id"], name="fk_parents_parent"),
    )
    op.create_index("ix_parents_parent", "parents", ["parent"])
