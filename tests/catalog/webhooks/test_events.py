"""What is told, by whom it was changed, and what it costs."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.models import Artwork, Contribution, PriceRecord, WebhookChange, WebhookDelivery
from catalog.services import publishing
from catalog.services.contributions.applying import write
from catalog.services.loading import load_records
from catalog.services.webhooks.giving_out import give_out_changes
from tests.factories import make_artwork, make_endpoint, make_price, make_reference_image
from tests.publishing import delete_artwork, publish_artwork, take_down_artwork, take_down_image

pytestmark = pytest.mark.django_db

Told = list[tuple[str, int]]


def told() -> Told:
    """What waits to be given out, by work."""
    every = [(change.type, pk) for change in WebhookChange.objects.all() for pk, *_ in change.works]
    return sorted(every, key=lambda each: each[1])


def forget() -> None:
    WebhookChange.objects.all().delete()


def record(number: int, *prices: int, **facts: object) -> ArtworkRecord:
    said = tuple(
        OfferRecord(source_id=f"{number}/{price}", kind="asking", amount=Decimal(price), currency="EUR")
        for price in prices
    )
    return ArtworkRecord("s", str(number), "A work", prices=said, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "change", "kinds"),
    [
        ("published", take_down_artwork, ["work.taken_down"]),
        ("draft", take_down_artwork, []),
        ("taken_down", publish_artwork, ["work.published"]),
        ("published", publish_artwork, []),
        ("published", lambda work: publishing.unpublish_artworks([work.pk]), ["work.taken_down"]),
        ("published", delete_artwork, ["work.taken_down"]),
        ("draft", delete_artwork, []),
        ("published", lambda work: take_down_image(make_reference_image(work)), ["work.updated"]),
        ("draft", lambda work: take_down_image(make_reference_image(work)), []),
        ("published", lambda work: publishing.delete_images([make_reference_image(work).pk]), ["work.updated"]),
    ],
)
def test_what_hides_shows_or_changes_a_work_is_told(
    status: str, change: Callable[[Artwork], object], kinds: list[str]
) -> None:
    make_endpoint()
    work = make_artwork(status=status)
    number = work.pk
    change(work)
    assert told() == [(kind, number) for kind in kinds]


def test_what_is_undone_is_not_told() -> None:
    make_endpoint()
    work = make_artwork()
    with transaction.atomic():
        take_down_artwork(work)
        transaction.set_rollback(True)
    assert told() == []


def test_a_load_tells_of_each_work_once() -> None:
    make_endpoint()
    load_records([record(1), record(2, 10), record(3)], source="s")
    one, two, three = Artwork.objects.order_by("pk").values_list("pk", flat=True)
    price = PriceRecord.objects.get()
    assert told() == [("work.published", one), ("work.published", two), ("price.added", two), ("work.published", three)]
    assert WebhookChange.objects.get(type="price.added").works == [[two, "s", "2", [price.pk]]]
    forget()
    load_records([record(1), record(2, 10), record(3)], source="s")
    assert told() == [], "what does not change is not told"
    load_records([replace(record(1), title="Other"), record(2, 10, 20), record(3, is_withdrawn=True)], source="s")
    assert told() == [("work.updated", one), ("work.updated", two), ("price.added", two), ("work.taken_down", three)]
    forget()
    load_records([record(3, 5), record(4, is_withdrawn=True)], source="s")
    assert told() == [], "what is not shown is not told of"


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"source": "s"}, True),
        ({"source": "other"}, False),
        ({"event_types": ["work.taken_down"]}, False),
        ({"is_active": False}, False),
    ],
)
def test_what_nobody_wants_is_not_even_written_down(*, fields: dict[str, object], is_told: bool) -> None:
    make_endpoint(**fields)
    load_records([record(1)], source="s")
    assert bool(told()) is is_told


def test_a_chunk_costs_as_many_queries_whatever_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.services.loading.load._CHUNK", 1000)

    def statements(start: int, count: int) -> int:
        """Without inserts, which SQLite splits in batches."""
        chunk = [record(number, 1, 2) for number in range(start, start + count)]
        with CaptureQueriesContext(connection) as captured:
            load_records(chunk, source="s")
        return len([each for each in captured if not each["sql"].startswith("INSERT")])

    unheard = statements(0, 10), statements(1000, 1000)
    make_endpoint()
    heard = statements(5000, 10), statements(6000, 1000)
    assert heard == (unheard[0] + 1, unheard[1] + 1)
    assert len(told()) == 2 * 1010
    assert WebhookChange.objects.count() == 4


def test_each_endpoint_gets_what_it_wants_in_order_and_counted_for_itself(asked_for: list[int]) -> None:
    every, takedowns = make_endpoint(), make_endpoint(event_types=["work.taken_down"])
    other = make_endpoint(source="other")
    works = [make_artwork(), make_artwork(source="other")]
    for work in works:
        take_down_artwork(work)
    publish_artwork(works[0])
    late = make_endpoint()
    assert give_out_changes() == 3
    assert give_out_changes() == 0
    got = {
        endpoint: [
            (each.sequence, each.event.type, each.event.artwork_id) for each in endpoint.deliveries.order_by("pk")
        ]
        for endpoint in (every, takedowns, other, late)
    }
    down = "work.taken_down"
    assert got == {
        every: [(1, down, works[0].pk), (2, down, works[1].pk), (3, "work.published", works[0].pk)],
        takedowns: [(1, down, works[0].pk), (2, down, works[1].pk)],
        other: [(1, down, works[1].pk)],
        late: [],
    }
    assert sorted(asked_for) == [every.pk, takedowns.pk, other.pk], "each once"
    assert WebhookDelivery.objects.filter(is_urgent=True).count() == 5


def test_workers_are_nudged_where_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[int] = []
    monkeypatch.setattr("catalog.dispatch.give_out_webhooks", lambda: nudged.append(1))
    work = make_artwork()
    take_down_artwork(work)
    assert nudged == []
    make_endpoint()
    publish_artwork(work)
    assert nudged == [1]


def _form(page: object) -> dict[str, object]:
    """What the browser would send of an admin form as it stands."""
    fields: dict[str, object] = {}
    context = page.context["adminform"].form, *(inline.formset for inline in page.context["inline_admin_formsets"])  # type: ignore[attr-defined]
    for part in context:
        forms = getattr(part, "forms", [part])
        fields |= {bound.html_name: bound.value() for each in forms for bound in each if bound.value() is not None}
        if hasattr(part, "management_form"):
            fields |= {bound.html_name: bound.value() for bound in part.management_form}
    return fields


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"title": "Another"}, ["work.updated"]),
        ({"status": "taken_down"}, ["work.taken_down"]),
        (
            {
                "price_records-TOTAL_FORMS": "1",
                "price_records-0-kind": "asking",
                "price_records-0-amount": "5",
                "price_records-0-currency": "EUR",
                "price_records-0-object_count": "1",
            },
            ["price.added", "work.updated"],
        ),
    ],
)
def test_what_is_changed_by_hand_is_told(admin_client: Client, changes: dict[str, str], kinds: list[str]) -> None:
    make_endpoint()
    work = make_artwork()
    address = reverse("admin:catalog_artwork_change", args=(work.pk,))
    response = admin_client.post(address, _form(admin_client.get(address)) | changes)
    assert response.status_code == 302, response.context["errors"]
    assert told() == [(kind, work.pk) for kind in kinds]


@pytest.mark.parametrize(
    ("kind", "proposal", "kinds"),
    [
        ("correction", {"title": "Another"}, ["work.updated"]),
        ("price", {"kind": "asking", "amount": "5", "currency": "EUR"}, ["work.updated", "price.added"]),
    ],
)
def test_what_people_contribute_is_told_when_it_is_accepted(
    kind: str, proposal: dict[str, str], kinds: list[str]
) -> None:
    make_endpoint()
    work = make_artwork()
    author = User.objects.create(username="ana")
    said = {"author": author, "kind": kind, "proposal": proposal, "evidence": "The printed results"}
    write(Contribution.objects.create(artwork=work, **said))
    assert told() == [(each, work.pk) for each in kinds]


def test_prices_that_come_and_go_by_hand_are_told(admin_client: Client) -> None:
    make_endpoint()
    price = make_price()
    address = reverse("admin:catalog_pricerecord_change", args=(price.pk,))
    assert admin_client.post(address, _form(admin_client.get(address)) | {"amount": "7"}).status_code == 302
    assert told() == [("work.updated", price.artwork_id)]
    gone = reverse("admin:catalog_pricerecord_delete", args=(price.pk,))
    assert admin_client.post(gone, {"post": "yes"}).status_code == 302
    assert told() == 2 * [("work.updated", price.artwork_id)]
