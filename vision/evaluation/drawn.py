"""Facts → which plots there are, by name."""

from math import log

from vision.evaluation import plots
from vision.evaluation.facts import Facts, mapping
from vision.evaluation.plots import Bar, Curve
from vision.evaluation.tables import mappings, number, numbers

_SHARES = {0.0: "0", 0.25: "25", 0.5: "50", 0.75: "75", 1.0: "100 %"}
_STEPS_MS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000, 600_000, 10**9)
# Stages that take less would be invisible.
_LEAST_MS = 1.0


def plots_of(facts: Facts) -> dict[str, str]:
    """SVG by name, of what these facts hold."""
    drawn = {"reliability": _reliability(facts)}
    if _findable(facts):
        drawn["recall-by-stage"] = _recall_by_stage(facts)
    odds = mapping(facts["log_odds"])
    match_above = number(facts["match_above"])
    if odds["present"] or odds["absent"]:
        drawn["log-odds"] = plots.log_odds(
            numbers(odds["present"]), numbers(odds["absent"]), log(match_above / (1 - match_above))
        )
    if mapping(mapping(facts["all"])["milliseconds"]):
        drawn["milliseconds"] = _milliseconds(facts)
    if "knob" in facts:
        drawn["descriptors-per-work"] = _knob(facts)
    return drawn


def _findable(facts: Facts) -> bool:
    return bool(mapping(mapping(facts["all"])["top_1"])["total"])


def _reliability(facts: Facts) -> str:
    bins = mappings(mapping(mapping(facts["all"])["calibration"])["bins"])
    return plots.reliability([{key: number(value) for key, value in row.items()} for row in bins])


def _share_bar(label: str, value: object) -> Bar:
    share = mapping(value)
    low, high = numbers(share["interval_95"])
    return Bar(label, number(share["value"]), (low, high), f"{share['hits']}/{share['total']}")


def _recall_by_stage(facts: Facts) -> str:
    rows = [
        _share_bar(name, mapping(mapping(values)["all"])["top_1"])
        for name, values in mapping(facts["ablation"]).items()
    ]
    return plots.bars("Top-1 by what is known up to a stage", rows, longest=1, ticks=_SHARES, across="findable photos")


def _milliseconds(facts: Facts) -> str:
    stages = {name: mapping(stage) for name, stage in mapping(mapping(facts["all"])["milliseconds"]).items()}
    shown = {name: stage for name, stage in stages.items() if number(stage["p95"]) >= _LEAST_MS or name == "recognize"}
    rows = [
        Bar(name, number(stage["p50"]), (number(stage["p50"]), number(stage["p95"])), f"{number(stage['p50']):.0f}")
        for name, stage in shown.items()
    ]
    longest = max(number(stage["p95"]) for stage in shown.values())
    step = next(each for each in _STEPS_MS if longest / each <= 8)
    ticks = {float(value): f"{value}" for value in range(0, int(longest) + 1, step)}
    return plots.bars("Milliseconds by stage", rows, longest=longest, ticks=ticks, across="ms: p50, whisker to p95")


def _knob(facts: Facts) -> str:
    settings = mappings(mapping(facts["knob"])["settings"])
    curves = []
    for rank in ("1", "10"):
        points = []
        for row in settings:
            share = mapping(mapping(row["recall"])[rank])
            low, high = numbers(share["interval_95"])
            points.append((round(number(row["keypoints"])), number(share["value"]), (low, high)))
        curves.append(Curve(f"recall@{rank}", points))
    labels = {
        round(number(row["keypoints"])): f"{row['keypoints']}: {_kb(row['database_bytes'], row['index_bytes'])}"
        for row in settings
    }
    return plots.knob(curves, labels)


def _kb(*parts: object) -> str:
    return f"{sum(number(part) for part in parts) / 1000:.0f} kB"
