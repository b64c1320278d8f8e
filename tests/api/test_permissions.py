"""Every operation × every role, as the matrix has it: an operation that is not in it fails."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.api.operations import Operation, operations
from tests.api.people import Person, make_guest, send
from tests.api.permission_matrix import MATRIX, Answers, Entry

pytestmark = pytest.mark.django_db

OPERATIONS = operations()


@pytest.fixture(autouse=True)
def nobody_waits_for_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are none to answer a ping."""
    monkeypatch.setattr("catalog.selectors.health.PING_S", 0.01)


def make_person(role: str) -> Person:
    """Somebody of this role, without the half second that hashing a password takes."""
    person = make_guest()
    if role != "device":
        is_staff, is_superuser = role in {"staff", "limited"}, role == "staff"
        User.objects.filter(pk=person.user.pk).update(password="usable", is_staff=is_staff, is_superuser=is_superuser)
    return person


def answer(operation: Operation, entry: Entry, role: str) -> Any:  # noqa: ANN401
    """What somebody of this role is answered."""
    asks = None if role == "anonymous" else make_person(role)
    owner = asks if asks is not None and role in {"device", "account"} else make_person("account")
    client = Client() if asks is None else asks.client
    address = operation.address(entry.thing(owner.user))
    if isinstance(entry.body, bytes):
        headers = {"Prefer": "wait=0"}
        return client.generic(operation.method, address, entry.body, content_type="image/jpeg", headers=headers)
    return send(client, operation.method, address, entry.body)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_who_may_do_it(operation: Operation) -> None:
    if operation.id not in MATRIX:
        pytest.fail(
            f"Nobody has said who may do {operation}. Add “{operation.id}” to MATRIX in tests/api/permission_matrix.py:"
            " everybody(200), signed_in(200), owner(200, thing), staff(200), or the answers of each role."
        )
    entry = MATRIX[operation.id]
    answers = {}
    for role in Answers._fields:
        response = answer(operation, entry, role)
        if response.streaming:
            b"".join(response)  # which closes the file
        answers[role] = response.status_code
        assert str(response.status_code) in operation.described["responses"], f"undescribed: {answers}"
    assert answers == entry.answers._asdict()


def test_the_matrix_has_no_operation_that_is_gone() -> None:
    assert set(MATRIX) - {operation.id for operation in OPERATIONS} == set()
