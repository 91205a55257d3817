"""How questions name works and models, and what a seed may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

WorkId = Annotated[
    str, Field(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", examples=["01JD3K9QWZ2M5X8C4MT0R5RX1Y"])
]
ModelId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
