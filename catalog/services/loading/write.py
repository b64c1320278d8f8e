"""Writes a chunk of drafts in one transaction, with a number of queries that does not grow with the chunk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog import dispatch
from catalog.models import Artist, Artwork, Attribution, Display, PriceRecord, ReferenceImage, Venue
from catalog.services.loading.drafts import Draft
from catalog.services.loading.entities import Entities, Key
from catalog.services.loading.rows import differs, having_keys, replace_rows
from catalog.services.publishing import log_artwork_changes

_ARTWORK_FACTS = (
    *("title", "date_text", "year_from", "year_to", "style", "genre", "medium"),
    *("dimensions_text", "height_mm", "width_mm", "accession_number", "wikidata_id", "rights"),
)
_ATTRIBUTION_FACTS = ("qualifier", "position")
_PRICE_FACTS = (
    *("kind", "outcome", "amount", "amount_high", "currency", "date", "date_precision"),
    *("house", "sale", "lot", "stated_by", "is_inferred"),
)
_DISPLAY_FACTS = ("venue_id", "is_on_display", "room", "from_date", "to_date", "as_of")
_IMAGE_FACTS = ("position", "is_aspect_true", "rights", "credit", "source_url", "file", "thumbnail", "source_sha256")
_ARTIST_FACTS = ("name", "birth_year", "death_year", "nationality")
_VENUE_FACTS = (
    "name",
    "kind",
    "address",
    "city",
    "country",
    "latitude",
    "longitude",
    "url",
    "time_zone",
    "opening_hours",
    "wikidata_id",
)


class Change(StrEnum):
    """What loading a record did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Writer:
    """Writes the chunks of one load."""

    def __init__(self) -> None:
        self._artists = Entities(Artist.objects, _ARTIST_FACTS)
        self._venues = Entities(Venue.objects, _VENUE_FACTS)
        self._has_asked_for_embeddings = False

    def write(self, drafts: Sequence[Draft]) -> list[Change]:
        """Writes all of the drafts or, when one of them breaks a constraint, none. No two may be of the same artwork.

        Raises:
            IntegrityError, DataError: The database refuses a draft; build the drafts anew before trying again.
        """
        with transaction.atomic():
            artists, changed_artists = self._artists.ensure(artist for d in drafts for artist, _ in d.attributions)
            venues, changed_venues = self._venues.ensure(venue for d in drafts for venue, _ in d.displays)
            created, updated = _save_artworks(drafts)
            for draft in drafts:
                _link(draft, artists, venues)
                if not changed_artists.isdisjoint(_keys(artist for artist, _ in draft.attributions)):
                    updated.add(draft.artwork.pk)
                if not changed_venues.isdisjoint(_keys(venue for venue, _ in draft.displays)):
                    updated.add(draft.artwork.pk)
            updated |= _save_facts(drafts)
            imaged = _save_images(drafts)
            log_artwork_changes(created | updated | imaged)
            if imaged and not self._has_asked_for_embeddings:
                self.ask_for_embeddings()
        self._artists.settle()
        self._venues.settle()
        return [_change(draft.artwork.pk, created, updated | imaged) for draft in drafts]

    def ask_for_embeddings(self) -> None:
        """Nudges the worker that embeds: with the first new images, so that it starts, and again at the end."""
        dispatch.index_pending_images()
        self._has_asked_for_embeddings = True

    def finish(self) -> None:
        """Call once all is written."""
        if self._has_asked_for_embeddings:
            self.ask_for_embeddings()


def _change(artwork_id: int, created: Collection[int], changed: Collection[int]) -> Change:
    if artwork_id in created:
        return Change.CREATED
    return Change.UPDATED if artwork_id in changed else Change.UNCHANGED


def _keys(rows: Iterable[Artist | Venue]) -> set[Key]:
    return {(row.source, row.source_id) for row in rows}


def _save_artworks(drafts: Sequence[Draft]) -> tuple[set[int], set[int]]:
    """Gives every draft's artwork its primary key; returns those of the created and the updated.

    Never touches the status: what was taken down stays down when its record comes again.
    """
    locked = Artwork.objects.filter(having_keys(draft.key for draft in drafts)).order_by("pk").select_for_update()
    present = {(row.source, row.source_id): row for row in locked}
    created, updated = [], []
    for draft in sorted(drafts, key=lambda draft: draft.key):
        stands = present.get(draft.key)
        if stands is None:
            created.append(draft.artwork)
            continue
        draft.artwork.pk = stands.pk
        if differs(stands, draft.artwork, _ARTWORK_FACTS):
            draft.artwork.updated_at = timezone.now()
            updated.append(draft.artwork)
    if created:
        Artwork.objects.bulk_create(created)
    if updated:
        Artwork.objects.bulk_update(updated, (*_ARTWORK_FACTS, "updated_at"))
    return {row.pk for row in created}, {row.pk for row in updated}


def _link(draft: Draft, artists: Mapping[Key, int], venues: Mapping[Key, int]) -> None:
    """Gives the draft's rows their foreign keys."""
    for artist, attribution in draft.attributions:
        attribution.artist_id = artists[artist.source, artist.source_id]
    for venue, display in draft.displays:
        display.venue_id = venues[venue.source, venue.source_id]
    for row in draft.owned_rows():
        row.artwork_id = draft.artwork.pk


def _save_facts(drafts: Sequence[Draft]) -> set[int]:
    """Replaces what the source says about attributions, prices and displays; returns the artworks that changed.

    Prices and displays that another source or a person entered stay.
    """
    ids = [draft.artwork.pk for draft in drafts]
    own = {"artwork_id__in": ids, "source": F("artwork__source")}
    attributions = replace_rows(
        Attribution.objects.filter(artwork_id__in=ids),
        (attribution for draft in drafts for _, attribution in draft.attributions),
        key=lambda row: (row.artwork_id, row.artist_id),
        facts=_ATTRIBUTION_FACTS,
    )
    prices = replace_rows(
        PriceRecord.objects.filter(**own),
        (price for draft in drafts for price in draft.prices),
        key=lambda row: (row.artwork_id, row.source_id),
        facts=_PRICE_FACTS,
    )
    displays = replace_rows(
        Display.objects.filter(**own),
        (display for draft in drafts for _, display in draft.displays),
        key=lambda row: (row.artwork_id, row.source_id),
        facts=_DISPLAY_FACTS,
    )
    return {row.artwork_id for rows in (attributions, prices, displays) for row in rows}


def _save_images(drafts: Sequence[Draft]) -> set[int]:
    """Adds new images and corrects what is said of the others; returns the artworks that changed.

    An image that is no longer named stays, and one that was taken down stays down.
    """
    images = replace_rows(
        ReferenceImage.objects.filter(artwork_id__in=[draft.artwork.pk for draft in drafts]),
        (image for draft in drafts for image in draft.images),
        key=lambda row: (row.artwork_id, row.sha256),
        facts=_IMAGE_FACTS,
        keep_others=True,
    )
    return {row.artwork_id for row in images}
