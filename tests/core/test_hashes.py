import hashlib
import math

import pytest

from etude.core.hashes import canonical_json, sha256_bytes, sha256_file


def test_a_file_and_its_bytes_have_one_hash(tmp_path) -> None:
    data = bytes(range(256)) * 5000
    (tmp_path / "a").write_bytes(data)
    assert sha256_file(tmp_path / "a") == sha256_bytes(data) == hashlib.sha256(data).hexdigest()


def test_equal_values_are_spelt_alike() -> None:
    assert (
        canonical_json({"b": [1, 2.5, None], "a": "水"}) == '{"a":"水","b":[1,2.5,null]}'.encode()
    )
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": math.nan})
    with pytest.raises(TypeError):
        canonical_json({"a": b"bytes"})
