"""Evaluation: figures are right by hand, tables, plots and pages show them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.vision.photo_sets import result, write_picture
from vision.evaluation.document import write_document
from vision.evaluation.drawn import plots_of
from vision.evaluation.facts import Facts, log_odds, mapping
from vision.evaluation.figures import calibration, figures, global_average_precision, ranking_facts
from vision.evaluation.intervals import Share, bootstrap, percentiles
from vision.evaluation.report import write_report
from vision.evaluation.run import Result
from vision.evaluation.tables import number, share, tables


def counted(facts: Facts, *keys: str) -> tuple[object, object]:
    value: object = facts
    for key in keys:
        value = mapping(value)[key]
    return mapping(value)["hits"], mapping(value)["total"]


def a_mixed_lot() -> list[Result]:
    return [
        result({1}, [(1, 0.99, True)]),
        result({2, 3}, [(2, 0.9, True), (9, 0.8, True)], rank=4),
        result({4}, [(4, 0.4, False)], rank=20),
        without_quads(result({5}, [(7, 0.3, False), (5, 0.1, False)], rank=7)),
        result({6}, [], rank=None),
        result(set(), [(8, 0.95, True)]),
        result(set(), [(8, 0.1, False)]),
        replace(result({1}, [], rank=None), problem="broken", milliseconds={}),
        replace(result(set(), []), problem="broken", milliseconds={}),
    ]


def without_quads(seen: Result) -> Result:
    return replace(seen, claims=tuple(replace(claim, quad=None) for claim in seen.claims))


def test_wilsons_interval_holds_the_share_and_is_never_empty_at_the_ends() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    low, high = Share(188, 188).interval or (0, 0)
    # Wilson's score interval for 188 of 188 is 0.97997–1.
    assert (round(low, 4), high) == (0.98, 1.0)
    low, high = Share(5, 10).interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)


def test_bootstrapped_intervals_hold_the_figure_and_shrink_with_more_photos() -> None:
    def mean(drawn: Sequence[float]) -> float:
        return sum(drawn) / len(drawn)

    few, many = (bootstrap([place / count for place in range(count)], mean) for count in (10, 1000))
    assert few is not None
    assert many is not None
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert bootstrap([], len) is None
    assert bootstrap([1, 2], lambda _: None) is None
    facts = percentiles([float(value) for value in range(101)])
    assert (facts["p50"], facts["p95"]) == (50, 95)


def test_figures_tell_misses_wrong_matches_and_false_accepts_apart() -> None:
    facts = figures(a_mixed_lot())
    assert (facts["photos"], facts["unreadable_photos"]) == (9, 2)
    assert counted(facts, "top_1") == (3, 6)
    assert counted(facts, "match_rate") == (2, 6)
    assert counted(facts, "match_precision") == (2, 4)
    # The photo that cannot be read and has nothing in it says nothing about false accepts.
    assert counted(facts, "false_accepts") == (1, 2)
    assert counted(facts, "works_found_of_several") == (1, 2)
    assert counted(facts, "all_found_of_several") == (0, 1)
    assert [counted(facts, "candidate_recall", rank)[0] for rank in ("1", "5", "20", "50")] == [1, 2, 3, 4]
    assert facts["lost_at"] == {"decode": 1, "search": 1, "verify": 1, "decide": 1}
    assert facts["works_lost_at"] == {"decode": 1, "search": 2, "verify": 1, "decide": 1}


def test_matches_without_the_works_in_the_catalogue_are_false_accepts() -> None:
    wrong, right = result({1}, [(1, 0.9, True)]), result({2}, [(2, 0.9, True)])
    tried = [replace(wrong, absent=result(set(), [(7, 0.98, True)]).claims), replace(right, absent=()), right]
    assert counted(figures(tried), "false_accepts_without_its_works") == (1, 2)
    assert log_odds(tried) == {"present": [2.197, 2.197, 2.197], "absent": [3.892]}


def test_a_lot_without_anything_to_find_has_figures_too() -> None:
    facts = figures([result(set(), []), replace(result(set(), []), problem="broken", milliseconds={})])
    assert facts["gap"] is None
    assert facts["gap_interval_95"] is None
    assert mapping(facts["calibration"])["expected_calibration_error"] is None
    assert share(facts["top_1"]) == "–"
    assert json.loads(json.dumps(facts)) is not None
    assert figures([])["milliseconds"] == {}


def test_global_average_precision_falls_with_every_confident_error() -> None:
    right = [result({1}, [(1, 0.9, True)]), result({2}, [(2, 0.8, True)])]
    assert global_average_precision(right) == 1.0
    with_error = [*right, result(set(), [(3, 0.85, True)])]
    assert global_average_precision(with_error) == pytest.approx((1 + 2 / 3) / 2)
    assert global_average_precision([result(set(), [])]) is None


def test_the_calibration_error_is_the_gap_between_what_is_said_and_what_is_so() -> None:
    always_sure = [result({1}, [(1, 0.9, True)]), result({2}, [(3, 0.9, True)])]
    facts = calibration(always_sure)
    assert facts["expected_calibration_error"] == pytest.approx(0.4)
    assert [row["photos"] for row in facts["bins"]] == [2]  # type: ignore[attr-defined]


def test_a_ranking_is_judged_by_its_first_and_by_what_its_scores_can_reject() -> None:
    lot = [result({1}, []), result({2}, []), result({3}, []), result(set(), [])]
    rankings = (((1, 0.9),), ((2, 0.5), (1, 0.4)), ((1, 0.8), (3, 0.7)), ((1, 0.6),))
    facts = mapping(ranking_facts(lot, rankings)["all"])
    assert counted(dict(facts), "top_1") == (2, 3)
    assert counted(dict(facts), "top_10") == (3, 3)
    assert counted(dict(facts), "right_without_false_accepts") == (1, 3)
    assert facts["gap"] == pytest.approx((1 + 2 / 4) / 3)
    assert "gap" not in mapping(ranking_facts(lot, rankings, is_comparable=False)["all"])


@pytest.fixture
def facts() -> Facts:
    """As of a run with everything switched on, over two sets, one of them with nothing to find."""
    found = [replace(each, photo_set="mine") for each in a_mixed_lot()]
    nothing = [result(set(), [(1, 0.02, False)], photo_set="rooms")]
    results = [*found, *nothing]
    ranked = ranking_facts(results, [tuple((c.reference, c.confidence) for c in r.claims) for r in results])
    method = {"what": "a method", "references": 9, **ranked, "milliseconds": {"recognize": percentiles([9.0])}}
    settings = [
        {
            "keypoints": count,
            "recall": {"1": Share(4, 5).as_json(), "10": Share(5, 5).as_json()},
            "database_bytes": 72.0 * count,
            "index_bytes": 40.0 * count,
            "vote_ms": 30.0,
        }
        for count in (200, 400)
    ]
    growth = [{"works": 1000, "milliseconds": 20.0}, {"works": 2000, "milliseconds": 30.0}]
    return {
        "measured_at": "2026-11-21T10:00:00+00:00",
        "machine": "a machine",
        "embedder": "embedder",
        "descriptors": "descriptors",
        "references": 9,
        "distractors": 3,
        "peak_memory_bytes": 1_500_000_000,
        "match_above": 0.97,
        "all": figures(results),
        "sets": {"mine": figures(found), "rooms": figures(nothing)},
        "log_odds": log_odds(results),
        "ablation": {"alone": {"what": "one", **ranked}, "all stages": {"what": "all", **ranked}},
        "comparison": {
            "artrec": {
                **method,
                "own_threshold": {"match_rate": Share(2, 6).as_json(), "false_accepts": Share(1, 2).as_json()},
            },
            "other": {**method, "own_threshold": None},
        },
        "cost": {
            "database_bytes": {"vector": 512, "keypoints": 28806.0},
            "index_bytes": {"vectors": 1032.0, "keypoints": 16000.0},
            "milliseconds": {"decode and embed": 9.0},
        },
        "knob": {"photos": 5, "works": 2000, "settings": settings, "growth": growth},
    }


def test_the_tables_hold_the_figures(facts: Facts) -> None:
    shown = {table.title: table for table in tables(facts)}
    assert list(shown["Results"].rows[0][:3]) == ["mine", "9", "3/6 (18.8–81.2 %)"]
    assert shown["Ablation by stage"].columns[1] == "mine, top-1"
    assert "rooms, top-1" not in shown["Ablation by stage"].columns
    assert shown["Against what is on the shelf"].rows[1][-3:] == ["–", "–", "9 / 9"]
    assert shown["Cost of the catalogue"].rows[0] == ["vector, database", "512 bytes", "0.5 GB"]
    assert shown["Milliseconds of a vote as the catalogue grows"].rows[-1][1] == "10,010"
    assert [row[0] for row in shown["The knob: descriptors per work"].rows] == ["200", "400"]
    markdown = shown["Results"].as_markdown().splitlines()
    assert len({line.count("|") for line in markdown if line.startswith("|")}) == 1


def test_facts_of_another_shape_are_refused() -> None:
    for read in (mapping, number):
        assert callable(read)
        with pytest.raises(TypeError, match="expected a"):
            read("text")


def test_every_plot_is_a_small_picture_of_its_own(facts: Facts) -> None:
    plots = plots_of(facts)
    assert list(plots) == ["reliability", "recall-by-stage", "log-odds", "milliseconds", "descriptors-per-work"]
    for svg in plots.values():
        root = ElementTree.fromstring(svg)
        assert root.tag.endswith("svg")
        assert len(svg) < 20_000
        assert "nan" not in svg
    assert "all stages" in plots["recall-by-stage"]


def test_a_run_that_found_nothing_is_plotted_as_far_as_it_goes(facts: Facts) -> None:
    empty = figures([result(set(), [])])
    bare = {**facts, "all": empty, "log_odds": {"present": [], "absent": []}}
    del bare["knob"]
    assert list(plots_of(bare)) == ["reliability", "milliseconds"]


def test_the_document_keeps_what_people_wrote_around_the_figures(facts: Facts, tmp_path: Path) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text("# Mine\n\nBefore.\n", encoding="utf-8")
    write_document(document, facts)
    document.write_text(document.read_text(encoding="utf-8") + "\nAfter.\n", encoding="utf-8")
    once = document.read_text(encoding="utf-8")
    write_document(document, facts)
    assert document.read_text(encoding="utf-8") == once
    assert once.startswith("# Mine\n\nBefore.\n\n<!--")
    assert once.endswith("-->\n\nAfter.\n")
    assert once.count("### Results") == 1
    assert "![reliability](evaluation/reliability.svg)" in once
    assert (tmp_path / "evaluation" / "log-odds.svg").is_file()


def test_the_report_shows_each_failure_with_its_pictures(facts: Facts, tmp_path: Path) -> None:
    photo = write_picture(tmp_path / "<photo>.jpg", 1)
    references = [write_picture(tmp_path / f"{number}.jpg", number) for number in range(3)]
    references[2].write_bytes(b"no picture")
    hidden = replace(result({0}, [(0, 1.0, True)]), absent=result(set(), [(1, 0.98, True)]).claims)
    failures = [
        result({1}, [(2, 0.3, False)]),
        result(set(), [(0, 0.97, True)]),
        result({0, 1}, [(0, 0.99, True)]),
        result({0}, [(0, 0.99, True), (1, 0.98, True)]),
        hidden,
    ]
    results = [replace(r, path=photo) for r in (*failures, result({0}, [(0, 1.0, True)]))]
    broken = replace(results[0], path=references[2], problem="The photo is broken.", claims=())
    text = write_report(tmp_path / "report", [*results, broken], references, facts).read_text(encoding="utf-8")
    for title in (
        "Missed, lost at: search",
        "False accept: ",
        "1 of 2 works found; lost at: search",
        "Another work accepted",
        "False accept, its works taken out of the catalogue",
        "Not read: The photo is broken.",
    ):
        assert text.count(f"<h3>{title}") == 1, title
    assert text.count("<h3>") == 6
    assert "&lt;photo&gt;.jpg" in text
    assert "expected: 1.jpg, lost at: search" in text
    assert "(cannot be read)" in text
    assert text.count("<svg") == 5
    shown = {f"pictures/{path.name}" for path in (tmp_path / "report" / "pictures").iterdir()}
    assert shown == {part.split("'")[0] for part in text.split("<img src='")[1:]}
