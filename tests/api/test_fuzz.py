"""Whatever the description allows, and much that it does not, is answered as described.

Schemathesis makes the requests from docs/openapi.yaml: each operation's examples, the borders of every parameter and
body, and random ones; then sequences of them. ``make fuzz`` asks the same for longer, with other seeds.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias
from wsgiref.types import StartResponse

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, seed, settings, strategies
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import RejectedPositiveData

from artrec.wsgi import application
from catalog.api.schema import PHOTO_PROBLEMS
from catalog.api.uploads import RAW_MEDIA_TYPES
from catalog.services.similarity import record_similar
from tests.api.operations import DESCRIPTION
from tests.api.those_who_ask import ROLES, Cast, insider
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": SEED,
        "generation": {"max-examples": EXAMPLES, "database": "none", "with-security-parameters": False},
        "output": {"sanitization": {"enabled": False}},  # so that a request that is shown can be sent again
    }
)
SCHEMA = schemathesis.openapi.from_path(DESCRIPTION, config=CONFIG)
UNSAYABLE = {
    "code": "mailed",
    "currency": "one of ISO 4217, which are more than should be listed at each",
    "purchase_currency": "the same",
    "box": "in degrees",
    "cursor": "signed by the server",
    "current_password": "it is another",
    "email": "in use",
    "file": "instead of a path",
    "from": "a week of it is over",
    "format": "that of the file, where there is one",
    "images": "lie on the server",
    "images_file": "instead of images",
    "near": "in degrees",
    "new_password": "too common",
    "path": "lies on the server",
    "password": "too common",
    "ordering": "relevance needs words to search for",
    "price_max": "needs a currency",
    "price_min": "needs a currency, and not to be more than price_max",
    "purchased_on": "Schemathesis takes an empty text for a date where null may be sent, too",
    "radius_m": "needs a point",
    "retry_of": "a job that has ended",
    "title": "needed where there is no artwork",
    "artwork": "published, and with a verdict of one kind only",
    **dict.fromkeys(("artist", "work", "price", "place"), "belongs to one kind of contribution only"),
    **dict.fromkeys(("artwork_changes", "artist_changes", "venue_changes"), "the same"),
    "evidence": "needed for a price",
    "url": "of the public internet",
    "target_url": "of the public internet",
    "venue": "there is one",
    "year_from": "not more than year_to",
    "year_to": "not less than year_from",
}
"""Fields whose values may fit their schemas and be refused all the same, and why."""


Case: TypeAlias = schemathesis.Case[Any]


def serve(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    """The application, with bodies read and files closed, and headers of plain text, as web servers do it."""

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:  # noqa: ANN401
        return start_response(status, [(name, str(value)) for name, value in headers], *error)

    response = application(environ, start)
    try:
        return [b"".join(response)]
    finally:
        response.close()


SCHEMA.app = serve


@schemathesis.serializer(*RAW_MEDIA_TYPES)
def send_as_it_is(_: object, value: Any) -> Any:  # noqa: ANN401
    return value if isinstance(value, bytes) else str(value).encode()


for media_type in RAW_MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, strategies.just(tiny_picture(kind="JPEG")))


@SCHEMA.hooks.hook
def filter_failure(_: object, failure: Failure, case: Case, response: Response) -> bool:  # noqa: ARG001
    """Whether it is one: not where what fits the description was refused for a reason that it cannot tell."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    refusal = response.json()
    is_unforeseeable = refusal["type"].rpartition("/")[2] in {*PHOTO_PROBLEMS, "idempotency-key-reused"}
    if "Null characters" in response.text:
        return False  # no database keeps them, and no keyword of JSON Schema forbids them
    return not is_unforeseeable and not {name.split(".")[0] for name in refusal.get("errors", ())} & set(UNSAYABLE)


@contextmanager
def undone() -> Iterator[None]:
    """What is written in here is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def find_similar(search_id: str, *, artwork_id: int, key: str, **_: object) -> None:
    """A worker to whom every work looks like itself."""
    record_similar(search_id, key=key, works=[(artwork_id, 1.0)])


@pytest.fixture(autouse=True)
def served_in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As Django's test client has it: the test's transaction outlives a request; and nobody waits for workers."""
    monkeypatch.setattr("catalog.selectors.health.PING_S", 0.01)
    monkeypatch.setattr("catalog.dispatch.find_similar", find_similar)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(ARTREC={**django_settings.ARTREC, "WAIT_DEFAULT_S": 0, "WAIT_MAX_S": 0}):
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def cast() -> Cast:
    return Cast()


_SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=False)


@SCHEMA.parametrize()
@_SETTINGS
def test_an_operation_answers_as_described(case: Case, cast: Cast) -> None:
    """Borders are asked by whoever gets furthest, all else by everybody."""
    assert case.meta is not None
    is_border = case.meta.phase.name is TestPhase.COVERAGE
    if is_border and not cast.has_time_for(case, SEED if EXAMPLES < 25 else None):
        return
    for role in [insider(case.operation.definition.raw["operationId"])] if is_border else ROLES:
        cast.direct(case, role)
        with undone():
            case.call_and_validate(headers=cast.headers(role))


def test_operations_after_one_another_answer_as_described() -> None:
    """What one has made is there for the next, and gone when it has been deleted."""

    # Hypothesis is not told: it would take the same steps again, and be answered with other ids and tokens.
    found: list[FailureGroup] = []

    class Somebody(SCHEMA.as_state_machine()):  # type: ignore[misc]
        """Of the staff, with a device; who registers further ones speaks for each of them with its own token."""

        def setup(self) -> None:
            self.scene = undone()
            self.scene.__enter__()
            self.staff = Cast().headers("staff")
            self.tokens: dict[str, str] = {}

        def headers(self, case: Case) -> dict[str, str]:
            token = self.tokens.get(str(case.path_parameters.get("id"))) if "/devices/" in case.path else None
            return self.staff if token is None else {"Authorization": f"Bearer {token}"}

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": self.headers(case)}

        def after_call(self, response: Response, case: Case) -> None:
            super().after_call(response, case)
            if response.status_code == 201 and case.path.endswith("/devices/"):
                issued = response.json()
                self.tokens[str(issued["device"]["id"])] = issued["token"]

        def validate_response(self, response: Response, case: Case, **sent: Any) -> None:  # noqa: ANN401
            """Told of the credentials, it also looks at what happens without them."""
            headers = self.headers(case)
            try:
                case.validate_response(response, headers=headers, transport_kwargs=sent, recorder=self.recorder)
            except FailureGroup as failure:
                found.append(failure)

        def teardown(self) -> None:
            self.scene.__exit__(None, None, None)

    wanted = settings(_SETTINGS, max_examples=EXAMPLES, stateful_step_count=12, phases=[Phase.generate])
    for number in range(4):
        with suppress(FlakyStrategyDefinition):  # for the same reason: that round is over
            seed(SEED + number)(Somebody).run(settings=wanted)
    assert not found, "\n".join(map(str, found))
