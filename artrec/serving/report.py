"""An answer of the API, for people: what it is, what it sold for, where to see it, what looks alike."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

_NEAREST = 3
_PRICES = 6


def answer_report(answer: dict[str, Any], *, photographed_id: int) -> RenderableType:
    """The artwork that was photographed, else the best region, in full; a line for each of the rest."""
    recognized = [region for region in answer["regions"] if region["outcome"] != "unknown"]
    recognized.sort(key=lambda region: region["artwork"] is None or region["artwork"]["id"] != photographed_id)
    if not recognized:
        return Text("Unknown: nothing in the photo is in the catalogue.", style="yellow")
    best, *others = recognized
    lines = [Text(f"Also in the photo: {_in_a_line(region)}") for region in others]
    if unknown := len(answer["regions"]) - len(recognized):
        lines.append(Text(f"Also in the photo: {unknown} unknown to the catalogue", style="dim"))
    return Group(_match(best) if best["outcome"] == "match" else _candidates(best), *lines)


def _in_a_line(region: dict[str, Any]) -> str:
    """One region in short: what it is, or may be."""
    if region["outcome"] == "match":
        return f"{_name(region['artwork'])}, {_percent(region['confidence'])} sure"
    return f"perhaps {_name(region['candidates'][0]['artwork'])}"


def _candidates(region: dict[str, Any]) -> RenderableType:
    lines = [f"{_name(each['artwork'])}  {_percent(each['confidence'])}" for each in region["candidates"]]
    return Panel(Text("\n".join(lines)), title="It may be one of these", border_style="yellow", title_align="left")


def _match(region: dict[str, Any]) -> RenderableType:
    evidence = region["evidence"]
    proof = f"similarity {evidence['similarity']:.2f}, {evidence['inliers']} inliers"
    return Panel(
        Group(*_facts(region)),
        title=f"[bold]Match[/bold], {_percent(region['confidence'])} sure ({proof})",
        title_align="left",
        border_style="green",
        padding=(1, 2),
    )


def _facts(region: dict[str, Any]) -> Iterator[RenderableType]:
    artwork = region["artwork"]
    yield Text(_name(artwork), style="bold")
    facts = (artwork["date_text"], artwork["medium"], artwork["dimensions_text"])
    yield Text(", ".join(fact for fact in facts if fact) + "\n")
    yield _prices(region["price_history"]["records"])
    for sighting in region["seen_at"]:
        yield Text("\nSee it at  ", style="bold").append(_place(sighting), style="not bold")
    if region["nearest"]:
        nearest = "; ".join(_name(each["artwork"]) for each in region["nearest"][:_NEAREST])
        yield Text("\nLooks like  ", style="bold").append(nearest, style="not bold")
    guesses = [f"{name}: {found[0]['label']}" for name, found in region["attributes"].items() if found]
    if guesses:
        yield Text("Guesses     ", style="bold").append(", ".join(guesses), style="not bold")


def _name(artwork: dict[str, Any]) -> str:
    artists = ", ".join(
        artist["name"] if artist["qualifier"] == "by" else f"{artist['qualifier'].replace('_', ' ')} {artist['name']}"
        for artist in artwork["artists"]
    )
    return f"“{artwork['title'] or 'Untitled'}”, {artists or 'artist unknown'}"


def _prices(records: list[dict[str, Any]]) -> RenderableType:
    if not records:
        return Text("No price is known.", style="dim")
    title = (
        f"Price history ({len(records)} records, the newest {_PRICES})" if len(records) > _PRICES else "Price history"
    )
    table = Table(
        "Date", "Price", "Kind", "Where", title=title, title_justify="left", box=None, padding=(0, 2, 0, 0)
    )  # fmt: skip
    for record in records[:_PRICES]:
        where = ", ".join(part for part in (record["house"], record["lot"] and f"lot {record['lot']}") if part)
        table.add_row(_date(record), _amount(record), _kind(record), Text(where))
    return table


def _kind(record: dict[str, Any]) -> str:
    """What the record is about, in words; a work that was not sold has no kind of price."""
    outcome, kind = record["outcome"] or "", record["kind"]
    words = (outcome,) if outcome in {"bought_in", "withdrawn"} else (outcome, kind)
    return ", ".join(word.replace("_", " ") for word in words if word)


def _percent(probability: float) -> str:
    """Rounded down: what is not certain is never 100 %."""
    return f"{int(probability * 100)} %"


def _amount(record: dict[str, Any]) -> str:
    if record["amount"] is None:
        return "amount unknown"
    amounts = [f"{float(amount):,.0f}" for amount in (record["amount"], record["amount_high"]) if amount]
    return f"{record['currency']} {'–'.join(amounts)}"


def _date(record: dict[str, Any]) -> str:
    """As much of the date as is known."""
    known: dict[str | None, int] = {"year": 4, "month": 7, "day": 10, None: 0}
    return (record["date"] or "undated")[: known[record["date_precision"]] or None]


def _place(sighting: dict[str, Any]) -> str:
    venue = sighting["venue"]
    shown = {True: "on display", False: "not on display", None: "on display or not: unknown"}[sighting["is_on_display"]]
    where = ", ".join(part for part in (venue["name"], sighting["room"], venue["city"], venue["country"]) if part)
    place = "" if venue["latitude"] is None else f" ({venue['latitude']:.4f}, {venue['longitude']:.4f})"
    return f"{where}{place}: {shown}, as of {sighting['as_of']}"
