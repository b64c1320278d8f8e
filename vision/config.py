"""Every number of the recognition pipeline that is not learned, with the reason for its value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecognitionConfig:
    """Sizes in pixels, counts, and thresholds. The learned numbers live in ``vision/weights``."""

    photo_max_pixels: int = 50_000_000
    """Above this a photo is refused before it is decoded (decompression bombs)."""

    photo_long_side_px: int = 1024
    """Photos are reduced to this: SIFT finds no more works in larger ones, and its cost grows with the area."""

    reference_long_side_px: int = 384
    """References are scaled to this before they are described, so that scales are comparable between catalogues."""

    embedded_long_side_px: int = 320
    """References are decoded to this for embedding: twice the input; JPEG decodes to it at a fraction of the cost."""

    photo_keypoints: int = 1500
    reference_keypoints: int = 400
    """Local descriptors per work: 29 kB of storage and 16 kB of index memory. 250 lost one of 94 photos more."""

    voted: int = 10
    """Reference images that local descriptors put up for verification; the right one was first for 220 of 222."""

    similar: int = 10
    """Reference images that the embedding puts up for verification: plain works have few keypoints."""

    pictures: int = 6
    """Outlined pictures that are embedded besides the windows: more found no more works, at 4 ms each."""

    closer_looks: int = 3
    """Of these, how many are described and verified apart, where the look at the whole photo explains nothing."""

    nearest: int = 24
    """Neighbours reported per finding, before those of one artwork are merged."""

    candidates: int = 5
    """Candidates reported where nothing is certain."""

    duplicate_neighbours: int = 10
    """Other works that a new picture is compared with in search of duplicates."""

    duplicate_inliers: int = 20
    """Places that two pictures must share to be flagged as one: docs/duplicates.md has what other numbers would do."""
