"""Rows of the index without pixels, and a worker that starts anew for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_django import Settings

from catalog.models import ReferenceImage
from catalog.services.embeddings import save_embeddings, save_local_descriptors
from tests.factories import make_reference_image
from vision.describe import pack
from vision.engine import Networks
from vision.structures import Keypoints
from workers import engine


@pytest.fixture(autouse=True)
def new_worker(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """As after a start: no index is loaded, and no generation published. The networks stay warm."""
    settings.INDEX_DIR = tmp_path / "index"
    engine.vector_follower.cache_clear()
    engine.descriptor_follower.cache_clear()
    engine.heads_follower.cache_clear()
    yield
    engine.vector_follower.cache_clear()
    engine.descriptor_follower.cache_clear()
    engine.heads_follower.cache_clear()


@pytest.fixture(scope="session")
def networks() -> Networks:
    return engine.networks()


def vector(seed: int, dimension: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=dimension)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def keypoints(seed: int, count: int = 40) -> Keypoints:
    rng = np.random.default_rng(seed)
    return Keypoints(
        points_xy=rng.uniform(0, 300, (count, 2)).astype(np.float32),
        diameters_px=np.full(count, 8, np.float32),
        angles_deg=np.zeros(count, np.float32),
        descriptors=rng.integers(0, 120, (count, 128)).astype(np.uint8),
        size_wh=(384, 300),
    )


MakeIndexed = Callable[..., ReferenceImage]


@pytest.fixture
def make_indexed(networks: Networks) -> MakeIndexed:
    """Makes a published reference image that has been embedded and described, with made-up numbers."""

    def make(image: ReferenceImage | None = None) -> ReferenceImage:
        image = image or make_reference_image()
        embedder = networks.embedder
        save_embeddings(embedder.fingerprint, {image.pk: engine.pack_vector(vector(image.pk, embedder.dimension))})
        save_local_descriptors(networks.descriptor_fingerprint, {image.pk: pack(keypoints(image.pk))})
        return image

    return make
