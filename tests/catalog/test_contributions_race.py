"""Two at once: of proposals one is taken, of acceptances one writes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Contribution, PriceRecord
from catalog.services.contributions import Duplicate, Proposal, accept, propose
from tests.factories import make_artwork

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(do: Callable[[], Contribution]) -> list[object]:
    """What four threads get that do the same."""

    start = threading.Barrier(4)

    def run(_: int) -> object:
        connection.ensure_connection()
        start.wait(10)
        try:
            return do().state
        except Duplicate as duplicate:
            return type(duplicate)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(run, range(4)), key=str)


def test_the_same_is_proposed_once_and_written_once() -> None:
    author, moderator = User.objects.create(username="ana"), User.objects.create(username="mo")
    price = Proposal("price", make_artwork(), {"kind": "hammer"}, evidence="A list")
    assert at_once(lambda: propose(author, price)) == [Duplicate, Duplicate, Duplicate, "waiting"]
    waiting = Contribution.objects.get()
    assert at_once(lambda: accept(waiting.pk, by=moderator)) == ["accepted"] * 4
    assert PriceRecord.objects.count() == 1
