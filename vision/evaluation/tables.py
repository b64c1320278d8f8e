"""Facts → the tables of the page and of the document."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vision.evaluation.facts import Facts, mapping
from vision.evaluation.run import RANKS

_PER_MILLION = 1_000_000
_ENOUGH_TO_EXTEND = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the columns, and rows of cells; the first column is text, the others are numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def as_markdown(self) -> str:
        """As a Markdown section."""
        rule = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *([self.note, ""] if self.note else []), *lines])

    def as_html(self) -> str:
        """As a section of a page."""
        head = "".join(f"<th>{html.escape(cell)}</th>" for cell in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in self.rows)
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        return f"<h2>{html.escape(self.title)}</h2>{note}<table><tr>{head}</tr>{body}</table>"


def tables(facts: Facts) -> list[Table]:
    """Every table that these facts fill."""
    sets = {**mapping(facts["sets"]), "all": facts["all"]}
    filled = [_results(sets), _several(sets), _candidates(sets), _lost(sets), _ablation(facts)]
    if "comparison" in facts:
        filled.append(_comparison(facts))
    filled.append(_milliseconds(facts))
    if "cost" in facts:
        filled.append(_cost(mapping(facts["cost"])))
    if "knob" in facts:
        filled += [_knob(mapping(facts["knob"])), _growth(mapping(facts["knob"]))]
    return filled


def share(value: object, *, interval: bool = True) -> str:
    """``188/188 (98.0–100 %)``; a dash of nothing."""
    facts = mapping(value)
    if not facts["total"]:
        return "–"
    low, high = numbers(facts["interval_95"])
    return f"{facts['hits']}/{facts['total']}" + (f" ({percent(low)}–{percent(high)} %)" if interval else "")


def percent(value: float) -> str:
    """One decimal, but 100 and 0 bare."""
    return f"{value * 100:.1f}".removesuffix(".0")


def number(value: object) -> float:
    """A JSON number."""
    if not isinstance(value, int | float):
        raise TypeError(f"expected a number, found {type(value)}")
    return float(value)


def numbers(values: object) -> list[float]:
    """A JSON list of numbers."""
    if not isinstance(values, list | tuple):
        raise TypeError(f"expected a list, found {type(values)}")
    return [number(value) for value in values]


def _average(value: object, interval: object = None) -> str:
    if value is None:
        return "–"
    if interval is None:
        return f"{number(value):.3f}"
    low, high = numbers(interval)
    return f"{number(value):.3f} ({low:.3f}–{high:.3f})"


def _results(sets: Mapping[str, object]) -> Table:
    keys = ("top_1", "match_rate", "match_precision", "false_accepts", "false_accepts_without_its_works")
    rows = [
        [name, str(mapping(values)["photos"]), *(share(mapping(values)[key]) for key in keys)]
        for name, values in sets.items()
    ]
    columns = ("set", "photos", "top-1", "answered as a match", "matches that are right", "false accepts")
    return Table(
        "Results",
        (*columns, "false accepts, its works taken out"),
        rows,
        "False accepts: photos with nothing to find in which something was matched; in the last column, photos whose "
        "works were taken out of the catalogue.",
    )


def _several(sets: Mapping[str, object]) -> Table:
    rows = []
    for name, values in sets.items():
        row = mapping(values)
        calibration = mapping(row["calibration"])
        rows.append(
            [
                name,
                share(row["works_found_of_several"]),
                share(row["all_found_of_several"]),
                _average(row["gap"], row["gap_interval_95"]),
                _average(calibration["expected_calibration_error"], calibration["interval_95"]),
            ]
        )
    return Table(
        "Several works in a photo, µAP, calibration",
        ("set", "works found, photos of several", "photos of several, all found", "µAP", "calibration error"),
        rows,
    )


def _candidates(sets: Mapping[str, object]) -> Table:
    rows = [
        [name, *(share(mapping(mapping(values)["candidate_recall"])[str(rank)]) for rank in RANKS)]
        for name, values in sets.items()
    ]
    return Table("Right among the first candidates, before verification", ("set", *map(str, RANKS)), rows)


def _lost(sets: Mapping[str, object]) -> Table:
    rows = []
    for name, values in sets.items():
        row = mapping(values)
        photos, works = mapping(row["lost_at"]), mapping(row["works_lost_at"])
        rows.append([name, *(f"{photos[stage]} / {works[stage]}" for stage in photos)])
    stages = list(mapping(mapping(sets["all"])["lost_at"]))
    return Table(
        "Where it was lost",
        ("set", *stages),
        rows,
        "Photos in which nothing was matched / works that were not matched. Lost in search: not among the verified "
        "candidates; in verify: no outline; in decide: an outline, but no match.",
    )


def _ablation(facts: Facts) -> Table:
    names = _findable(facts)
    rows = [[stage, *_ranking_cells(values, names)] for stage, values in mapping(facts["ablation"]).items()]
    return Table(
        "Ablation by stage",
        ("stage", *(f"{name}, top-1" for name in names), *_RANKING_COLUMNS),
        rows,
        "Each row ranks the catalogue by what is known up to that stage. The last column is the share of the findable "
        "photos that can be accepted without accepting one with nothing in it, at the best threshold in hindsight.",
    )


def _findable(facts: Facts) -> list[str]:
    """The sets that have anything to find."""
    sets = mapping(facts["sets"])
    return [name for name, values in sets.items() if mapping(mapping(values)["top_1"])["total"]]


_RANKING_COLUMNS = ("top-1", "top-10", "µAP", "right without a false accept")


def _ranking_cells(values: object, names: Sequence[str]) -> list[str]:
    every, sets = mapping(mapping(values)["all"]), mapping(mapping(values)["sets"])
    return [
        *(share(mapping(sets[name])["top_1"], interval=False) for name in names),
        share(every["top_1"]),
        share(every["top_10"], interval=False),
        _average(every.get("gap")),
        share(every["right_without_false_accepts"]) if "right_without_false_accepts" in every else "–",
    ]


def _comparison(facts: Facts) -> Table:
    names = _findable(facts)
    rows = []
    for name, values in mapping(facts["comparison"]).items():
        row = mapping(values)
        own = row["own_threshold"]
        accepted = ["–", "–"] if own is None else [share(mapping(own)[k]) for k in ("match_rate", "false_accepts")]
        took = mapping(mapping(row["milliseconds"])["recognize"])
        cells = _ranking_cells(values, names)
        rows.append([name, str(row["references"]), *cells, *accepted, _took(took)])
    notes = [f"{name}: {mapping(values)['what']}." for name, values in mapping(facts["comparison"]).items()]
    columns = ("method", "references", *(f"{name}, top-1" for name in names), *_RANKING_COLUMNS)
    return Table(
        "Against what is on the shelf",
        (*columns, "matched by its own threshold", "false accepts by it", "ms p50 / p95"),
        rows,
        " ".join(notes),
    )


def _took(facts: Mapping[str, object]) -> str:
    return f"{number(facts['p50']):.0f} / {number(facts['p95']):.0f}"


def _milliseconds(facts: Facts) -> Table:
    def cell(stage: Mapping[str, object], key: str) -> str:
        low, high = numbers(stage[f"{key}_interval_95"])
        return f"{number(stage[key]):.0f} ({low:.0f}–{high:.0f})"

    stages = mapping(mapping(facts["all"])["milliseconds"])
    rows = [[name, cell(mapping(stage), "p50"), cell(mapping(stage), "p95")] for name, stage in stages.items()]
    memory = f"Peak memory of the process: {number(facts['peak_memory_bytes']) / 1e9:.2f} GB."
    return Table("Milliseconds per photo", ("stage", "p50", "p95"), rows, memory)


def _cost(cost: Mapping[str, object]) -> Table:
    kept = {
        "vector, database": mapping(cost["database_bytes"])["vector"],
        "keypoints, database": mapping(cost["database_bytes"])["keypoints"],
        "vector index, memory": mapping(cost["index_bytes"])["vectors"],
        "keypoint index, memory": mapping(cost["index_bytes"])["keypoints"],
    }
    rows = [
        [what, f"{number(each):,.0f} bytes", f"{number(each) * _PER_MILLION / 1e9:.1f} GB"]
        for what, each in kept.items()
    ]
    rows += [
        [what, f"{number(each):.1f} ms", f"{number(each) * _PER_MILLION / 3.6e6:.1f} h"]
        for what, each in mapping(cost["milliseconds"]).items()
    ]
    return Table("Cost of the catalogue", ("", "a work", "a million works"), rows)


def _knob(knob: Mapping[str, object]) -> Table:
    rows = []
    for values in mappings(knob["settings"]):
        recall = mapping(values["recall"])
        database, index = number(values["database_bytes"]), number(values["index_bytes"])
        rows.append(
            [
                str(values["keypoints"]),
                share(recall["1"]),
                share(recall["10"]),
                f"{database:,.0f}",
                f"{index:,.0f}",
                f"{number(values['vote_ms']):.0f}",
            ]
        )
    columns = ("descriptors per work", "recall@1", "recall@10", "bytes, database", "bytes, index", "ms per vote")
    return Table(
        "The knob: descriptors per work",
        columns,
        rows,
        "Votes alone, over all photos with something to find; the last row is the setting in use.",
    )


def _growth(knob: Mapping[str, object]) -> Table:
    points = [(number(each["works"]), number(each["milliseconds"])) for each in mappings(knob["growth"])]
    rows = [[f"{works:,.0f}", f"{took:.0f}"] for works, took in points]
    (few, fast), (many, slow) = points[0], points[-1]
    if many >= _ENOUGH_TO_EXTEND:
        more_ms = (slow - fast) / (many - few) * (_PER_MILLION - many)
        rows.append(["a million (along the same line, not measured)", f"{slow + more_ms:,.0f}"])
    return Table("Milliseconds of a vote as the catalogue grows", ("works", "ms, p50"), rows)


def mappings(values: object) -> list[Mapping[str, object]]:
    """A JSON list of objects."""
    if not isinstance(values, list):
        raise TypeError(f"expected a list, found {type(values)}")
    return [mapping(value) for value in values]
