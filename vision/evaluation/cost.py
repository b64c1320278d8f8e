"""What a work of the catalogue costs: bytes kept, milliseconds to index it. Times are of a sample of the references."""

from collections.abc import Callable
from time import perf_counter

import faiss
import numpy as np

from vision.decode import decode
from vision.describe import pack
from vision.engine import Networks
from vision.evaluation.catalogue import put_keypoints
from vision.evaluation.measure import Measured
from vision.evaluation.pictures import embedding_config
from vision.search import build_generation
from vision.structures import Photo

_SAMPLE = 256


def costs(measured: Measured, networks: Networks) -> dict[str, object]:
    """Per work: bytes in the database and in the index, milliseconds to index it."""
    entries = measured.entries
    every = max(1, len(entries) // _SAMPLE)
    sample = {number: entries[number] for number in sorted(entries)[::every][:_SAMPLE]}
    photos = [Photo(measured.references[number].read_bytes()) for number in sample]
    small = embedding_config(networks)
    embed_ms = _timed(lambda: networks.embedder.embed([decode(photo, small).pixels for photo in photos]))
    describe_ms = _timed(lambda: [_packed(photo, networks) for photo in photos])
    index_ms = _timed(lambda: put_keypoints(networks.new_descriptor_index(), sample))
    flat = build_generation(
        np.array(list(sample), np.int64), np.stack([entry.vector for entry in sample.values()]), factory="Flat"
    )
    works = len(sample)
    return {
        "sampled_works": works,
        "database_bytes": {
            "vector": networks.embedder.dimension * 2,
            "keypoints": sum(len(entry.packed_keypoints) for entry in sample.values()) / works,
        },
        "index_bytes": {
            "vectors": faiss.serialize_index(flat).nbytes / works,
            "keypoints": measured.catalogue.keypoints_index_bytes() / len(entries),
        },
        "milliseconds": {
            "decode and embed": embed_ms / works,
            "decode and describe": describe_ms / works,
            "index": index_ms / works,
        },
    }


def _packed(photo: Photo, networks: Networks) -> bytes:
    return pack(networks.reference_describer.describe(decode(photo, networks.config).pixels))


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started_at = perf_counter()
    work()
    return (perf_counter() - started_at) * 1000
