"""Amounts of money as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.currencies import CODES, WRITTEN
from catalog.ingest.money import Money, currency_code, parse_money, parse_outcome
from catalog.models import PriceRecord

PIECES = st.sampled_from([*WRITTEN, *"$[]?.,'-/ ", "gns", "120", "000", "3/4", "1/0", "to", "EUR", "bt. in", "livres"])


def money(amount: str, currency: str = "", high: str | None = None, *, is_inferred: bool = False) -> Money:
    return Money(Decimal(amount), None if high is None else Decimal(high), currency, is_inferred=is_inferred)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1,200", money("1200", "GBP")),
        ("3.000 USD", money("3000", "USD")),
        ("28.500 USD", money("28500", "USD")),
        ("680 USD", money("680", "USD")),
        ("1'200.50 CHF", money("1200.50", "CHF")),
        ("1 200 000 EUR", money("1200000", "EUR")),
        ("1.234.567,89 EUR", money("1234567.89", "EUR")),
        ("682,50 francs", money("682.50", "FRF")),
        ("€ 12,-", money("12", "EUR")),
        ("HK$ 1,200,000", money("1200000", "HKD")),
        ("2 3/4", money("2.75")),
        ("EUR 3.000–4.000", money("3000", "EUR", "4000")),
        ("£10 to £20", money("10", "GBP", "20")),
        ("120 gns", money("126", "GBP")),
        ("[120]", money("120", is_inferred=True)),
        ("1500 [?]", money("1500", is_inferred=True)),
        ("$1,200", money("1200", "USD", is_inferred=True)),
        ("500 livres", money("500")),
        ("400 Reichsmark", money("400")),
    ],
)
def test_amounts(text: str, expected: Money) -> None:
    assert parse_money(text) == expected


def test_a_source_may_have_one_currency() -> None:
    assert parse_money("7,500", currency="EUR") == money("7500", "EUR")
    assert parse_money("7,500", currency="dollars") == money("7500", "USD")
    assert parse_money("$7,500", currency="HKD") == money("7500", "HKD")
    assert parse_money("£7,500", currency="EUR") == money("7500", "GBP")
    assert parse_money("500 livres", currency="FRF") == money("500")


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        *(("5.12", "5.60"), ("6-16-6", "6.82"), ("646 9/3", "646.46"), ("1811.13.4", "1811.67"), ("48.1", "48.05")),
        *(("2725 10 / 6", "2725.52"), ("[10.5]", "10.25"), ("353.74", "353.74"), ("250", "250"), ("50,000", "50000")),
    ],
)
def test_pounds_shillings_and_pence(text: str, pounds: str) -> None:
    read = parse_money(text, currency="pounds", has_shillings=True)
    assert (read.amount, read.currency) == (Decimal(pounds), "GBP")


def test_what_may_be_a_fraction_or_shillings_stays_text() -> None:
    assert not parse_money("2 3/4", currency="pounds", has_shillings=True).is_understood
    assert parse_money("2 3/4", currency="francs", has_shillings=True) == money("2.75", "FRF")
    assert parse_money("5.12", currency="francs", has_shillings=True) == money("5.12", "FRF")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        *(
            ("bt. in", "bought_in"),
            ("Bought In [?]", "bought_in"),
            ("Not sold", "bought_in"),
            ("Non Vendu", "bought_in"),
        ),
        *(
            ("Verkauft", "sold"),
            ("Zurückgezogen", "withdrawn"),
            ("Retiré", "withdrawn"),
            ("Unbekannt", ""),
            ("NIL", ""),
        ),
    ],
)
def test_outcomes(text: str, outcome: str) -> None:
    assert parse_outcome(text) == outcome
    assert parse_money(text) == Money(outcome=outcome)
    assert outcome in ("", *PriceRecord.Outcome.values)


@pytest.mark.parametrize(
    ("text", "amount", "high", "currency"),
    [
        *(("£12k", 12_000, None, "GBP"), ("£10k–£15k", 10_000, 15_000, "GBP"), ("GBP 10-15k", 10_000, 15_000, "GBP")),
        *(("$1.2m - 1.8m", 1_200_000, 1_800_000, "USD"), ("1,2 Mio. €", 1_200_000, None, "EUR")),
        *(("£3m", 3_000_000, None, "GBP"), ("1.5 million", 1_500_000, None, ""), ("US$ 1.2M", 1_200_000, None, "USD")),
        *(("Est. 10,000-15,000", 10_000, 15_000, ""), ("Estimate: £5,000-7,000", 5_000, 7_000, "GBP")),
        *(("€ 30.000/40.000", 30_000, 40_000, "EUR"), ("Schätzpreis: 500 EUR", 500, None, "EUR")),
    ],
)
def test_as_auctions_write_it(text: str, amount: int, high: int | None, currency: str) -> None:
    money = parse_money(text)
    assert (money.amount, money.amount_high) == (Decimal(amount), None if high is None else Decimal(high))
    assert money.currency == currency


def test_an_m_beside_no_currency_is_of_marks() -> None:
    assert parse_money("120 m") == Money(Decimal(120))
    assert parse_money("1.2m", currency="EUR").amount == 1_200_000


@pytest.mark.parametrize("text", ["", "-", "0", "0.00", "[Illegible]", "£0"])
def test_no_amount_is_known(text: str) -> None:
    assert parse_money(text) == Money()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "50Y",
            "£",
            "1.2345",
            "12,34,56",
            "-120",
            "572[rayé]",
            "10 EUR USD",
            "20-10 EUR",
            "1/0",
            "1-2-3",
            "a painting",
        ),
        *("1e5", "9" * 20, "1 200 000 kr", "£1,200k", "1.234,5k", "Estimate", "10 kg"),
    ],
)
def test_what_is_not_clearly_an_amount_stays_text(text: str) -> None:
    assert parse_money(text) == Money(is_understood=False)
    assert parse_outcome(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("EUR", "EUR"), ("eur", "EUR"), ("NLG", "NLG"), ("£", "GBP"), ("Francs", "FRF"), ("fl", "NLG")),
        ("livres", ""),
        ("", ""),
    ],
)
def test_codes_of_currencies(text: str, code: str) -> None:
    assert currency_code(text) == code


@given(st.text() | st.lists(PIECES, max_size=10).map("".join), st.booleans())
def test_no_text_fails(text: str, has_shillings: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    read = parse_money(text, has_shillings=has_shillings)
    amounts = [amount for amount in (read.amount, read.amount_high) if amount is not None]
    assert amounts == sorted(amounts)
    assert all(amount > 0 and amount == round(amount, 2) for amount in amounts)
    assert read.currency in ("", *CODES)


@given(st.decimals("0.01", "9999999.99", places=2), st.sampled_from(["EUR", "USD", "PTE", "HKD"]))
def test_a_written_amount_is_read_back(amount: Decimal, code: str) -> None:
    english = f"{amount:,.2f}"
    continental = english.translate(str.maketrans(",.", ".,"))
    for text in (f"{code} {english}", f"{continental} {code}", f"{code}{english}"):
        assert parse_money(text) == Money(amount, currency=code)


@pytest.mark.parametrize("piece", ["1", "1,", "1 000", "$", "[", "a.", "1-", "1/1 "])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    for text in (piece * 100_000, (piece * 200)[:200]):
        parse_money(text)
        parse_money(text, has_shillings=True)
        parse_outcome(text)
