"""The one warm engine of a worker process: networks loaded once, indexes that follow the database."""

from collections.abc import Mapping, Sequence
from functools import cache, partial

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from catalog.selectors.index import published_descriptors, published_vectors
from catalog.selectors.labels import labels_of
from vision.describe import has_keypoints, unpack
from vision.engine import Networks, build_engine, load_networks, weights_from
from vision.pipeline import Engine, Indexes
from vision.search import FaissVectorIndex
from vision.structures import Keypoints
from vision.vote import DescriptorIndex
from workers.follower import IndexFollower, IndexKind
from workers.heads import HeadsFollower

VectorFollower = IndexFollower[FaissVectorIndex, NDArray[np.float32]]
DescriptorFollower = IndexFollower[DescriptorIndex, Keypoints]


def pack_vector(vector: NDArray[np.float32]) -> bytes:
    """A (dimension,) vector as little-endian float16 bytes, as ``Embedding.vector`` stores it."""
    return vector.astype("<f2").tobytes()


def unpack_vector(packed: bytes) -> NDArray[np.float32]:
    """The (dimension,) vector of its stored bytes."""
    return np.frombuffer(packed, "<f2").astype(np.float32)


class StoredReferences:
    """What the database knows of reference images, for ``vision.pipeline``."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        """The stored keypoints; images without any are absent."""
        rows = published_descriptors(self._networks.descriptor_fingerprint, reference_image_ids)
        return {image_id: unpack(packed) for image_id, packed in rows}

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The stored vectors; images without one are absent."""
        rows = published_vectors(self._networks.embedder.fingerprint, reference_image_ids)
        return {image_id: unpack_vector(packed) for image_id, packed in rows}

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """The catalogue's labels."""
        return labels_of(reference_image_ids)


@cache
def networks() -> Networks:
    """The networks that the settings name, loaded on first use."""
    chosen = settings.ARTREC
    weights = weights_from(backbone=chosen["BACKBONE"], path=chosen["WEIGHTS"], sha256=chosen["WEIGHTS_SHA256"])
    return load_networks(weights, device=chosen["DEVICE"])


def vector_kind() -> IndexKind[FaissVectorIndex, NDArray[np.float32]]:
    """The vector index of the active embedder."""
    loaded = networks()
    return IndexKind(
        fingerprint=loaded.embedder.fingerprint,
        rows=partial(published_vectors, loaded.embedder.fingerprint),
        unpack=unpack_vector,
        is_searchable=bool,
        new=loaded.new_vector_index,
        over=partial(FaissVectorIndex, loaded.embedder.dimension),
    )


def descriptor_kind() -> IndexKind[DescriptorIndex, Keypoints]:
    """The index of local descriptors."""
    loaded = networks()
    return IndexKind(
        fingerprint=loaded.vocabulary_fingerprint,
        rows=partial(published_descriptors, loaded.descriptor_fingerprint),
        unpack=unpack,
        is_searchable=has_keypoints,
        new=loaded.new_descriptor_index,
        over=DescriptorIndex,
    )


@cache
def vector_follower() -> VectorFollower:
    """This process's vector index."""
    return IndexFollower(vector_kind())


@cache
def descriptor_follower() -> DescriptorFollower:
    """This process's index of local descriptors."""
    return IndexFollower(descriptor_kind())


@cache
def heads_follower() -> HeadsFollower:
    """This process's classifier."""
    return HeadsFollower(networks().classification_embedder.fingerprint)


def fresh_vectors() -> FaissVectorIndex:
    """The vector index as it is right now."""
    follower = vector_follower()
    follower.refresh(now=True)
    return follower.index


def fresh_engine() -> Engine:
    """The engine over indexes that are at most a second old, and the newest heads of the classifier."""
    vectors, descriptors, heads = vector_follower(), descriptor_follower(), heads_follower()
    heads.refresh()
    vectors.refresh()
    descriptors.refresh()
    indexes = Indexes(
        vectors=vectors.index,
        descriptors=descriptors.index,
        generation=vectors.generation,
        sequence=min(vectors.sequence, descriptors.sequence),
    )
    return build_engine(networks(), indexes, StoredReferences(networks()), heads.heads)
