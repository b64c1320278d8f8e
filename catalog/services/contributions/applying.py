"""Writing what was accepted, through the services that write everything else."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from catalog.ingest.makers import makers
from catalog.ingest.records import ArtworkRecord, ImageRecord, Record, VenueRecord
from catalog.models import Artist, Artwork, Attribution, Contribution, FieldCorrection, Venue
from catalog.services.contributions.proposals import (
    SOURCE,
    WORK_FIELDS,
    InvalidProposal,
    NotAcceptable,
    Target,
    corrected,
    drafted_place,
    drafted_price,
)
from catalog.services.loading import RowOutcome, load_records
from catalog.services.publishing import log_artwork_changes
from catalog.services.venues import fill_time_zone
from catalog.services.webhooks.events import Changes, record_changes, record_updates

NAMELESS = "a visitor"
"""Who said so, where the author has chosen no name, or has left."""


def write(contribution: Contribution) -> None:
    """Makes a waiting contribution a fact. Call it in the transaction that accepts it, with the rows locked.

    Raises:
        NotAcceptable: the record is gone, or does not take it any more.
    """
    kinds = Contribution.Kind
    try:
        match contribution.kind, contribution.target:
            case kinds.CORRECTION, (Artwork() | Artist() | Venue()) as target:
                _correct(contribution, target)
            case kinds.PRICE, Artwork() as artwork:
                _add_price(contribution, artwork)
            case kinds.PLACE, Artwork() as artwork:
                _add_place(contribution, artwork)
            case kinds.NEW_WORK, _:
                contribution.artwork = _add_work(contribution)
            case _:
                raise NotAcceptable("The record that this is about was deleted. Decline it.")
    except (InvalidProposal, IntegrityError) as refused:
        raise NotAcceptable(f"The record does not take this any more: {refused}") from refused


def credited(contribution: Contribution) -> str:
    """Who said so."""
    return contribution.public_name or NAMELESS


def _correct(contribution: Contribution, target: Target) -> None:
    changed = corrected(target, contribution.proposal)
    fields = [*contribution.proposal]
    if isinstance(changed, Venue) and fill_time_zone(changed):
        fields.append("time_zone")
    if isinstance(changed, Artwork):
        fields.append("updated_at")
    changed.save(update_fields=fields)
    of_it: dict[str, Any] = {type(target).__name__.lower(): target}
    for field, value in contribution.proposal.items():
        FieldCorrection.objects.update_or_create(
            **of_it,
            field=field,
            defaults={"value": value, "stated_by": credited(contribution), "contribution": contribution},
        )
    if isinstance(changed, Venue):
        return
    works = [changed.pk] if isinstance(changed, Artwork) else _works_of(changed)
    log_artwork_changes(works)
    record_updates(works)


def _works_of(artist: Artist) -> list[int]:
    return list(artist.attributions.values_list("artwork_id", flat=True))


def _add_price(contribution: Contribution, artwork: Artwork) -> None:
    price = drafted_price(contribution.proposal)
    price.artwork, price.source, price.source_id = artwork, SOURCE, str(contribution.pk)
    price.stated_by = credited(contribution)
    price.save()
    record_changes(Changes(updated=[artwork.pk], prices={artwork.pk: [price.pk]}))


def _add_place(contribution: Contribution, artwork: Artwork) -> None:
    display, new = drafted_place(contribution.proposal)
    if new is not None:
        told = contribution.proposal["new_venue"]
        _load(VenueRecord(source_id=str(contribution.pk), **told))
        display.venue = Venue.objects.get(source=SOURCE, source_id=str(contribution.pk))
    else:
        venue = Venue.objects.filter(pk=contribution.proposal["venue"]).first()
        if venue is None:
            raise NotAcceptable("The venue was deleted. Decline it.")
        display.venue = venue
    display.artwork, display.source, display.source_id = artwork, SOURCE, str(contribution.pk)
    display.save()
    record_updates([artwork.pk])


def _add_work(contribution: Contribution) -> Artwork:
    told = contribution.proposal
    rights, credit = told.get("photo_rights", ""), credited(contribution)
    photos = [Path(settings.MEDIA_ROOT) / str(photo.file) for photo in contribution.photos.all()]
    _load(
        ArtworkRecord(
            source=SOURCE,
            source_id=str(contribution.pk),
            **{field: told[field] for field in WORK_FIELDS if field in told},
            artists=makers(told.get("artist_name", "")),
            images=tuple(ImageRecord(path, rights=rights, credit=credit) for path in photos),
        )
    )
    artwork = Artwork.objects.get(source=SOURCE, source_id=str(contribution.pk))
    if told.get("artist") is not None:
        Attribution.objects.create(artwork=artwork, artist_id=told["artist"])
    return artwork


def _load(record: Record) -> None:
    """Through the loader, which stores pictures, tells the index, and joins what other sources know already."""
    outcomes: list[RowOutcome] = []
    load_records([record], source=SOURCE, on_row=outcomes.append)
    if outcomes[0].is_rejected:
        raise NotAcceptable(outcomes[0].message)
