"""Keypoints: found in any picture, bounded in number, and stored small without losing what counts."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from vision.config import RecognitionConfig
from vision.describe import BrokenKeypoints, SiftDescriber, has_keypoints, mirrored, pack, unpack
from vision.structures import Keypoints, RgbImage
from vision.vote import _ROW_BITS

CONFIG = RecognitionConfig()


def blobs(width: int, height: int, seed: int = 0, cells: int = 24) -> RgbImage:
    small = np.random.default_rng(seed).integers(0, 256, (cells, cells, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.fixture(scope="module")
def described() -> Keypoints:
    return SiftDescriber.for_references(CONFIG).describe(blobs(300, 200))


def test_references_are_scaled_to_one_size_up_and_down() -> None:
    describer = SiftDescriber.for_references(CONFIG)
    assert describer.describe(blobs(200, 100)).size_wh == (384, 192)
    assert describer.describe(blobs(600, 1200)).size_wh == (192, 384)
    assert describer.describe(blobs(384, 300)).size_wh == (384, 300)


def test_photos_are_never_enlarged() -> None:
    describer = SiftDescriber.for_photos(CONFIG)
    assert describer.describe(blobs(200, 100)).size_wh == (200, 100)
    assert describer.describe(blobs(2048, 1024)).size_wh == (1024, 512)


def test_the_strongest_keypoints_are_kept_the_strongest_first() -> None:
    image = blobs(384, 384, cells=60)
    many = SiftDescriber(count=400, long_side_px=384, enlarge=False).describe(image)
    few = SiftDescriber(count=40, long_side_px=384, enlarge=False).describe(image)
    assert len(many) == 400
    assert len(few) == 40
    assert np.array_equal(few.points_xy, many.points_xy[:40])


def test_the_same_picture_is_described_the_same() -> None:
    describer = SiftDescriber.for_references(CONFIG)
    assert pack(describer.describe(blobs(300, 200))) == pack(describer.describe(blobs(300, 200)))


def test_descriptors_are_rootsift(described: Keypoints) -> None:
    """The squares of RootSIFT components sum up to one: the root of shares."""
    assert described.descriptors.dtype == np.uint8
    assert described.descriptors.shape == (len(described), 128)
    norms = np.linalg.norm(described.descriptors.astype(float) / 510, axis=1)
    assert norms == pytest.approx(1, abs=0.03)


def test_keypoints_lie_in_the_picture(described: Keypoints) -> None:
    assert described.points_xy.shape == (len(described), 2)
    assert (described.points_xy >= 0).all()
    assert (described.points_xy < np.array(described.size_wh)).all()
    assert (described.diameters_px > 0).all()
    assert ((described.angles_deg >= 0) & (described.angles_deg <= 360)).all()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 1024), (1024, 1), (2, 2), (64, 64)])
def test_a_plain_or_tiny_picture_has_no_keypoints(width: int, height: int) -> None:
    plain = np.full((height, width, 3), 128, np.uint8)
    for describer in (SiftDescriber.for_photos(CONFIG), SiftDescriber.for_references(CONFIG)):
        keypoints = describer.describe(plain)
        assert len(keypoints) == 0
        assert keypoints.points_xy.shape == (0, 2)
        assert keypoints.descriptors.shape == (0, 128)
        assert not has_keypoints(pack(keypoints))
        assert unpack(pack(keypoints)).size_wh == keypoints.size_wh


def test_mirrored_keypoints_are_those_of_the_mirrored_picture(described: Keypoints) -> None:
    seen = SiftDescriber.for_references(CONFIG).describe(np.ascontiguousarray(blobs(300, 200)[:, ::-1]))
    made = mirrored(described)
    apart = np.abs(made.points_xy[:, None] - seen.points_xy[None]).max(axis=2)
    turn = np.abs((made.angles_deg[:, None] - seen.angles_deg[None] + 180) % 360 - 180)
    rows, columns = np.nonzero((apart < 0.7) & (turn < 3))
    assert len(set(rows)) > 0.8 * len(made)
    differences = np.abs(made.descriptors[rows].astype(int) - seen.descriptors[columns]).mean(axis=1)
    assert np.median(differences) < 6
    again = mirrored(made)
    assert np.array_equal(again.descriptors, described.descriptors)
    assert np.allclose(again.points_xy, described.points_xy, atol=1e-3)


def test_packing_keeps_places_to_a_quarter_pixel_and_descriptors_to_four_bits(described: Keypoints) -> None:
    packed = pack(described)
    assert has_keypoints(packed)
    assert len(packed) == 6 + 72 * len(described)
    restored = unpack(packed)
    assert restored.size_wh == described.size_wh
    assert np.abs(restored.points_xy - described.points_xy).max() <= 0.125
    assert np.abs(restored.angles_deg - described.angles_deg).max() <= 0.125
    assert restored.diameters_px == pytest.approx(described.diameters_px, rel=1e-3)
    assert np.abs(restored.descriptors.astype(int) - described.descriptors).max() <= 8


def test_packing_again_changes_nothing(described: Keypoints) -> None:
    packed = pack(described)
    assert pack(unpack(packed)) == packed


def test_the_extremes_of_a_descriptor_survive_packing(described: Keypoints) -> None:
    extremes = np.where(np.arange(128) % 2, 255, 0).astype(np.uint8)
    one = replace(
        described,
        points_xy=described.points_xy[:1],
        diameters_px=described.diameters_px[:1],
        angles_deg=described.angles_deg[:1],
        descriptors=extremes[None],
    )
    assert np.array_equal(unpack(pack(one)).descriptors, one.descriptors)


@pytest.mark.parametrize("cut", [0, 1, 5, 7, -1])
def test_broken_bytes_are_refused(described: Keypoints, cut: int) -> None:
    with pytest.raises(BrokenKeypoints, match="bytes"):
        unpack(pack(described)[:cut])


def test_bytes_too_many_are_refused(described: Keypoints) -> None:
    with pytest.raises(BrokenKeypoints, match="do not hold"):
        unpack(pack(described) + b"\0")


def test_the_fingerprint_names_what_changes_the_keypoints() -> None:
    names = {
        SiftDescriber(count=count, long_side_px=side, enlarge=True).fingerprint
        for count in (200, 400)
        for side in (256, 384)
    }
    assert len(names) == 4


def test_references_have_fewer_keypoints_than_an_index_entry_can_number() -> None:
    assert CONFIG.reference_keypoints <= 1 << _ROW_BITS
