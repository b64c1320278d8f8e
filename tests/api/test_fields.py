"""The house's fields take what they describe, and nothing else."""

import re
from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import ModelSerializer

import catalog.api.urls  # noqa: F401 - so that every serializer is there
from catalog.api.serializers.fields import Amount, WebAddress, WebAddressExtension
from catalog.api.serializers.rows import RowSerializer


@pytest.mark.parametrize("text", ["1", "0.5", "0.01", "1200.5", "1200.00", "9999999999999.99"])
def test_an_amount_is_a_plain_decimal(text: str) -> None:
    assert Amount().run_validation(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", ".", "1.", ".5", " 7", "007", "0", "0.00", "-1", "1e3", "1_000", "٧", "1.234", "10000000000000", "NaN"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="two decimals"):
        Amount(allow_null=True).run_validation(text)


def test_an_amount_to_compare_with_may_be_zero() -> None:
    assert Amount(may_be_zero=True).run_validation("0") == 0


@pytest.mark.parametrize("host", ["example.org", "münchen.example", "127.0.0.1:8000", "[2001:db8::1]"])
def test_an_address_on_the_web_has_any_host_that_can_be(host: str) -> None:
    assert WebAddress().run_validation(f"https://{host}/a?b#c")


@pytest.mark.parametrize(
    "address", ["ftp://example.org", "example.org", "https://", "https://a_b/", "https://-.org", "https://[1]/", "x:y"]
)
def test_what_is_no_address_on_the_web_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="whole address"):
        WebAddress().run_validation(address)
    described = WebAddressExtension(WebAddress())  # type: ignore[no-untyped-call]
    pattern = described.map_serializer_field(None, "request")["pattern"]  # type: ignore[arg-type]
    assert not re.search(pattern, address)
    assert re.search(pattern, "https://example.org:8000/a?b#c")


def test_no_description_of_a_row_depends_on_the_database() -> None:
    """Otherwise: make it a ``RowSerializer``."""

    def below(kind: type[ModelSerializer]) -> set[type[ModelSerializer]]:  # type: ignore[type-arg]
        return {kind}.union(*map(below, kind.__subclasses__()))

    ours = {kind for kind in below(ModelSerializer) if kind.__module__.startswith("catalog.")}
    assert ours
    assert not {kind for kind in ours if not issubclass(kind, RowSerializer)}
