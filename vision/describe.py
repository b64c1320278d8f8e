"""An image → keypoints with RootSIFT descriptors, and their compact form for storage.

RootSIFT: Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012.
"""

import struct
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.config import RecognitionConfig
from vision.structures import Keypoints, RgbImage

_HEADER = struct.Struct("<HHH")
_DIMENSION = 128
_ROWS, _COLUMNS, _DIRECTIONS = np.mgrid[:4, :4, :8]
_MIRRORED = (((3 - _ROWS) * 4 + _COLUMNS) * 8 + -_DIRECTIONS % 8).ravel()
"""Where each component of a mirrored descriptor stands in the original."""
# RootSIFT components lie in 0–1 and seldom above 0.5: 510 steps per unit use the whole byte.
_STEPS = 510.0
# Stored to four bits each: the photos matched and missed stay the same, at half the size (docs/evaluation.md).
_NIBBLE = 17


class BrokenKeypoints(ValueError):
    """Packed keypoints of the wrong length."""


class SiftDescriber:
    """Finds up to ``count`` keypoints in an image scaled to ``long_side_px``."""

    def __init__(self, *, count: int, long_side_px: int, enlarge: bool) -> None:
        """``enlarge``: whether smaller images are scaled up too (catalogues hold pictures of 200 px)."""
        self._count = count
        self._long_side_px = long_side_px
        self._enlarge = enlarge
        # Half the default contrast threshold: plain and dark pictures keep some keypoints, the strongest win anyway.
        self._sift = cv2.SIFT.create(nfeatures=count, contrastThreshold=0.01)
        self.fingerprint = f"rootsift-{count}-{long_side_px}"

    @classmethod
    def for_references(cls, config: RecognitionConfig) -> "SiftDescriber":
        """As the catalogue's pictures are described."""
        return cls(count=config.reference_keypoints, long_side_px=config.reference_long_side_px, enlarge=True)

    @classmethod
    def for_photos(cls, config: RecognitionConfig) -> "SiftDescriber":
        """As a phone's photos are described."""
        return cls(count=config.photo_keypoints, long_side_px=config.photo_long_side_px, enlarge=False)

    def describe(self, image: RgbImage) -> Keypoints:
        """The strongest keypoints of an RGB image of any size."""
        gray = cv2.cvtColor(_scaled(image, self._long_side_px, enlarge=self._enlarge), cv2.COLOR_RGB2GRAY)
        # OpenCV's stubs do not know that a plain picture has no descriptors at all.
        detected: tuple[Any, Any] = self._sift.detectAndCompute(gray, None)
        found, descriptors = detected
        size_wh = (gray.shape[1], gray.shape[0])
        if descriptors is None:
            return _keypoints(np.zeros((0, 4)), np.zeros((0, _DIMENSION)), size_wh)
        strongest = np.argsort([-keypoint.response for keypoint in found], kind="stable")[: self._count]
        geometry = np.array([(*found[i].pt, found[i].size, found[i].angle) for i in strongest])
        return _keypoints(geometry, _rootsift(descriptors[strongest]), size_wh)


def _scaled(image: RgbImage, long_side_px: int, *, enlarge: bool) -> RgbImage:
    height, width = image.shape[:2]
    scale = long_side_px / max(height, width)
    if scale == 1 or (scale > 1 and not enlarge):
        return image
    size_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, size_wh, interpolation=interpolation).astype(np.uint8, copy=False)


def _rootsift(descriptors: NDArray[np.float32]) -> NDArray[np.float64]:
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-7)
    scaled: NDArray[np.float64] = np.sqrt(shares) * _STEPS
    return scaled


def _keypoints(geometry: NDArray[np.float64], descriptors: NDArray[np.float64], size_wh: tuple[int, int]) -> Keypoints:
    return Keypoints(
        points_xy=geometry[:, :2].astype(np.float32),
        diameters_px=geometry[:, 2].astype(np.float32),
        angles_deg=geometry[:, 3].astype(np.float32),
        descriptors=np.clip(np.rint(descriptors), 0, 255).astype(np.uint8),
        size_wh=size_wh,
    )


def mirrored(keypoints: Keypoints) -> Keypoints:
    """The keypoints of the same image mirrored left to right, without looking at it again.

    SIFT's histograms (4 rows of 4 cells of 8 directions) lie along the keypoint's own direction, so a mirror changes
    the order of the rows, and the sense in which directions are counted. Mirrored top to bottom is the same, turned.
    """
    points_xy = keypoints.points_xy.copy()
    points_xy[:, 0] = keypoints.size_wh[0] - 1 - points_xy[:, 0]
    return Keypoints(
        points_xy=points_xy,
        diameters_px=keypoints.diameters_px,
        angles_deg=(180 - keypoints.angles_deg) % 360,
        descriptors=keypoints.descriptors[:, _MIRRORED],
        size_wh=keypoints.size_wh,
    )


def pack(keypoints: Keypoints) -> bytes:
    """Keypoints as bytes: a header (count, width, height), then four float16 of geometry and 64 bytes for each."""
    geometry = np.column_stack([keypoints.points_xy, keypoints.diameters_px, keypoints.angles_deg])
    header = _HEADER.pack(len(keypoints), *keypoints.size_wh)
    nibbles = ((keypoints.descriptors.astype(np.uint16) + _NIBBLE // 2) // _NIBBLE).astype(np.uint8)
    return header + geometry.astype("<f2").tobytes() + (nibbles[:, 0::2] << 4 | nibbles[:, 1::2]).tobytes()


def has_keypoints(packed: bytes) -> bool:
    """Whether packed keypoints hold any: a plain picture has none, and no vote can ever find it."""
    return len(packed) > _HEADER.size


def unpack(packed: bytes) -> Keypoints:
    """The keypoints that ``pack`` wrote: places to a quarter of a pixel at 384 px, descriptors to four bits.

    Raises:
        BrokenKeypoints: the bytes are not whole.
    """
    if len(packed) < _HEADER.size:
        raise BrokenKeypoints(f"{len(packed)} bytes are no header")
    count, width, height = _HEADER.unpack_from(packed)
    geometry_end = _HEADER.size + count * 8
    if len(packed) != geometry_end + count * _DIMENSION // 2:
        raise BrokenKeypoints(f"{len(packed)} bytes do not hold {count} keypoints")
    geometry = np.frombuffer(packed, "<f2", count * 4, _HEADER.size).reshape(count, 4)
    pairs = np.frombuffer(packed, np.uint8, count * _DIMENSION // 2, geometry_end).reshape(count, _DIMENSION // 2)
    descriptors = np.stack([pairs >> 4, pairs & 15], axis=2).reshape(count, _DIMENSION) * _NIBBLE
    return _keypoints(geometry.astype(np.float64), descriptors.astype(np.float64), (width, height))
