import numpy as np
import onnx
import pytest

from etude.core.errors import EtudeError
from etude.evaluation.features import RandomConvFeatures, build_graph, count_depths, draw_filters


def leaky(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, 0.2 * values)


def convolve(planes: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """A strided convolution with repeated edges, the slow way."""
    reach = filters.shape[-1] // 2
    padded = np.pad(planes, ((0, 0), (reach, reach), (reach, reach)), mode="edge")
    side = filters.shape[-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    return np.einsum("cyxij,ocij->oyx", windows[:, ::2, ::2], filters)


def test_the_graph_is_the_network_it_says(scenes) -> None:
    import onnxruntime

    picture = scenes(1, 3, size=20)[0]
    graph = build_graph(picture.shape, seeds=(7,))
    onnx.checker.check_model(graph, full_check=True)
    planes = (picture.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    vector = session.run(None, {"picture": planes[None]})[0][0]

    expected, value = [], planes
    for depth, (after, kernel) in enumerate([(16, 5), (32, 3)]):
        filters = draw_filters(7, depth, after, value.shape[0], kernel)
        value = leaky(convolve(value, filters))
        expected += [value.mean((1, 2)), value.std((1, 2))]
    assert value.shape == (32, 5, 5)
    quarters = [value[:, y : y + 3, x : x + 3].mean((1, 2)) for y in (0, 2) for x in (0, 2)]
    expected.append(np.stack(quarters, 1).ravel())
    assert np.allclose(vector, np.concatenate(expected), atol=1e-4)


def test_training_pictures_are_z_scores_and_the_same_twice(scenes) -> None:
    train = scenes(80, 0)
    first, second = RandomConvFeatures().fit(train), RandomConvFeatures().fit(train)
    vectors = first(train)
    assert np.array_equal(vectors, second(train))
    assert np.abs(vectors.mean(0)).max() < 0.02
    assert np.median(vectors.std(0)) == pytest.approx(1, abs=0.02)
    assert np.abs(vectors).max() <= 10


def test_a_picture_has_the_same_vector_alone_and_in_company(scenes) -> None:
    features = RandomConvFeatures().fit(scenes(40, 0))
    pictures = scenes(40, 1)
    assert np.allclose(features(pictures)[33], features(pictures[33:34])[0], atol=1e-4)


@pytest.mark.parametrize(
    ("size", "channels", "depths"), [(16, 3, 2), (32, 4, 3), (100, 3, 4), (128, 4, 5), (256, 3, 6)]
)
def test_any_size_and_transparency(scenes, size, channels, depths) -> None:
    assert count_depths(size, size + 10) == depths
    pictures = scenes(6, 0, size=size, channels=channels)
    vectors = RandomConvFeatures().fit(pictures)(pictures)
    assert vectors.shape[0] == 6
    assert np.isfinite(vectors).all()


def test_transparency_is_seen_and_hidden_colour_is_not(scenes) -> None:
    pictures = scenes(30, 0, channels=4)
    features = RandomConvFeatures().fit(pictures)
    hidden, opaque = pictures.copy(), pictures.copy()
    hidden[hidden[..., 3] == 0] = (200, 10, 10, 0)
    opaque[..., 3] = 255
    assert np.array_equal(features(pictures), features(hidden))
    assert np.abs(features(pictures) - features(opaque)).mean() > 0.3


def test_the_layout_is_seen(scenes) -> None:
    pictures = scenes(60, 0)
    features = RandomConvFeatures().fit(pictures)
    turned = features(pictures[:, ::-1])
    assert np.linalg.norm(features(pictures).mean(0) - turned.mean(0)) > 5


def test_another_size_than_the_fitted_one_is_refused(scenes) -> None:
    features = RandomConvFeatures().fit(scenes(10, 0))
    with pytest.raises(EtudeError) as caught:
        features(scenes(3, 0, size=48))
    assert caught.value.code == "evaluation.sizes-differ"


def test_fitting_again_for_another_size_works(scenes) -> None:
    features = RandomConvFeatures().fit(scenes(10, 0))
    features(scenes(2, 1))
    assert features.fit(scenes(10, 0, size=64))(scenes(2, 1, size=64)).shape[0] == 2
