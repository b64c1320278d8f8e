"""The answer a newcomer reads says what the API said, and unknown stays unknown."""

import copy
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from artrec.serving.report import answer_report
from catalog.api.examples import ANSWER


def printed(answer: dict[str, Any], photographed_id: int = 0) -> str:
    page = StringIO()
    Console(width=140, file=page).print(answer_report(answer, photographed_id=photographed_id))
    return page.getvalue()


@pytest.fixture
def answer() -> dict[str, Any]:
    return copy.deepcopy(ANSWER)


def test_a_match_is_told_with_price_history_place_and_look_alikes(answer: dict[str, Any]) -> None:
    text = printed(answer)
    for told in (
        "Match, 99 % sure (similarity 0.83, 141 inliers)",
        "“Ridge at Low Tide”, Ridgeline Studio",
        "c. 1994, ink on paper, 62 × 81 cm",
        "See it at  Museum on the Quay, 2, Lisbon, Portugal (38.7139, -9.1394): on display, as of 2026-11-01",
        "Looks like  “Ridge at Noon”, Ridgeline Studio",
        "style: Ridged landscapes",
    ):
        assert told in text
    prices = [line.split() for line in text.splitlines() if "Sample Auctions" in line]
    assert prices[0][1:7] == ["2021-05-18", "EUR", "12,600", "sold,", "with", "premium"]
    assert prices[1][1:6] == ["2014-11-04", "amount", "unknown", "bought", "in"]


def test_dates_show_no_more_than_is_known(answer: dict[str, Any]) -> None:
    sold, bought_in = answer["regions"][0]["price_history"]["records"]
    answer["regions"][0]["price_history"]["records"] = [
        {**sold, "date_precision": "year", "kind": "estimate", "amount_high": "15000.00"},
        {**bought_in, "date": None, "date_precision": None},
    ]
    text = printed(answer)
    assert "2021  " in text
    assert "2021-" not in text
    assert "EUR 12,600–15,000" in text
    assert "undated" in text


def test_nothing_known_is_said_as_such(answer: dict[str, Any]) -> None:
    region = answer["regions"][0]
    region["price_history"] = {"records": [], "latest_known": None}
    region["seen_at"], region["nearest"], region["attributes"] = [], [], {}
    region["artwork"]["artists"], region["artwork"]["title"] = [], None
    text = printed(answer)
    assert "“Untitled”, artist unknown" in text
    assert "No price is known." in text
    assert "See it at" not in text


def test_a_qualified_attribution_keeps_its_qualifier(answer: dict[str, Any]) -> None:
    answer["regions"][0]["artwork"]["artists"][0]["qualifier"] = "workshop_of"
    assert "“Ridge at Low Tide”, workshop of Ridgeline Studio" in printed(answer)


def test_brackets_in_titles_and_houses_are_text_not_markup(answer: dict[str, Any]) -> None:
    region = answer["regions"][0]
    region["artwork"]["title"] = "[red]Untitled[/red]"
    region["price_history"]["records"][0]["house"] = "[bold]Sons"
    text = printed(answer)
    assert "“[red]Untitled[/red]”" in text
    assert "[bold]Sons" in text


def test_candidates_are_offered_not_claimed(answer: dict[str, Any]) -> None:
    region = answer["regions"][0]
    candidate = {"artwork": region["artwork"], "confidence": 0.41}
    answer["regions"] = [{**region, "outcome": "candidates", "artwork": None, "candidates": [candidate]}]
    text = printed(answer)
    assert "It may be one of these" in text
    assert "“Ridge at Low Tide”, Ridgeline Studio  41 %" in text
    assert "Match" not in text


def test_further_works_take_a_line_each(answer: dict[str, Any]) -> None:
    match = answer["regions"][0]
    perhaps = {**match, "outcome": "candidates", "artwork": None, "candidates": [{"artwork": match["artwork"]}]}
    lines = printed({**answer, "regions": [match, match, perhaps]}).splitlines()
    assert "Also in the photo: “Ridge at Low Tide”, Ridgeline Studio, 99 % sure" in lines
    assert "Also in the photo: perhaps “Ridge at Low Tide”, Ridgeline Studio" in lines


def test_the_photographed_work_is_told_in_full_though_another_was_surer(answer: dict[str, Any]) -> None:
    surer = answer["regions"][0]
    photographed = {**surer, "artwork": {**surer["artwork"], "id": 7, "title": "Asked About"}, "confidence": 0.9}
    answer["regions"] = [surer, photographed]
    text = printed(answer, photographed_id=7)
    assert text.index("“Asked About”") < text.index("Price history") < text.index("“Ridge at Low Tide”")


def test_a_long_price_history_shows_its_newest_records_and_says_how_many_there_are(answer: dict[str, Any]) -> None:
    history = answer["regions"][0]["price_history"]
    history["records"] = [{**history["records"][0], "lot": str(number)} for number in range(9)]
    text = printed(answer)
    assert "Price history (9 records, the newest 6)" in text
    assert "lot 5" in text
    assert "lot 6" not in text


def test_unknown_regions_are_counted_beside_a_match_and_said_alone(answer: dict[str, Any]) -> None:
    unknown = {**answer["regions"][0], "outcome": "unknown"}
    assert "Also in the photo: 1 unknown" in printed({**answer, "regions": [*answer["regions"], unknown]})
    assert printed({**answer, "regions": [unknown]}).strip() == "Unknown: nothing in the photo is in the catalogue."
