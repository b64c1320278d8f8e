"""Votes: descriptors name the works they come from; hidden works get none."""

from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.search import read_generation, write_generation
from vision.structures import Keypoints
from vision.vote import DescriptorIndex, read_vocabulary, vocabulary_fingerprint
from vision.weights import VOCABULARY

WORKS = 30
EACH = 50


def rootsift(count: int, seed: int) -> NDArray[np.uint8]:
    shares = np.random.default_rng(seed).dirichlet(np.full(128, 0.3), size=count)
    return np.asarray(np.clip(np.rint(np.sqrt(shares) * 510), 0, 255), np.uint8)


def keypoints(descriptors: NDArray[np.uint8]) -> Keypoints:
    count = len(descriptors)
    return Keypoints(
        points_xy=np.zeros((count, 2), np.float32),
        diameters_px=np.ones(count, np.float32),
        angles_deg=np.zeros(count, np.float32),
        descriptors=descriptors,
        size_wh=(384, 384),
    )


def seen_again(described: Keypoints, seed: int = 99) -> Keypoints:
    """The same descriptors, as another picture of the work gives them."""
    noise = np.random.default_rng(seed).normal(0, 4, described.descriptors.shape)
    return replace(described, descriptors=np.clip(described.descriptors + noise, 0, 255).astype(np.uint8))


WORK = {100 + n: keypoints(rootsift(EACH, n)) for n in range(WORKS)}
NOTHING = keypoints(np.zeros((0, 128), np.uint8))


@pytest.fixture
def index() -> DescriptorIndex:
    index = DescriptorIndex(read_vocabulary(VOCABULARY))
    index.put(list(WORK), list(WORK.values()))
    return index


def test_the_work_whose_descriptors_are_seen_comes_first(index: DescriptorIndex) -> None:
    assert len(index) == WORKS
    for image_id, described in WORK.items():
        first, second = index.vote(seen_again(described), 2)
        assert first.reference_image_id == image_id
        assert first.votes > 3 * second.votes


def test_votes_come_best_first_and_no_more_than_asked_for(index: DescriptorIndex) -> None:
    both = keypoints(np.concatenate([WORK[105].descriptors[:30], WORK[103].descriptors]))
    votes = index.vote(seen_again(both), 5)
    assert [vote.reference_image_id for vote in votes[:2]] == [103, 105]
    assert len(votes) == 5
    assert [v.votes for v in votes] == sorted((v.votes for v in votes), reverse=True)
    assert all(vote.votes > 0 for vote in votes)


def test_a_keypoint_votes_once_for_a_work_however_often_the_work_repeats_it(index: DescriptorIndex) -> None:
    one = rootsift(1, seed=1000)
    index.put([7], [keypoints(np.repeat(one, 8, axis=0))])
    first = index.vote(seen_again(keypoints(one)), 1)[0]
    assert first.reference_image_id == 7
    assert first.votes <= 1


def test_a_descriptor_takes_one_vote_however_often_the_photo_repeats_it(index: DescriptorIndex) -> None:
    bars = keypoints(np.repeat(WORK[104].descriptors[:1], 40, axis=0))
    votes = {vote.reference_image_id: vote.votes for vote in index.vote(seen_again(bars), 5)}
    assert votes[104] <= 1
    several = keypoints(np.concatenate([bars.descriptors, WORK[109].descriptors[:5]]))
    assert index.vote(seen_again(several), 1)[0].reference_image_id == 109


def test_without_keypoints_or_works_there_are_no_votes(index: DescriptorIndex) -> None:
    assert index.vote(NOTHING, 5) == []
    assert DescriptorIndex(read_vocabulary(VOCABULARY)).vote(WORK[100], 5) == []


def test_the_only_work_of_a_catalogue_gets_votes() -> None:
    index = DescriptorIndex(read_vocabulary(VOCABULARY))
    index.put([1], [WORK[100]])
    assert [vote.reference_image_id for vote in index.vote(seen_again(WORK[100]), 5)] == [1]


def test_hidden_works_get_no_votes_and_make_room_for_the_next(index: DescriptorIndex) -> None:
    photo = seen_again(WORK[104])
    second = index.vote(photo, 2)[1]
    index.remove([104, 999])
    assert index.ids == set(WORK) - {104}
    assert len(index) == WORKS - 1
    assert index.vote(photo, 1)[0].reference_image_id == second.reference_image_id
    assert 104 not in {vote.reference_image_id for vote in index.vote(photo, 100)}


def test_a_work_shown_again_is_not_stored_twice(index: DescriptorIndex) -> None:
    entries = index.entries.ntotal
    index.remove([104])
    index.put([104, 105], [WORK[104], WORK[105]])
    assert index.entries.ntotal == entries == WORKS * EACH
    assert index.ids == set(WORK)
    assert index.vote(seen_again(WORK[104]), 1)[0].reference_image_id == 104


def test_a_work_without_keypoints_is_not_held(index: DescriptorIndex) -> None:
    index.put([500], [NOTHING])
    assert 500 not in index.ids
    index.put([], [])
    assert len(index) == WORKS


def test_a_written_generation_holds_the_same_works_and_votes(index: DescriptorIndex, tmp_path: Path) -> None:
    path = tmp_path / "descriptors.faiss"
    digest = write_generation(index.entries, path)
    restored = DescriptorIndex(read_generation(path, sha256=digest))
    assert restored.ids == set(WORK)
    photo = seen_again(WORK[111])
    assert restored.vote(photo, 3) == index.vote(photo, 3)


def test_recall_is_that_of_the_codes(index: DescriptorIndex) -> None:
    assert index.recall_at_10(list(WORK.items())[:5]) > 0.9
    strangers = [(image_id, keypoints(rootsift(EACH, image_id))) for image_id in (100, 101)]
    assert index.recall_at_10(strangers) < 0.5
    assert index.recall_at_10([]) == 1
    assert index.recall_at_10([(100, NOTHING)]) == 1


def test_large_ids_keep_apart(index: DescriptorIndex) -> None:
    large = 2**52 + 1
    index.put([large], [keypoints(rootsift(1024, seed=77))])
    assert large in index.ids
    assert index.vote(seen_again(keypoints(rootsift(1024, seed=77))), 1)[0].reference_image_id == large


def test_codes_of_other_quantizers_have_another_name(tmp_path: Path) -> None:
    other = faiss.index_factory(128, "IVF4,PQ4x4")
    other.train(rootsift(200, 0).astype(np.float32))
    path = tmp_path / "other.faiss"
    faiss.write_index(other, str(path))
    assert vocabulary_fingerprint(path) != vocabulary_fingerprint(VOCABULARY)
