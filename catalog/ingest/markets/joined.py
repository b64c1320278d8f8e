"""Lots of one and the same work, offered more than once, as one work with its whole history."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.ingest.rows import UnusableRow


class JoinedLots(CsvFeed):
    """Lots of which some are of the same work: each row of such a work gives the work with its whole history.

    What is held in memory are the works offered more than once.
    """

    def __init__(
        self,
        path: Path,
        source: str,
        layout: Layout,
        read: Callable[[Row], ArtworkRecord],
        works: Callable[[CsvFeed], Mapping[str, str]],
    ) -> None:
        """``works`` gives the work's name by lot.

        Raises:
            UnreadableFeed: it lacks a required column, or is no CSV file.
            OSError: it cannot be read.
        """
        super().__init__(path, source, layout, read)
        self._read_lot = read
        self._work_of = works(self)
        self._works = self._join()

    def record(self, cells: Sequence[str]) -> ArtworkRecord:
        """The work of a row.

        Raises:
            UnusableRow: the row cannot be used.
        """
        own = self._read_lot(self.row(cells))
        work = self._works.get(self._work_of.get(own.source_id, ""))
        return own if work is None else _with_offering(work, own)

    def _join(self) -> dict[str, ArtworkRecord]:
        """The works by their names. Rows that cannot be used are left out here, and rejected when they are read."""
        offerings: dict[str, list[ArtworkRecord]] = defaultdict(list)
        for raw in self.raw_rows():
            if raw.problem is not None:
                continue
            try:
                lot = self._read_lot(self.row(raw.cells))
            except UnusableRow:
                continue
            if work := self._work_of.get(lot.source_id):
                offerings[work].append(lot)
        works: dict[str, ArtworkRecord] = {}
        for name, lots in offerings.items():
            first, *others = sorted(lots, key=lambda lot: (_day(lot), lot.source_id))
            for other in others:
                first = _with_offering(first, other)
            works[name] = first
        return works


def _with_offering(work: ArtworkRecord, lot: ArtworkRecord) -> ArtworkRecord:
    """The work with the prices and the picture of an offering; what the lot says replaces what it said before.

    The same sale, stated by several rows about the work, is stated once.
    """
    kept = [offer for offer in work.prices if not offer.source_id.startswith(f"{lot.source_id}/")]
    stated = {replace(offer, source_id="") for offer in kept}
    new = (offer for offer in lot.prices if replace(offer, source_id="") not in stated)
    images = dict.fromkeys((*work.images, *lot.images))
    return replace(work, prices=_in_order((*kept, *new)), images=tuple(images))


def _in_order(offers: Iterable[OfferRecord]) -> tuple[OfferRecord, ...]:
    return tuple(sorted(offers, key=lambda offer: (str(offer.date), offer.source_id)))


def _day(lot: ArtworkRecord) -> str:
    return min((str(offer.date) for offer in lot.prices), default="")
