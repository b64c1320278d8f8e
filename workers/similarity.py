"""The task that finds works that look like one."""

import json
from collections.abc import Iterable

import numpy as np
from celery import shared_task

from catalog.selectors.artwork_filters import ArtworkFilters
from catalog.selectors.similar import images_of, permitted_images, works_of
from catalog.services.similarity import Similar, record_similar
from vision.structures import Neighbour
from workers.engine import StoredReferences, fresh_vectors, networks

# Pictures looked at for each work that is wanted, at first: a work may have several.
_PICTURES_A_WORK = 4


@shared_task(name="workers.similarity.find_similar")
def find_similar(*, search_id: str, artwork_id: int, filters: str, limit: int, key: str) -> None:
    """Looks for them and tells who waits."""
    works = similar_works(artwork_id, ArtworkFilters.from_json(json.loads(filters)), limit)
    record_similar(search_id, key=key, works=works)


def similar_works(artwork_id: int, wanted: ArtworkFilters, limit: int) -> list[Similar]:
    """The ``limit`` wanted works most like any picture of an artwork, each once, the most similar first.

    The filters are applied inside the search, and it goes on until every picture of the artwork has seen ``limit``
    other works or the end of the index; so no work that is nearer is left out.
    """
    vectors = StoredReferences(networks()).vectors(images_of(artwork_id))
    if not vectors:
        return []
    queries, among = np.stack(list(vectors.values())), permitted_images(wanted)
    index, k = fresh_vectors(), _PICTURES_A_WORK * (limit + 1)
    while True:
        rows = index.search(queries, k, among=among)
        artworks = works_of({neighbour.reference_image_id for row in rows for neighbour in row})
        found = [_best_by_work(row, artworks, artwork_id) for row in rows]
        if all(len(works) >= limit or len(row) < k for works, row in zip(found, rows, strict=True)):
            break
        k *= _PICTURES_A_WORK
    best: dict[int, float] = {}
    for works in found:
        for work, similarity in works.items():
            best[work] = max(similarity, best.get(work, -1.0))
    nearest = sorted(best.items(), key=lambda each: (-each[1], each[0]))
    return [(work, round(similarity, 4)) for work, similarity in nearest[:limit]]


def _best_by_work(row: Iterable[Neighbour], artworks: dict[int, int], but: int) -> dict[int, float]:
    """Works by their nearest picture, which comes first in the row."""
    works: dict[int, float] = {}
    for neighbour in row:
        work = artworks.get(neighbour.reference_image_id)
        if work is not None and work != but:
            works.setdefault(work, neighbour.similarity)
    return works
