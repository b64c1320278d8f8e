"""Prices as evidence: what one sale says about one lot, statement by statement.

An amount without an ISO 4217 currency (livres, Reichsmark) is not known as a number, only as it was written. One that
is not this work's own (one price for several lots) says for how many objects it is, so that nothing takes it for more.
"""

from dataclasses import dataclass, replace

from catalog.ingest.days import Day
from catalog.ingest.money import Money, parse_money
from catalog.ingest.records import OfferRecord, VenueRecord
from catalog.ingest.rows import UnusableRow

_LONGEST_SALE = 300
_LONGEST_LOT = 50
_LONGEST_AMOUNT = 200
_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Written:
    """What the source writes about an amount, beside the number."""

    text: str = ""
    """The amount with its currency, where reading it was more than reading a number."""
    object_count: int | None = 1
    note: str = ""


_PLAINLY = Written()


@dataclass(frozen=True, slots=True)
class Sale:
    """Where and when a lot was offered: what all its prices share."""

    offer_id: str
    """Names the lot within the source; ids of its prices begin with it."""
    day: Day | None = None
    house: str = ""
    name: str = ""
    lot: str = ""
    stated_by: str = ""
    venue: VenueRecord | None = None
    """The house as a place, where the source says which of its rooms it was."""

    def offer(
        self, kind: str, money: Money, *, outcome: str = "", is_inferred: bool = False, written: Written = _PLAINLY
    ) -> OfferRecord:
        """A statement of this kind; an amount without an ISO 4217 currency is kept as it was written only."""
        if money.amount is not None and not money.currency:
            money = Money()
        has_amount = money.amount is not None or money.amount_high is not None
        return OfferRecord(
            source_id=f"{self.offer_id}/{kind}",
            kind=kind,
            outcome=outcome,
            amount=money.amount,
            amount_high=money.amount_high if kind == "estimate" else None,
            currency=money.currency if has_amount else "",
            amount_text=written.text[:_LONGEST_AMOUNT],
            object_count=written.object_count,
            note=written.note[:_LONGEST_NOTE],
            date=self.day.date if self.day else None,
            date_precision=self.day.precision if self.day else "",
            house=self.house,
            sale=self.name[:_LONGEST_SALE],
            lot=self.lot[:_LONGEST_LOT],
            stated_by=self.stated_by,
            is_inferred=has_amount and (is_inferred or money.is_inferred),
            venue=self.venue,
        )


def amount_in(text: str, column: str, *, currency: str = "", has_shillings: bool = False) -> Money:
    """The money in a cell.

    Raises:
        UnusableRow: there is a text that is no amount.
    """
    money = parse_money(text, currency=currency, has_shillings=has_shillings)
    if not money.is_understood:
        raise UnusableRow("amount_invalid", f"{column} “{text}” is no amount, such as 1250 or 1250.50.")
    return money


def estimate_in(low: str, high: str, columns: tuple[str, str], *, currency: str) -> Money:
    """The range between two cells, either of which may be empty.

    Raises:
        UnusableRow: a cell is no amount, or the high end is below the low one.
    """
    bottom = amount_in(low, columns[0], currency=currency)
    top = amount_in(high, columns[1], currency=currency)
    if bottom.amount is not None and top.amount is not None and top.amount < bottom.amount:
        raise UnusableRow("estimate_reversed", f"{columns[1]} “{high}” is below {columns[0]} “{low}”.")
    return replace(bottom if bottom.amount is not None else top, amount=bottom.amount, amount_high=top.amount)
