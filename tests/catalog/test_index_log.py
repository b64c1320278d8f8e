"""The change log gives numbers in the order in which they become visible, whoever writes at the same time."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from catalog.models import IndexChange, IndexSequence
from catalog.services.index_log import log_index_changes

two_transactions = pytest.mark.skipif(
    "not config.getoption('--database') == 'postgresql'", reason="SQLite has one writer; needs --database postgresql"
)


def numbers() -> list[tuple[int, int]]:
    return list(IndexChange.objects.values_list("sequence", "reference_image_id"))


@pytest.mark.django_db
def test_changes_are_numbered_without_gaps() -> None:
    log_index_changes([7, 5, 7])
    log_index_changes(())
    log_index_changes([5])
    assert numbers() == [(1, 5), (2, 7), (3, 5)]
    assert IndexSequence.objects.get().last == 3


@pytest.mark.django_db
def test_a_rolled_back_change_leaves_no_gap() -> None:
    log_index_changes([1])
    with transaction.atomic():
        log_index_changes([2])
        transaction.set_rollback(True)
    log_index_changes([3])
    assert numbers() == [(1, 1), (2, 3)]


class Logger(threading.Thread):
    """Logs a change in a transaction of its own, and commits when told to."""

    def __init__(self, image_id: int) -> None:
        super().__init__()
        self.image_id = image_id
        self.has_logged = threading.Event()
        self.may_commit = threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                log_index_changes([self.image_id])
                self.has_logged.set()
                assert self.may_commit.wait(10)
        finally:
            connection.close()


@pytest.fixture
def loggers() -> Iterator[tuple[Logger, Logger]]:
    pair = Logger(1), Logger(2)
    yield pair
    for logger in pair:
        logger.may_commit.set()
        if logger.ident is not None:
            logger.join(10)


@two_transactions
@pytest.mark.parametrize("is_first_ever", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_later_number_never_becomes_visible_before_an_earlier_one(
    loggers: tuple[Logger, Logger], *, is_first_ever: bool
) -> None:
    if not is_first_ever:
        log_index_changes([9])
    before = len(numbers())
    first, second = loggers
    first.start()
    assert first.has_logged.wait(10)
    second.start()
    # Without the lock the second would draw its number now, and could commit it before the first.
    assert not second.has_logged.wait(0.5)
    second.may_commit.set()
    assert len(numbers()) == before
    first.may_commit.set()
    first.join(10)
    second.join(10)
    assert [image_id for _, image_id in numbers()[before:]] == [1, 2]
    assert [sequence for sequence, _ in numbers()] == list(range(1, before + 3))


@two_transactions
@pytest.mark.django_db(transaction=True)
def test_a_reader_that_follows_the_numbers_misses_nothing() -> None:
    """Many writers at once, and a reader that only ever asks for what is above the highest number it has seen."""
    per_writer, writers = 20, 4

    def write(writer: int) -> None:
        try:
            for change in range(per_writer):
                log_index_changes([1 + writer * per_writer + change])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    last = 0
    while len(seen) < per_writer * writers:
        still_writing = any(thread.is_alive() for thread in threads)
        rows = IndexChange.objects.filter(sequence__gt=last).values_list("sequence", "reference_image_id")
        for last, image_id in rows:  # noqa: B007 - the last number is what the reader keeps
            seen.append(image_id)
        if not rows and not still_writing:
            break
    for thread in threads:
        thread.join(10)
    assert sorted(seen) == list(range(1, per_writer * writers + 1))
