"""The worker's side of similar works: random vectors of a catalogue's pictures, searched with and without filters."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from catalog.models import Embedding, ReferenceImage
from catalog.selectors.artwork_filters import ArtworkFilters
from tests.benchmarks.bulk import Row, insert
from workers.engine import fresh_vectors, networks, pack_vector
from workers.similarity import similar_works

_FILTERS = {
    "similar works": ArtworkFilters(),
    "similar works by an artist": ArtworkFilters(artist=2),
    "similar works of a style": ArtworkFilters(style="style 7"),
    "similar works on display": ArtworkFilters(on_display=True),
    "similar works at a price": ArtworkFilters(currency="EUR", price_min=Decimal(1000), price_max=Decimal(10000)),
}
_FOUND = 10


class SimilarWorks:
    """Searches in the index of a worker, which is this process."""

    def __init__(self) -> None:
        insert(Embedding, _random_vectors([*ReferenceImage.objects.order_by("pk").values_list("pk", flat=True)]))
        fresh_vectors()

    def operations(self) -> dict[str, tuple[str, ...]]:
        """Each filter, with some works to begin from."""
        return {name: tuple(f"{name}/{artwork}" for artwork in range(1, 6)) for name in _FILTERS}

    def get(self, address: str) -> bytes:
        """The ten works, as they are handed to the web process."""
        name, _, artwork = address.partition("/")
        return json.dumps(similar_works(int(artwork), _FILTERS[name], _FOUND)).encode()


def _random_vectors(images: Sequence[int]) -> Iterator[Row]:
    """A unit vector for each picture. Those of real pictures lie closer together, which makes no search longer."""
    embedder, chance = networks().embedder, np.random.default_rng(0)
    for image in images:
        vector = chance.standard_normal((embedder.dimension,), np.float32)
        packed = pack_vector(vector / np.float32(np.linalg.norm(vector)))
        yield {"id": image, "reference_image_id": image, "fingerprint": embedder.fingerprint, "vector": packed}
