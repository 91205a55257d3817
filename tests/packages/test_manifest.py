from dataclasses import FrozenInstanceError, replace

import pytest

from etude.packages.manifest import Manifest
from tests.tiny_package import tiny_parts


@pytest.fixture
def manifest() -> Manifest:
    return tiny_parts("gan")["manifest"]


def test_the_full_name_is_the_name_of_the_file(manifest) -> None:
    assert manifest.full_name == "tiny-gan-1.0.0"


def test_a_title_is_in_the_language_that_is_asked_for(manifest, monkeypatch) -> None:
    assert manifest.title("zh") == "小兽"
    assert manifest.title("en") == "tiny-gan"
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert manifest.title() == "小兽"


def test_as_dict_leaves_out_what_is_none(manifest) -> None:
    plain = manifest.as_dict()
    assert plain["format"] == 1
    assert "prior" not in plain["commands"]["generate"]["inputs"]["w"]
    assert plain["commands"]["map"]["inputs"]["z"]["prior"] == "normal"
    assert plain["latent"]["axes"][0]["names"] == {"zh": "圆"}


def test_a_manifest_does_not_change(manifest) -> None:
    with pytest.raises(FrozenInstanceError):
        manifest.name = "other"
    assert replace(manifest, name="other").name == "other"
