"""Pictures that records name by a web address: written down with the record, fetched later by a queue of their own."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.encoding import iri_to_uri

from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord, ImageUrl
from catalog.models import ImageHost, PictureFetch, ReferenceImage
from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.urls import ANY_PORT, LONGEST_URL, parse_url
from catalog.services.loading.rows import replace_rows

_SAID = ("position", "is_aspect_true", "rights", "credit", "source_url")
"""What a source says of a picture, here and in its reference image."""
_State = PictureFetch.State


WebPicture = tuple[int, ImageRecord, ImageUrl | IiifImage]
"""Position, what is said of it, and where it is."""


def web_pictures(record: ArtworkRecord, *, withdrawn: bool = False) -> Iterator[WebPicture]:
    """The pictures of a record that have a web address: those that may be shown, or those that may not."""
    for place, image in enumerate(record.images):
        position = place if image.position is None else image.position
        is_withdrawn = record.is_withdrawn or image.is_withdrawn
        if isinstance(image.origin, ImageUrl | IiifImage) and is_withdrawn == withdrawn:
            yield position, image, image.origin


def draft_fetches(record: ArtworkRecord) -> list[PictureFetch]:
    """One row per address, in order. An address that cannot be asked is kept, as failed, with the reason."""
    rows: dict[str, PictureFetch] = {}
    for position, image, origin in web_pictures(record):
        row = PictureFetch(
            position=position,
            is_aspect_true=image.is_aspect_true,
            rights=image.rights,
            credit=image.credit,
            source_url=image.source_url,
            **_address(origin),
        )
        rows.setdefault(row.url, row)
    return list(rows.values())


def save_fetches(records: Mapping[int, ArtworkRecord], rows: Iterable[PictureFetch], job_id: int | None) -> set[int]:
    """Writes down what is to be fetched, as ``rows`` say, and brings what stands in step; returns who changed.

    ``records`` are those of artworks that stood before: only of these something may be written down already.
    What is no longer named and was never fetched is forgotten; what was fetched stays, unless it is withdrawn.
    """
    wanted = list(rows)
    _ensure_hosts(wanted)
    for row in wanted:
        row.job_id = job_id
    standing = PictureFetch.objects.filter(artwork_id__in=records)
    changed = replace_rows(
        standing, wanted, key=lambda row: (row.artwork_id, row.url), facts=(*_SAID, "is_iiif"), keep_others=True
    ).rows()
    _follow_in_images([row.pk for row in changed])
    forgotten = _forget(standing, {(row.artwork_id, row.url) for row in wanted})
    return {row.artwork_id for row in changed} | forgotten | _take_down(standing, records)


def _address(origin: ImageUrl | IiifImage) -> dict[str, Any]:
    """What a row says about where the picture is."""
    is_iiif, text = (True, origin.service) if isinstance(origin, IiifImage) else (False, origin.url)
    try:
        target = parse_url(text, ANY_PORT)
    except FetchProblem as refused:
        failed = {"state": _State.FAILED, "reason": refused.reason, "problem": str(refused)}
        return {"url": iri_to_uri(text)[:LONGEST_URL], "is_iiif": is_iiif, **failed}
    return {"url": target.url, "is_iiif": is_iiif, "host_id": target.authority}


def _ensure_hosts(rows: Iterable[PictureFetch]) -> None:
    names = {row.host_id for row in rows if row.host_id is not None}
    if names:  # in one order for all, so that two loads at once do not wait for each other
        ImageHost.objects.bulk_create((ImageHost(name=name) for name in sorted(names)), ignore_conflicts=True)


def _follow_in_images(fetch_ids: Collection[int]) -> None:
    """What is said anew of pictures that were fetched is said of their reference images too."""
    if not fetch_ids:
        return
    images = []
    for image in ReferenceImage.objects.filter(fetches__in=fetch_ids).prefetch_related("fetches"):
        (said,) = image.fetches.all()[:1]
        for name in _SAID:
            setattr(image, name, getattr(said, name))
        images.append(image)
    if images:
        ReferenceImage.objects.bulk_update(images, _SAID)


def _forget(standing: QuerySet[PictureFetch], named: Collection[tuple[int, str]]) -> set[int]:
    unfetched = standing.exclude(state=_State.FETCHED).values_list("pk", "artwork_id", "url")
    dropped = {pk: artwork_id for pk, artwork_id, url in unfetched if (artwork_id, url) not in named}
    if dropped:
        PictureFetch.objects.filter(pk__in=dropped).delete()
    return set(dropped.values())


def _take_down(standing: QuerySet[PictureFetch], records: Mapping[int, ArtworkRecord]) -> set[int]:
    """Hides what was fetched and is withdrawn since; the rest of a withdrawn work is hidden with it."""
    withdrawn = {
        (artwork_id, _address(origin)["url"])
        for artwork_id, record in records.items()
        if not record.is_withdrawn
        for _, _, origin in web_pictures(record, withdrawn=True)
    }
    if not withdrawn:
        return set()
    shown = standing.filter(url__in={url for _, url in withdrawn}, image__is_taken_down=False)
    found = [row for row in shown if (row.artwork_id, row.url) in withdrawn]
    ReferenceImage.objects.filter(fetches__in=found).update(is_taken_down=True)
    return {row.artwork_id for row in found}
