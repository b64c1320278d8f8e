"""Writes a chunk of drafts in one transaction, with a number of queries that does not grow with the chunk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog import dispatch
from catalog.models import Artist, Artwork, Attribution, Display, Exhibition, PriceRecord, ReferenceImage, Venue
from catalog.services.loading.corrections import keep_corrections
from catalog.services.loading.drafts import AnyDraft, Draft
from catalog.services.loading.entities import Ensured, Entities
from catalog.services.loading.houses import link_houses
from catalog.services.loading.rows import differs, having_keys, replace_rows
from catalog.services.loading.wanted_pictures import save_fetches
from catalog.services.publishing import log_artwork_changes
from catalog.services.venues import write_openings
from catalog.services.webhooks.events import Changes, record_changes

_ARTWORK_FACTS = (
    *("title", "date_text", "year_from", "year_to", "style", "genre", "medium"),
    *("dimensions_text", "height_mm", "width_mm", "accession_number", "wikidata_id", "rights", "credit_line", "url"),
)
_ATTRIBUTION_FACTS = ("qualifier", "position")
_PRICE_FACTS = (
    *("kind", "outcome", "amount", "amount_high", "currency", "amount_text", "object_count", "note"),
    *("date", "date_precision"),
    *("house", "sale", "lot", "stated_by", "is_inferred", "venue_id"),
)
_DISPLAY_FACTS = ("venue_id", "exhibition_id", "is_on_display", "room", "from_date", "to_date", "as_of")
_IMAGE_FACTS = ("position", "is_aspect_true", "rights", "credit", "source_url", "file", "thumbnail", "source_sha256")
_ARTIST_FACTS = ("name", "birth_year", "death_year", "nationality", "ulan_id", "wikidata_id", "aliases")
_EXHIBITION_FACTS = ("title", "venue_id", "starts_on", "ends_on", "url")
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

    def __init__(self, job_id: int | None = None) -> None:
        """A writer on behalf of an ingestion job, or of none."""
        self._job_id = job_id
        self._artists = Entities(Artist.objects, _ARTIST_FACTS)
        self._venues = Entities(Venue.objects, _VENUE_FACTS)
        self._exhibitions = Entities(Exhibition.objects, _EXHIBITION_FACTS)
        self._has_asked_for_embeddings = False
        self._has_asked_for_pictures = False

    def write(self, drafts: Sequence[AnyDraft]) -> list[Change]:
        """Writes all of the drafts or, when one of them breaks a constraint, none. No two may be of the same thing.

        Raises:
            IntegrityError, DataError: The database refuses a draft; make the drafts anew before trying again.
        """
        works = [draft for draft in drafts if isinstance(draft, Draft)]
        with transaction.atomic():
            entities = self._save_entities(drafts)
            created, updated = _save_artworks(works)
            for draft in works:
                if _link(draft, entities):
                    updated.add(draft.artwork.pk)
            link_houses(price for draft in works for price in draft.prices)
            withdrawn, shown_before = _take_down(works)
            stood = [draft for draft in works if draft.artwork.pk not in created]  # of the others, nothing is known
            said, prices = _save_facts(works, stood)
            updated |= withdrawn | said | self._save_fetches(works, stood)
            imaged = _save_images(works, stood)
            log_artwork_changes(updated | imaged)
            record_changes(Changes(created, updated | imaged, prices, hidden=shown_before - created))
            if imaged and not self._has_asked_for_embeddings:
                self.ask_for_embeddings()
        for told in (self._artists, self._venues, self._exhibitions):
            told.settle()
        return [_change(draft, entities, created, updated | imaged) for draft in drafts]

    def _save_entities(self, drafts: Sequence[AnyDraft]) -> "_Entities":
        """Artists, venues and exhibitions that the drafts speak of, or are."""
        venues = self._venues.ensure(_venues(drafts))
        if changed := [venues.pks[key] for key in venues.created | venues.updated]:
            write_openings(changed)
        for exhibition, venue in _exhibitions(drafts):
            exhibition.venue_id = venues.pks[venue.source, venue.source_id]
        return _Entities(
            artists=self._artists.ensure(_artists(drafts)),
            venues=venues,
            exhibitions=self._exhibitions.ensure(exhibition for exhibition, _ in _exhibitions(drafts)),
        )

    def ask_for_embeddings(self) -> None:
        """Nudges the worker that embeds: with the first new images, so that it starts, and again at the end."""
        dispatch.index_pending_images()
        self._has_asked_for_embeddings = True

    def finish(self) -> None:
        """Call once all is written."""
        if self._has_asked_for_embeddings:
            self.ask_for_embeddings()
        if self._has_asked_for_pictures:
            dispatch.fetch_due_pictures()

    def _save_fetches(self, works: Sequence[Draft], stood: Sequence[Draft]) -> set[int]:
        """Writes down what is to be fetched, and asks for it with the first; returns which artworks changed."""
        fetches = [fetch for draft in works for fetch in draft.fetches]
        changed = save_fetches({draft.artwork.pk: draft.record for draft in stood}, fetches, self._job_id)
        if fetches and not self._has_asked_for_pictures:
            dispatch.fetch_due_pictures()
            self._has_asked_for_pictures = True
        return changed


@dataclass(frozen=True, slots=True)
class _Entities:
    artists: Ensured
    venues: Ensured
    exhibitions: Ensured

    def of(self, row: Artist | Venue | Exhibition) -> Ensured:
        """Those of the row's kind."""
        match row:
            case Artist():
                return self.artists
            case Venue():
                return self.venues
        return self.exhibitions

    def pk(self, row: Artist | Venue | Exhibition) -> int:
        """The primary key of what an unsaved row speaks of."""
        return self.of(row).pks[row.source, row.source_id]

    def has_changed(self, row: Artist | Venue | Exhibition) -> bool:
        """Whether it was made or changed just now."""
        ensured, key = self.of(row), (row.source, row.source_id)
        return key in ensured.created or key in ensured.updated


