import hashlib
import subprocess
import sys

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.inference import Model
from etude.inference import model as module
from etude.packages import open_package
from tests.tiny_package import KINDS, tiny_package

PROBE = """
import hashlib, sys
from etude.inference import Model
from etude.packages import open_package
model = Model(open_package(sys.argv[1]))
w = model.codes(7, 3, calm=0.8)
size = {"size": (40, 600)} if model.any_size else {}
digest = hashlib.sha256(w.tobytes() + model.generate(w, **size).tobytes())
if model.can("encode"):
    digest.update(model.encode(model.generate(w)).tobytes())
print(digest.hexdigest())
"""

POSTER = """
import resource, sys
from etude.inference import Model
from etude.packages import open_package
model = Model(open_package(sys.argv[1]))
w = model.codes(1)
model.generate(w, size=64)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pixels = model.generate(w, size=(2000, 2800))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, pixels.nbytes / 1e6)
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("models")
    home = Workspace(folder / "home")
    return {kind: Model(open_package(tiny_package(kind, folder), home)) for kind in KINDS}


@pytest.fixture
def vae(models) -> Model:
    return models["vae"]


@pytest.fixture
def gan(models) -> Model:
    return models["gan"]


@pytest.fixture
def cppn(models) -> Model:
    return models["cppn"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_is_the_same_whatever_the_count(models, kind) -> None:
    model = models[kind]
    many = model.codes(3, 7)
    assert many.shape == (7, model.latent.rows, model.latent.size)
    assert many.dtype == np.float32
    for count in (1, 2, 6):
        np.testing.assert_array_equal(model.codes(3, count), many[:count])
    assert len(np.unique(many.round(4), axis=0)) == 7
    assert not np.array_equal(model.codes(4), many[:1])


@pytest.mark.parametrize("kind", KINDS)
def test_calm_draws_codes_to_the_mean(models, kind) -> None:
    model = models[kind]
    wild, calm, still = (model.codes(5, 4, calm=value) for value in (1.0, 0.5, 0.0))
    np.testing.assert_array_equal(still, np.broadcast_to(model.mean, still.shape))
    np.testing.assert_allclose(calm - model.mean, 0.5 * (wild - model.mean), atol=1e-6)


@pytest.mark.parametrize("calm", [-0.1, 1.6, float("nan")])
def test_calm_has_its_range(vae, calm) -> None:
    with pytest.raises(EtudeError) as caught:
        vae.codes(1, calm=calm)
    assert caught.value.code == "model.bad-calm"


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_count_has_its_range(vae, count) -> None:
    with pytest.raises(EtudeError) as caught:
        vae.codes(1, count)
    assert caught.value.code == "model.bad-count"


def test_a_label_is_a_name_in_any_language_or_an_index(gan) -> None:
    assert gan.labels == ("cat", "dog", "bird")
    dog = gan.codes(1, 2, label="dog")
    for label in ("Dog", "狗", 1, "1", " dog "):
        np.testing.assert_array_equal(gan.codes(1, 2, label=label), dog)
    assert not np.array_equal(gan.codes(1, 2, label="cat"), dog)


def test_without_a_label_each_item_draws_its_own(gan) -> None:
    codes = gan.codes(2, 12)
    by_class = np.stack([gan.codes(2, 12, label=k) for k in range(3)])
    classes = [
        int(np.flatnonzero((by_class[:, i] == w).all((1, 2)))[0]) for i, w in enumerate(codes)
    ]
    assert set(classes) == {0, 1, 2}


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("dgo", "model.unknown-label-near"),
        ("elephant", "model.unknown-label"),
        (3, "model.unknown-label"),
        (-1, "model.unknown-label"),
        ("", "model.unknown-label"),
    ],
)
def test_an_unknown_label_is_answered_with_those_there_are(gan, label, code) -> None:
    with pytest.raises(EtudeError) as caught:
        gan.codes(1, label=label)
    assert caught.value.code == code
    assert "dog" in caught.value.text("en")
    assert "狗" in caught.value.text("zh")
    assert "dog" not in caught.value.text("zh")


def test_a_model_without_classes_says_so(vae) -> None:
    assert vae.labels == ()
    with pytest.raises(EtudeError) as caught:
        vae.codes(1, label="cat")
    assert caught.value.code == "model.no-labels"


@pytest.mark.parametrize(("kind", "channels"), [("vae", 3), ("gan", 4)])
def test_pictures_have_the_model_s_size(models, kind, channels) -> None:
    pixels = models[kind].generate(models[kind].codes(1, 2))
    assert pixels.shape == (2, 16, 16, channels)
    assert pixels.dtype == np.uint8
    assert pixels.std() > 10


def test_a_gan_may_paint_transparency(gan) -> None:
    alpha = gan.generate(gan.codes(1, 8))[..., 3]
    assert alpha.min() < 40
    assert alpha.max() > 215


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_the_same_bits_whatever_it_is_made_beside(models, kind) -> None:
    model = models[kind]
    w = model.codes(9, 5)
    together = model.generate(w)
    for i in range(5):
        np.testing.assert_array_equal(model.generate(w[i : i + 1])[0], together[i])


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_looks_the_same(models, kind) -> None:
    w = models[kind].codes(9, 20)
    single, batched = (models[kind].generate(w, batched=flag).astype(int) for flag in (False, True))
    assert abs(single - batched).max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_process_makes_the_same_bits(models, kind, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path))
    path = str(models[kind].package.path)
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROBE, path], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    model = models[kind]
    w = model.codes(7, 3, calm=0.8)
    digest = hashlib.sha256(w.tobytes())
    digest.update(model.generate(w, **({"size": (40, 600)} if model.any_size else {})).tobytes())
    if model.can("encode"):
        digest.update(model.encode(model.generate(w)).tobytes())
    assert runs[0] == runs[1] == digest.hexdigest() + "\n"


def test_encode_finds_the_code_again(vae) -> None:
    w = vae.codes(3, 4, calm=0.5)
    found = vae.encode(vae.generate(w))
    assert found.shape == w.shape
    assert abs(found - w).max() < 0.3
    np.testing.assert_array_equal(vae.encode(vae.generate(w)[0]), found[:1])


@pytest.mark.parametrize("shape", [(16, 16, 4), (40, 64, 3), (7, 5, 4)])
def test_encode_takes_any_picture(vae, shape) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    assert vae.encode(pixels).shape == (1, 1, 8)


def test_a_model_that_cannot_encode_says_so(gan) -> None:
    assert not gan.can("encode")
    with pytest.raises(EtudeError) as caught:
        gan.encode(np.zeros((16, 16, 4), np.uint8))
    assert caught.value.code == "package.no-command"


@pytest.mark.parametrize("shape", [(1, 2, 8), (1, 1, 7), (1, 8), (0, 1, 8)])
def test_a_code_of_another_model_is_refused(vae, shape) -> None:
    with pytest.raises(EtudeError) as caught:
        vae.generate(np.zeros(shape, np.float32))
    assert caught.value.code == "model.bad-code"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_code_that_is_no_number_is_refused(vae, value) -> None:
    with pytest.raises(EtudeError) as caught:
        vae.generate(np.full((1, 1, 8), value, np.float32))
    assert caught.value.code == "model.not-finite"


def test_a_model_of_one_size_paints_no_other(vae) -> None:
    w = vae.codes(1)
    assert vae.generate(w, size=16).shape == vae.generate(w, size=(16, 16)).shape
    for wish in ({"size": 32}, {"window": (-1, -1, 1, 1)}):
        with pytest.raises(EtudeError) as caught:
            vae.generate(w, **wish)
        assert caught.value.code == "model.fixed-size"


def test_any_size_can_be_painted(cppn) -> None:
    w = cppn.codes(1)
    assert cppn.generate(w).shape == (1, 256, 256, 3)
    assert cppn.generate(w, size=64).shape == (1, 64, 64, 3)
    assert cppn.generate(w, size=(30, 700)).shape == (1, 30, 700, 3)


def test_tiles_leave_no_seam(cppn, monkeypatch) -> None:
    w = cppn.codes(2)
    tiled = cppn.generate(w, size=(300, 400)).astype(int)
    cut = module.cut_tiles
    monkeypatch.setattr(module, "cut_tiles", lambda *args: cut(*args, side=1000))
    whole = cppn.generate(w, size=(300, 400)).astype(int)
    assert abs(whole - tiled).max() <= 1
    assert np.mean(whole != tiled) < 0.01


def test_a_poster_takes_no_more_memory_than_its_pixels(cppn, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path))
    path = str(cppn.package.path)
    done = subprocess.run(
        [sys.executable, "-c", POSTER, path], capture_output=True, text=True, check=True
    )
    megabytes, pixels = map(float, done.stdout.split())
    assert pixels > 15
    assert megabytes < pixels + 40


def test_a_window_is_a_part_of_the_whole(cppn) -> None:
    w = cppn.codes(2)
    whole = cppn.generate(w, size=128).astype(int)
    corner = cppn.generate(w, size=64, window=(0, 0, 1, 1)).astype(int)
    assert abs(whole[:, 64:, 64:] - corner).max() <= 1


@pytest.mark.parametrize(
    "window",
    [(0, 0, 0, 1), (1, 0, 0, 1), (0, 0, 1, float("nan")), (0, 0, float("inf"), 1), (0, 0, 1, 1e9)],
)
def test_a_window_has_to_show_something(cppn, window) -> None:
    with pytest.raises(EtudeError) as caught:
        cppn.generate(cppn.codes(1), window=window)
    assert caught.value.code == "model.bad-window"


@pytest.mark.parametrize(
    ("size", "code"),
    [(0, "model.bad-size"), (8193, "model.bad-size"), ((8192, 8192), None), (-5, "model.bad-size")],
)
def test_sizes_have_their_range(cppn, monkeypatch, size, code) -> None:
    monkeypatch.setattr(Model, "_paint_tiles", lambda *_: None)
    if code is None:
        assert cppn.generate(cppn.codes(1), size=size).shape[1:3] == size
        with pytest.raises(EtudeError) as caught:
            cppn.generate(cppn.codes(1, 2), size=size)
        assert caught.value.code == "model.too-large"
    else:
        with pytest.raises(EtudeError) as caught:
            cppn.generate(cppn.codes(1), size=size)
        assert caught.value.code == code


def test_a_model_of_another_medium_is_refused(tmp_path) -> None:
    path = tiny_package("vae", tmp_path / "m.etude", medium="music")
    with pytest.raises(EtudeError) as caught:
        Model(open_package(path, Workspace(tmp_path / "home")))
    assert caught.value.code == "model.other-medium"
