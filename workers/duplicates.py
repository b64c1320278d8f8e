"""Looks for artworks of two records: near in the embedding, and shown by geometry to be the same picture.

Which images are still to be compared is a query, so a lost, doubled or killed task loses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from celery import shared_task
from numpy.typing import NDArray

from catalog import dispatch
from catalog.selectors.duplicates import Picture, images_to_examine, pictures_of
from catalog.services.duplicates import Resemblance, record_examination
from vision.describe import mirrored
from vision.structures import Candidate, Keypoints, Neighbour
from vision.verify import HomographyVerifier
from workers.engine import StoredReferences, networks, vector_follower

# A task's share: some seconds.
_SHARE = 256


@shared_task(name="workers.duplicates.find_duplicates")
def find_duplicates() -> None:
    """Examines a share of the images that wait for it, and asks again while there are more."""
    if examine_pending(limit=_SHARE) == _SHARE:
        dispatch.find_duplicates()


def examine_pending(*, limit: int) -> int:
    """Compares up to ``limit`` images with all others, and flags what is found; returns how many it examined."""
    loaded, references = networks(), StoredReferences(networks())
    fingerprint, descriptor_fingerprint = loaded.embedder.fingerprint, loaded.descriptor_fingerprint
    image_ids = list(images_to_examine(fingerprint, descriptor_fingerprint).values_list("pk", flat=True)[:limit])
    if not image_ids:
        return 0
    vectors = references.vectors(image_ids)
    neighbours = _neighbours(vectors)
    pictures = pictures_of({*image_ids, *(each.reference_image_id for row in neighbours.values() for each in row)})
    pairs = dict(_pairs(neighbours, pictures))
    keypoints = references.keypoints(list({image_id for pair in pairs for image_id in pair}))
    record_examination(
        image_ids,
        list(_verified(pairs, keypoints)),
        fingerprint=fingerprint,
        descriptor_fingerprint=descriptor_fingerprint,
    )
    return len(image_ids)


def _neighbours(vectors: Mapping[int, NDArray[np.float32]]) -> dict[int, list[Neighbour]]:
    """The most similar images of each, itself left out."""
    follower = vector_follower()
    follower.refresh(now=True)  # whoever is examined later meets whoever was examined before
    nearest = networks().config.duplicate_neighbours + 1  # itself among them
    found = follower.index.search(np.stack(list(vectors.values())), nearest)
    return {
        image_id: [each for each in row if each.reference_image_id != image_id]
        for image_id, row in zip(vectors, found, strict=True)
    }


def _pairs(
    neighbours: Mapping[int, Sequence[Neighbour]], pictures: Mapping[int, Picture]
) -> Iterator[tuple[tuple[int, int], float]]:
    """(ids in order, similarity) of images of different artworks, and not of the same bytes."""
    for image_id, row in neighbours.items():
        for each in row:
            one, other = pictures.get(image_id), pictures.get(each.reference_image_id)
            if one is None or other is None or one.artwork_id == other.artwork_id or one.sha256 == other.sha256:
                continue
            first, second = sorted((image_id, each.reference_image_id))
            yield (first, second), each.similarity


def _verified(pairs: Mapping[tuple[int, int], float], keypoints: Mapping[int, Keypoints]) -> Iterator[Resemblance]:
    for (first, second), similarity in pairs.items():
        if first not in keypoints or second not in keypoints:
            continue
        for is_mirrored in (False, True):
            other = mirrored(keypoints[second]) if is_mirrored else keypoints[second]
            inliers = _inliers(keypoints[first], other)
            if inliers >= networks().config.duplicate_inliers:
                yield Resemblance((first, second), similarity, inliers, is_mirrored)
                break


def _inliers(one: Keypoints, other: Keypoints) -> int:
    candidate = Candidate(0, 0.0, 0.0)
    (verification,) = HomographyVerifier().verify(one, [candidate], {0: other})
    return verification.inliers
