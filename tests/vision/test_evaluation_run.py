"""The evaluation's catalogue is production's, computed once; what cannot be read is told, never fatal."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.vision.photo_sets import write_picture
from vision.engine import Networks, load_networks
from vision.evaluation.ablation import STAGES
from vision.evaluation.cache import PictureCache
from vision.evaluation.cost import costs
from vision.evaluation.facts import facts_of, mapping
from vision.evaluation.figures import figures
from vision.evaluation.knob import turn
from vision.evaluation.measure import Measured, Tools, measure
from vision.evaluation.photos import PhotoSet, Query
from vision.evaluation.pictures import PictureStore, compute_entries, index_of
from vision.evaluation.run import Wanted
from vision.simulate import CLOSE_UP, photograph
from vision.studios import STUDIOS

WORKS = 3


@pytest.fixture(scope="module")
def networks() -> Networks:
    return load_networks(device="cpu")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    works = [studio.paint(0, (300, 240)) for studio in (STUDIOS[0], STUDIOS[3], STUDIOS[4])]
    for number, work in enumerate(works):
        photo = photograph([work], rng=np.random.default_rng(3), scene=CLOSE_UP, size_wh=(640, 480)).image
        for name, picture in ((f"{number}.png", work), (f"photo-{number}.png", photo)):
            cv2.imwrite(str(folder / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return [folder / f"{number}.png" for number in range(WORKS)]


def photo_of(picture: Path) -> Path:
    return picture.with_name(f"photo-{picture.name}")


def silent(_what: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None


def run_over(
    networks: Networks, queries: Sequence[Query], references: Sequence[Path], others: Sequence[Path], folder: Path
) -> Measured:
    photo_set = PhotoSet("mine", tuple(queries), tuple(references))
    tools = Tools(networks, PictureStore(folder), silent)
    return measure([photo_set], others, tools, wanted=Wanted(absent=True, keypoints=True))


def test_the_cache_keeps_all_values_or_none(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, "some")
    many = {number.to_bytes(4, "big"): bytes([number % 256]) for number in range(2000)}
    cache.write(many)
    again = PictureCache(tmp_path, "some")
    assert again.known() == set(many)
    assert again.read([*many, *many, b"unknown"]) == many
    with pytest.raises(sqlite3.ProgrammingError):
        cache.write({b"new": b"value", b"odd": object()})  # type: ignore[dict-item]
    assert b"new" not in PictureCache(tmp_path, "some").known()


def test_entries_are_computed_once_and_then_read_back(
    networks: Networks, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    first = compute_entries(pictures, networks, store=PictureStore(tmp_path), progress=counts.append)
    index = index_of(first, networks, folder=tmp_path, progress=counts.append)

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("computed again")

    monkeypatch.setattr(type(networks.embedder), "embed", refuse)
    monkeypatch.setattr(type(networks.reference_describer), "describe", refuse)
    monkeypatch.setattr("vision.evaluation.pictures.put_keypoints", refuse)
    second = compute_entries(pictures[::-1], networks, store=PictureStore(tmp_path), progress=counts.append)
    again = index_of(first, networks, folder=tmp_path, progress=counts.append)
    assert [entry.packed_keypoints for entry in first.values()] == [
        second[place].packed_keypoints for place in (2, 1, 0)
    ]
    assert all((first[place].vector == second[2 - place].vector).all() for place in range(WORKS))
    assert again.ids == index.ids == set(range(WORKS))
    assert sum(counts) == 2 * 2 * WORKS + 2 * WORKS


def test_what_cannot_be_read_is_told_and_counts_as_not_found(
    networks: Networks, pictures: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    missing = tmp_path / "missing.webp"
    queries = [
        Query(photo_of(pictures[0]), frozenset({pictures[0]})),
        Query(broken, frozenset({pictures[1]})),
        Query(photo_of(pictures[1]), frozenset({broken})),
        Query(broken, frozenset()),
    ]
    run = run_over(networks, queries, [*pictures, broken], [missing], tmp_path / "cache")
    assert set(run.unreadable) == {broken, missing}
    assert [bool(result.problem) for result in run.results] == [False, True, False, True]
    assert [result.missed_at for result in run.results] == ["", "decode", "search", ""]
    facts = figures(run.results)
    assert mapping(facts["match_rate"])["hits"] == 1
    assert mapping(facts["match_rate"])["total"] == 3
    assert mapping(facts["false_accepts"])["total"] == 0
    told = facts_of(run, networks)
    assert told["references"] == WORKS
    assert list(mapping(told["unreadable_photos"])) == [str(broken)]


def test_photos_are_recognized_again_without_their_works_and_the_catalogue_is_whole_after_it(
    networks: Networks, pictures: list[Path], tmp_path: Path
) -> None:
    queries = [Query(photo_of(picture), frozenset({picture})) for picture in pictures] * 2
    run = run_over(networks, queries, pictures[1:], pictures[:1], tmp_path / "cache")
    assert run.distractors == 1
    for result in run.results:
        assert result.found == result.expected
        assert result.absent is not None
        assert not any(claim.reference in result.expected for claim in result.absent)
        assert result.keypoints is not None
    first, again = run.results[:WORKS], run.results[WORKS:]
    assert [r.claims for r in first] == [r.claims for r in again]
    assert all(0 <= x <= 1.5 for corner in first[0].matches[0].quad or () for x in corner)


def test_every_stage_ranks_each_photo_once_per_work(networks: Networks, pictures: list[Path], tmp_path: Path) -> None:
    queries = [Query(photo_of(picture), frozenset({picture})) for picture in pictures]
    run = run_over(networks, queries, pictures, [], tmp_path / "cache")
    for result in run.results:
        assert list(result.rankings) == [stage.name for stage in STAGES]
        for ranking in result.rankings.values():
            numbers, scores = [number for number, _ in ranking], [score for _, score in ranking]
            assert len(set(numbers)) == len(numbers)
            assert scores == sorted(scores, reverse=True)
        confidences = result.rankings[STAGES[-1].name]
        assert confidences == tuple((claim.reference, claim.confidence) for claim in result.claims)
        assert result.rank_before is not None


def test_costs_and_the_knob_are_measured(networks: Networks, pictures: list[Path], tmp_path: Path) -> None:
    queries = [Query(photo_of(picture), frozenset({picture})) for picture in pictures]
    run = run_over(networks, queries, pictures, [], tmp_path / "cache")
    cost = costs(run, networks)
    assert mapping(cost["database_bytes"])["vector"] == networks.embedder.dimension * 2
    stored = [len(entry.packed_keypoints) for entry in run.entries.values()]
    assert mapping(cost["database_bytes"])["keypoints"] == pytest.approx(np.mean(stored))
    assert all(isinstance(took, float) and took > 0 for took in mapping(cost["milliseconds"]).values())
    counts: list[int] = []
    seen = [(result.keypoints, result.expected) for result in run.results if result.keypoints is not None]
    turned = turn(run.entries, seen, networks, bar=lambda _what, _total: counts.append)
    settings = turned["settings"]
    assert isinstance(settings, list)
    most = networks.config.reference_keypoints
    assert [row["keypoints"] for row in settings] == [most // 8, most // 4, most // 2, most]
    sizes = [row["database_bytes"] for row in settings]
    assert sizes == sorted(sizes)
    assert sizes[-1] == pytest.approx(np.mean(stored))
    assert settings[-1]["recall"]["10"]["hits"] == WORKS
    assert sum(counts) == 4 * WORKS


def test_a_picture_in_the_references_twice_is_one_work_in_the_cache(networks: Networks, tmp_path: Path) -> None:
    paths = [write_picture(tmp_path / name, 5) for name in ("one.jpg", "two.jpg")]
    entries = compute_entries(paths, networks, store=PictureStore(tmp_path / "cache"), progress=lambda _: None)
    assert entries[0].packed_keypoints == entries[1].packed_keypoints