def _artists(drafts: Sequence[AnyDraft]) -> Iterator[Artist]:
    for draft in drafts:
        if isinstance(draft, Draft):
            yield from (artist for artist, _ in draft.attributions)
        elif isinstance(draft.row, Artist):
            yield draft.row


def _venues(drafts: Sequence[AnyDraft]) -> Iterator[Venue]:
    for draft in drafts:
        if isinstance(draft, Draft):
            yield from (shown.venue for shown in draft.shown)
            yield from (shown.exhibition_venue for shown in draft.shown if shown.exhibition_venue is not None)
            yield from (venue for _, venue in draft.price_venues)
        elif isinstance(draft.row, Venue):
            yield draft.row
        elif draft.venue is not None:
            yield draft.venue


def _exhibitions(drafts: Sequence[AnyDraft]) -> Iterator[tuple[Exhibition, Venue]]:
    for draft in drafts:
        if isinstance(draft, Draft):
            for shown in draft.shown:
                if shown.exhibition is not None and shown.exhibition_venue is not None:
                    yield shown.exhibition, shown.exhibition_venue
        elif isinstance(draft.row, Exhibition) and draft.venue is not None:
            yield draft.row, draft.venue


def _change(draft: AnyDraft, entities: _Entities, created: Collection[int], changed: Collection[int]) -> Change:
    if isinstance(draft, Draft):
        is_new, has_changed = draft.artwork.pk in created, draft.artwork.pk in changed
    else:
        is_new, has_changed = draft.key in entities.of(draft.row).created, entities.has_changed(draft.row)
    if is_new:
        return Change.CREATED
    return Change.UPDATED if has_changed else Change.UNCHANGED


def _save_artworks(drafts: Sequence[Draft]) -> tuple[set[int], set[int]]:
    """Gives every draft's artwork its primary key; returns those of the created and the updated.

    Leaves the status of what stands: what was taken down stays down when its record comes again. What people corrected
    stays too.
    """
    locked = Artwork.objects.filter(having_keys(draft.key for draft in drafts)).order_by("pk").select_for_update()
    present = {(row.source, row.source_id): row for row in locked}
    created, differing = [], []
    for draft in sorted(drafts, key=lambda draft: draft.key):
        stands = present.get(draft.key)
        if stands is None:
            created.append(draft.artwork)
            continue
        draft.artwork.pk = stands.pk
        if differs(stands, draft.artwork, _ARTWORK_FACTS):
            draft.artwork.updated_at = timezone.now()
            differing.append((stands, draft.artwork))
    keep_corrections([artwork for _, artwork in differing])
    updated = [artwork for stands, artwork in differing if differs(stands, artwork, _ARTWORK_FACTS)]
    if created:
        Artwork.objects.bulk_create(created)
    if updated:
        Artwork.objects.bulk_update(updated, (*_ARTWORK_FACTS, "updated_at"))
    return {row.pk for row in created}, {row.pk for row in updated}


