import pytest

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.core.store import ContentStore


def test_what_is_put_is_read_back(tmp_path) -> None:
    store = ContentStore(tmp_path / "gallery")
    sha256 = store.put(b"a picture")
    assert sha256 == sha256_bytes(b"a picture")
    assert store.path(sha256) == tmp_path / "gallery" / sha256[:2] / sha256
    assert store.read(sha256) == b"a picture"
    assert store.put(b"a picture") == sha256
    store.remove(sha256)
    store.remove(sha256)
    with pytest.raises(EtudeError) as caught:
        store.read(sha256)
    assert caught.value.code == "store.missing"


def test_a_file_that_changed_is_noticed_and_mended_by_putting_it_again(tmp_path) -> None:
    store = ContentStore(tmp_path)
    sha256 = store.put(b"a picture")
    store.path(sha256).write_bytes(b"a p1cture")
    with pytest.raises(EtudeError) as caught:
        store.read(sha256)
    assert caught.value.code == "store.damaged"
    store.put(b"a picture")
    assert store.read(sha256) == b"a picture"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_no_name_leads_out_of_the_store(tmp_path, name) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        ContentStore(tmp_path).path(name)
