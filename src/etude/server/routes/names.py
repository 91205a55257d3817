"""How routes name things: by ids that hold nothing but letters and digits, never by paths."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

ModelId = Annotated[
    str,
    Path(alias="id", pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the model's file."),
]
WorkId = Annotated[
    str,
    Path(alias="id", pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Id of the work."),
]
TextId = Annotated[
    str,
    Path(alias="id", pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Id of the text."),
]
VersionId = Annotated[str, Path(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Its id.")]
UploadId = Annotated[
    str,
    Path(alias="id", pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Id of the upload."),
]
JobId = Annotated[
    str,
    Path(alias="id", pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Id of the job."),
]
# Names of datasets and runs are checked by their rooms: letters of any script, no separators.
DatasetId = Annotated[str, Path(alias="id", max_length=64, description="Name of the dataset.")]
RunId = Annotated[str, Path(alias="id", max_length=64, description="Name of the run.")]
