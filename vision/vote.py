"""Local descriptors → candidates: each keypoint of the photo votes for the reference images that share its descriptor.

All descriptors of the catalogue lie in one FAISS inverted file of product-quantized codes. Its quantizers are part of
the weights (trained once, on public-domain works), so adding a work never means training.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from vision.structures import Keypoints, Vote

# An entry's id is the reference image's id with the keypoint's row below it.
_ROW_BITS = 10
_PROBES = 8
_NEIGHBOURS = 10


def read_vocabulary(path: Path) -> faiss.Index:
    """The trained, empty inverted file that every descriptor index starts from."""
    return faiss.read_index(str(path))


def vocabulary_fingerprint(path: Path) -> str:
    """Names the quantizers: codes of two vocabularies never meet."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


class DescriptorIndex:
    """The local descriptors of the catalogue. Additions go straight in; removals are tombstones until a rebuild."""

    def __init__(self, entries: faiss.Index) -> None:
        """``entries``: a vocabulary, or a generation made from one; additions are written to it."""
        self._entries = entries
        self._entries.nprobe = _PROBES
        self._held = _owners_of(entries)
        self._tombstones: set[int] = set()

    def __len__(self) -> int:
        return len(self._held) - len(self._tombstones)

    @property
    def ids(self) -> set[int]:
        """The reference images that can be voted for."""
        return self._held - self._tombstones

    @property
    def entries(self) -> faiss.Index:
        """The FAISS index, for writing a generation."""
        return self._entries

    def put(self, ids: Sequence[int], keypoints: Sequence[Keypoints]) -> None:
        """Adds reference images. One that was held before is only shown again: its descriptors cannot have changed."""
        self._tombstones -= set(ids)
        new = [(i, k) for i, k in zip(ids, keypoints, strict=True) if i not in self._held and len(k)]
        if not new:
            return
        rows = [np.arange(len(described), dtype=np.int64) | (image_id << _ROW_BITS) for image_id, described in new]
        descriptors = np.concatenate([described.descriptors for _, described in new])
        self._entries.add_with_ids(descriptors.astype(np.float32), np.concatenate(rows))
        self._held |= {image_id for image_id, _ in new}

    def remove(self, ids: Iterable[int]) -> None:
        """Hides reference images; those it does not hold are ignored."""
        self._tombstones |= set(ids) & self._held

    def recall_at_10(self, sample: Sequence[tuple[int, Keypoints]]) -> float:
        """The share of these images' own descriptors that name them among the ten nearest entries."""
        hits = total = 0
        for image_id, keypoints in sample:
            if len(keypoints):
                _, entries = self._entries.search(keypoints.descriptors.astype(np.float32), _NEIGHBOURS)
                hits += int(np.count_nonzero((entries >> _ROW_BITS == image_id).any(axis=1)))
                total += len(keypoints)
        return hits / total if total else 1.0

    def vote(self, keypoints: Keypoints, k: int) -> list[Vote]:
        """The up to ``k`` reference images with the most votes, best first.

        A keypoint's vote for a reference image is how much nearer its best descriptor there is than the last of the
        list of neighbours, as a share: a descriptor that is everywhere says nothing. It votes once per reference image,
        and a descriptor of a reference image takes only the heaviest of its votes: the bars of a grille, all alike,
        count once (bursts: Jégou, Douze and Schmid, "On the burstiness of visual elements", CVPR 2009).
        """
        if not len(keypoints) or not self._entries.ntotal:
            return []
        distances, entries = self._entries.search(keypoints.descriptors.astype(np.float32), _NEIGHBOURS + 1)
        farthest = np.where(entries[:, -1:] >= 0, distances[:, -1:], np.max(distances[entries >= 0], initial=1.0))
        weights = np.clip(1 - distances / np.maximum(farthest, 1e-6), 0, 1)[:, :-1]
        return _strongest(entries[:, :-1], weights, k, excluded=self._tombstones)


def _owners_of(entries: faiss.Index) -> set[int]:
    lists = entries.invlists
    owners: set[int] = set()
    for number in range(entries.nlist):
        size = lists.list_size(number)
        if size:
            ids = faiss.rev_swig_ptr(lists.get_ids(number), size)
            owners.update(np.unique(ids >> _ROW_BITS).tolist())
    return owners


def _strongest(entries: NDArray[np.int64], weights: NDArray[np.floating], k: int, *, excluded: set[int]) -> list[Vote]:
    keypoints, columns = np.nonzero((entries >= 0) & (weights > 0))
    entry, weight = entries[keypoints, columns], weights[keypoints, columns]
    heaviest = _heaviest(entry, weight)
    keypoints, owner, weight = keypoints[heaviest], entry[heaviest] >> _ROW_BITS, weight[heaviest]
    heaviest = _heaviest(owner * len(entries) + keypoints, weight)
    images, places = np.unique(owner[heaviest], return_inverse=True)
    totals = np.bincount(places, weights=weight[heaviest], minlength=len(images))
    ranked = np.argsort(-totals, kind="stable")
    votes = (Vote(int(images[place]), float(totals[place])) for place in ranked)
    return [vote for vote in votes if vote.reference_image_id not in excluded][:k]


def _heaviest(keys: NDArray[np.int64], weights: NDArray[np.floating]) -> NDArray[np.intp]:
    """The place of the greatest weight of each distinct key."""
    order = np.lexsort((-weights, keys))
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[order][1:] != keys[order][:-1]
    return order[is_first]
