"""The knob "descriptors per work": what fewer of them cost in recall, and save in bytes and milliseconds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

import faiss
import numpy as np

from vision.describe import pack, unpack
from vision.engine import Networks
from vision.evaluation.intervals import share
from vision.evaluation.pictures import StoredEntry
from vision.structures import Keypoints
from vision.vote import DescriptorIndex

# Of the keypoints that are stored; the last setting is the one in use.
_PARTS = (8, 4, 2, 1)
_RANKS = (1, 10)
_CHUNK = 64
_TIMED_PHOTOS = 24
_SAMPLE = 256

Seen = Sequence[tuple[Keypoints, frozenset[int]]]
Progress = Callable[[int], None]


def turn(
    entries: Mapping[int, StoredEntry], photos: Seen, networks: Networks, *, bar: Callable[[str, int], Progress]
) -> dict[str, object]:
    """Votes alone over ``photos`` (keypoints, expected works), with 1/8, 1/4, 1/2 and all keypoints per work.

    Keypoints are stored the strongest first, so the first of them are what a lower setting would have kept.
    ``growth``: milliseconds of a vote as the index in use grows.
    """
    progress = bar("turning the knob", len(_PARTS) * len(entries))
    settings = []
    growth: list[dict[str, float]] = []
    empty_bytes = _bytes(networks.new_descriptor_index())
    for part in _PARTS:
        count = networks.config.reference_keypoints // part
        index = networks.new_descriptor_index()
        growth = _fill(index, entries, count, [keypoints for keypoints, _ in photos[:_TIMED_PHOTOS]], progress)
        sample = [entries[number] for number in sorted(entries)[:: max(1, len(entries) // _SAMPLE)]]
        stored = [len(pack(_strongest(unpack(entry.packed_keypoints), count))) for entry in sample]
        settings.append(
            {
                "keypoints": count,
                "recall": _recall(index, photos),
                "database_bytes": float(np.mean(stored)),
                "index_bytes": (_bytes(index) - empty_bytes) / len(entries),
                "vote_ms": growth[-1]["milliseconds"],
            }
        )
    return {"photos": len(photos), "works": len(entries), "settings": settings, "growth": growth}


def _fill(
    index: DescriptorIndex,
    entries: Mapping[int, StoredEntry],
    count: int,
    photos: Sequence[Keypoints],
    progress: Progress,
) -> list[dict[str, float]]:
    """Puts the ``count`` strongest keypoints of every work into the index; the time of a vote at several sizes."""
    numbers = list(entries)
    growth: list[dict[str, float]] = []
    for part, next_part in zip((0, *_PARTS), _PARTS, strict=False):
        start, end = len(numbers) // part if part else 0, len(numbers) // next_part
        for at in range(start, end, _CHUNK):
            chunk = numbers[at : min(at + _CHUNK, end)]
            index.put(chunk, [_strongest(unpack(entries[number].packed_keypoints), count) for number in chunk])
            progress(len(chunk))
        growth.append({"works": end, "milliseconds": float(np.median([_vote_ms(index, seen) for seen in photos]))})
    return growth


def _vote_ms(index: DescriptorIndex, photo: Keypoints) -> float:
    started_at = perf_counter()
    index.vote(photo, _RANKS[-1])
    return (perf_counter() - started_at) * 1000


def _recall(index: DescriptorIndex, photos: Seen) -> dict[str, object]:
    voted = [([vote.reference_image_id for vote in index.vote(seen, _RANKS[-1])], works) for seen, works in photos]
    return {str(k): share(bool(works & set(ids[:k])) for ids, works in voted).as_json() for k in _RANKS}


def _bytes(index: DescriptorIndex) -> int:
    size: int = faiss.serialize_index(index.entries).nbytes
    return size


def _strongest(keypoints: Keypoints, count: int) -> Keypoints:
    return replace(
        keypoints,
        points_xy=keypoints.points_xy[:count],
        diameters_px=keypoints.diameters_px[:count],
        angles_deg=keypoints.angles_deg[:count],
        descriptors=keypoints.descriptors[:count],
    )