def _link(draft: Draft, entities: _Entities) -> bool:
    """Gives the draft's rows their foreign keys; says whether an artist, a venue or an exhibition of it changed."""
    told: list[Artist | Venue | Exhibition] = []
    for artist, attribution in draft.attributions:
        attribution.artist_id = entities.pk(artist)
        told.append(artist)
    for shown in draft.shown:
        shown.display.venue_id = entities.pk(shown.venue)
        told.append(shown.venue)
        if shown.exhibition is not None:
            shown.display.exhibition_id = entities.pk(shown.exhibition)
            told.append(shown.exhibition)
    for price, venue in draft.price_venues:
        price.venue_id = entities.pk(venue)
        told.append(venue)
    for row in draft.owned_rows():
        row.artwork_id = draft.artwork.pk
    return any(map(entities.has_changed, told))


def _take_down(drafts: Sequence[Draft]) -> tuple[set[int], set[int]]:
    """Takes down what its source withdraws; returns the artworks that stood until now, and those of them shown."""
    withdrawn = [draft.artwork.pk for draft in drafts if draft.record.is_withdrawn]
    standing = Artwork.objects.filter(pk__in=withdrawn).exclude(status=Artwork.Status.TAKEN_DOWN)
    former = dict(standing.values_list("pk", "status")) if withdrawn else {}
    if former:
        Artwork.objects.filter(pk__in=former).update(status=Artwork.Status.TAKEN_DOWN, updated_at=timezone.now())
    return set(former), {pk for pk, status in former.items() if status == Artwork.Status.PUBLISHED}


def _save_facts(drafts: Sequence[Draft], stood: Sequence[Draft]) -> tuple[set[int], Mapping[int, list[int]]]:
    """Replaces what the source says about attributions, prices and displays; only works that ``stood`` have any yet.

    Returns the artworks that changed, and the ids of new prices by artwork.
    Prices and displays that another source or a person entered stay.
    """
    ids = [draft.artwork.pk for draft in stood]
    told = [price for draft in drafts for price in draft.prices]
    seen = [shown.display for draft in drafts for shown in draft.shown]
    attributions = replace_rows(
        Attribution.objects.filter(artwork_id__in=ids),
        (attribution for draft in drafts for _, attribution in draft.attributions),
        key=lambda row: (row.artwork_id, row.artist_id),
        facts=_ATTRIBUTION_FACTS,
    )
    prices = replace_rows(
        PriceRecord.objects.filter(_own(drafts, told), artwork_id__in=ids),
        told,
        key=lambda row: (row.artwork_id, row.source, row.source_id),
        facts=_PRICE_FACTS,
        adopt=_keep_venue,
    )
    displays = replace_rows(
        Display.objects.filter(_own(drafts, seen), artwork_id__in=ids),
        seen,
        key=lambda row: (row.artwork_id, row.source, row.source_id),
        facts=_DISPLAY_FACTS,
    )
    priced: dict[int, list[int]] = defaultdict(list)
    for price in prices.created:
        priced[price.artwork_id].append(price.pk)
    return {row.artwork_id for each in (attributions, prices, displays) for row in each.rows()}, priced


def _own(drafts: Sequence[Draft], rows: Iterable[PriceRecord | Display]) -> Q:
    """What the artworks' own sources said, and what is said now in the name of others."""
    sources = {draft.artwork.pk: draft.artwork.source for draft in drafts}
    others = [(row.source, row.source_id) for row in rows if row.source != sources[row.artwork_id]]
    own = Q(source=F("artwork__source"))
    return own | having_keys(others) if others else own


def _keep_venue(price: PriceRecord, stands: PriceRecord) -> None:
    """A feed that does not say where a lot was sold does not deny what somebody entered."""
    if price.venue_id is None:
        price.venue_id = stands.venue_id


def _save_images(drafts: Sequence[Draft], stood: Sequence[Draft]) -> set[int]:
    """Adds new images and corrects those of works that ``stood``; returns the artworks that changed.

    An image that is no longer named stays, and one that was taken down stays down.
    """
    of_these = ReferenceImage.objects.filter(artwork_id__in=[draft.artwork.pk for draft in stood])
    images = replace_rows(
        of_these,
        (image for draft in drafts for image in draft.images),
        key=lambda row: (row.artwork_id, row.sha256),
        facts=_IMAGE_FACTS,
        keep_others=True,
    )
    changed = {row.artwork_id for row in images.rows()}
    withdrawn = [(row.artwork_id, row.sha256) for draft in drafts for row in draft.images if row.is_taken_down]
    if withdrawn:
        shown = of_these.filter(is_taken_down=False, sha256__in=[sha256 for _, sha256 in withdrawn])
        down = [row for row in shown if (row.artwork_id, row.sha256) in withdrawn]
        ReferenceImage.objects.filter(pk__in=[row.pk for row in down]).update(is_taken_down=True)
        changed |= {row.artwork_id for row in down}
    return changed
