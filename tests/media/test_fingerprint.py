"""Fingerprints stay when a picture is scaled or saved again and differ between pictures."""

import io

import numpy as np
from PIL import Image

from etude.media.fingerprint import distance, miniature, perceptual_hash


def painting(seed: int, side: int = 200) -> Image.Image:
    """Soft blobs, as unlike from seed to seed as paintings are."""
    coarse = np.random.default_rng(seed).integers(0, 256, (7, 7, 3), np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)


def test_scaling_and_saving_again_change_few_bits() -> None:
    for seed in range(20):
        original = painting(seed)
        target = io.BytesIO()
        original.resize((90, 90), Image.Resampling.LANCZOS).save(target, "JPEG", quality=60)
        again = np.asarray(Image.open(target))
        first, second = perceptual_hash(np.asarray(original)), perceptual_hash(again)
        assert distance(first, second) <= 8
        apart = np.abs(miniature(np.asarray(original)).astype(int) - miniature(again))
        assert apart.mean() < 5


def test_different_pictures_differ_in_many_bits() -> None:
    prints = [perceptual_hash(np.asarray(painting(seed))) for seed in range(20)]
    pairs = [distance(a, b) for i, a in enumerate(prints) for b in prints[:i]]
    assert min(pairs) > 10
    assert all(0 <= each < 2**64 for each in prints)


def test_plain_and_transparent_pictures_have_a_fingerprint_too() -> None:
    white = np.full((9, 40, 3), 255, np.uint8)
    assert perceptual_hash(white) == perceptual_hash(white[:5])
    clear = np.zeros((9, 9, 4), np.uint8)
    assert miniature(clear).min() == miniature(clear).max() == 128
    assert distance(0, 2**64 - 1) == 64
