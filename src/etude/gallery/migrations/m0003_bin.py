"""The bin, works that are removed for good, and requests that make one work at most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the bin and the requests, and let lineage outlive the works it speaks of."""
    op.add_column("works", sa.Column("binned", sa.String(32), nullable=True))
    op.add_column("works", sa.Column("request", sa.String(64), nullable=True))
    op.create_index("ix_works_binned", "works", ["binned"])
    op.create_index("ix_works_request", "works", ["request"], unique=True)
    # SQLite cannot drop a constraint, so that the small table is written anew there.
    with op.batch_alter_table("parents") as parents:
        parents.drop_constraint("fk_parents_parent", type_="foreignkey")
        parents.drop_constraint("fk_parents_child", type_="foreignkey")
