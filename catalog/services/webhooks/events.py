"""What happens, written down in the transaction that makes it happen: nothing is lost, and nothing invented.

Call these in that transaction, with all it has to tell at once: each gives one event a work and a type. They cost one
small query where nobody listens, and two more, whatever the number of works, where somebody does: the events
themselves are made by a worker.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from catalog import dispatch
from catalog.models import Artwork, WebhookChange, WebhookEndpoint, WebhookEvent

Type = WebhookEvent.Type
_Work = tuple[int, str, str, list[int]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a transaction does to works, by their ids. What is not shown after it is told of only as ``hidden``."""

    published: Collection[int] = ()
    updated: Collection[int] = ()
    prices: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Ids of the prices that are new, by work."""
    hidden: Collection[int] = ()
    """Shown before, and not any more: taken down, or a draft again, or about to be deleted."""

    def ids(self) -> set[int]:
        """Every work that is spoken of."""
        return {*self.published, *self.updated, *self.prices, *self.hidden}

    def types(self, artwork_id: int, *, is_shown: bool) -> Iterator[WebhookEvent.Type]:
        """What is told of one work; a work that is new is not told of as changed, too."""
        if artwork_id in self.hidden:
            yield Type.TAKEN_DOWN
        elif is_shown:
            if artwork_id in self.published:
                yield Type.PUBLISHED
            elif artwork_id in self.updated:
                yield Type.UPDATED
            if artwork_id in self.prices:
                yield Type.PRICE_ADDED


def record_changes(changes: Changes) -> None:
    """Writes down what the endpoints want to hear of, and asks for it to be sent. Call it before works are deleted."""
    ids = changes.ids()
    wanted = _wanted() if ids else {}
    if not wanted:
        return
    told: dict[Type, list[_Work]] = {}
    facts = Artwork.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "source", "source_id", "status")
    for pk, source, source_id, status in facts:
        for kind in changes.types(pk, is_shown=status == Artwork.Status.PUBLISHED):
            if _is_wanted(wanted, kind, source):
                prices = list(changes.prices[pk]) if kind == Type.PRICE_ADDED else []
                told.setdefault(kind, []).append((pk, source, source_id, prices))
    if told:
        now = timezone.now()
        WebhookChange.objects.bulk_create(
            WebhookChange(type=kind, works=works, occurred_at=now) for kind, works in told.items()
        )
        dispatch.give_out_webhooks()


def record_updates(artwork_ids: Iterable[int]) -> None:
    """Something that is told of these works changed, and nothing else did."""
    record_changes(Changes(updated=set(artwork_ids)))


def _wanted() -> dict[str, set[str]]:
    """By type, the sources that somebody listens to; "" stands for all."""
    wanted: dict[str, set[str]] = {}
    for types, source in WebhookEndpoint.objects.filter(is_active=True).values_list("event_types", "source"):
        for kind in types:
            wanted.setdefault(kind, set()).add(source)
    return wanted


def _is_wanted(wanted: Mapping[str, Collection[str]], kind: str, source: str) -> bool:
    return not {"", source}.isdisjoint(wanted.get(kind, ()))
