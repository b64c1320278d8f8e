"""The real engine: what is configured is built, and works of the sample studios are found in simulated photos."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import faiss
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from vision import weights as shipped
from vision.classify import Labels
from vision.describe import pack, unpack
from vision.engine import Networks, build_engine, load_networks, weights_from
from vision.pipeline import Engine, Indexes, recognize
from vision.simulate import GALLERY_WALL, photograph
from vision.structures import Keypoints, Photo, Quad, RgbImage
from vision.studios import STUDIOS

INDEXED = 40
# Fields of plain colour have hardly any keypoints: local descriptors cannot prove them.
PLAIN = "colour-field"
DETAILED = [number for number, studio in enumerate(STUDIOS) if studio.slug != PLAIN]
PHOTOGRAPHED = DETAILED[:12]
STRANGERS = range(INDEXED, INDEXED + 3)
AT_THE_WORK = replace(GALLERY_WALL, fill=(0.45, 0.85), low_light_chance=0.0, motion_chance=0.0)
LONG_SIDE_PX = 288


def paint(number: int) -> RgbImage:
    """The studios take turns."""
    studio = STUDIOS[number % len(STUDIOS)]
    seed = number // len(STUDIOS)
    proportion = studio.proportions[seed % len(studio.proportions)]
    width = round(LONG_SIDE_PX * min(1.0, proportion))
    return studio.paint(seed, (width, round(width / proportion)))


@dataclass(frozen=True)
class Catalogue:
    """References as they are stored: packed, and packed again."""

    described: Mapping[int, bytes]
    embedded: Mapping[int, NDArray[np.float32]]
    styles: Mapping[int, str]

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        return {i: unpack(self.described[i]) for i in reference_image_ids}

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        return {i: self.embedded[i] for i in reference_image_ids}

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Labels]:
        return {i: {"style": self.styles[i]} for i in reference_image_ids}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads that wait for each other on busy cores take several times as long."""
    before = torch.get_num_threads(), faiss.omp_get_max_threads(), cv2.getNumThreads()
    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    cv2.setNumThreads(1)
    yield
    torch.set_num_threads(before[0])
    faiss.omp_set_num_threads(before[1])
    cv2.setNumThreads(before[2])


@pytest.fixture(scope="module")
def networks() -> Networks:
    return load_networks(device="cpu")


@pytest.fixture(scope="module")
def engine(networks: Networks) -> Engine:
    pictures = {number + 1: paint(number) for number in range(INDEXED)}
    vectors = networks.embedder.embed(list(pictures.values())).vectors.astype(np.float16).astype(np.float32)
    catalogue = Catalogue(
        described={i: pack(networks.reference_describer.describe(picture)) for i, picture in pictures.items()},
        embedded=dict(zip(pictures, vectors, strict=True)),
        styles={i: STUDIOS[(i - 1) % len(STUDIOS)].style for i in pictures},
    )
    vector_index, descriptor_index = networks.new_vector_index(), networks.new_descriptor_index()
    vector_index.put(list(pictures), list(vectors))
    descriptor_index.put(list(pictures), [unpack(packed) for packed in catalogue.described.values()])
    indexes = Indexes(vector_index, descriptor_index, generation=1, sequence=INDEXED)
    return build_engine(networks, indexes, catalogue)


def photo_of(number: int) -> tuple[Photo, Quad]:
    """A visitor's photo of a work, and where the work is in it."""
    rng = np.random.default_rng(1000 + number)
    simulated = photograph([paint(number)], rng=rng, scene=AT_THE_WORK, size_wh=(1000, 750))
    return Photo(encoded(simulated.image)), simulated.quads[0]


def encoded(image: RgbImage) -> bytes:
    _, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return data.tobytes()


@pytest.mark.parametrize("number", PHOTOGRAPHED)
def test_a_work_of_the_catalogue_is_found_where_it_hangs(engine: Engine, number: int) -> None:
    photo, truth = photo_of(number)
    answer = recognize(photo, engine)
    assert answer.outcome == "match"
    (finding,) = answer.findings
    assert finding.candidates[0].reference_image_id == number + 1
    diagonal = float(np.linalg.norm(np.subtract(truth[2], truth[0])))
    assert np.abs(np.subtract(finding.quad, truth)).max() < 0.03 * diagonal
    assert finding.nearest[0].reference_image_id == number + 1
    assert answer.photo_size_wh == (1000, 750)
    assert answer.fingerprint == engine.embedder.fingerprint


@pytest.mark.parametrize("number", STRANGERS)
def test_a_work_that_is_not_in_the_catalogue_is_no_match(engine: Engine, number: int) -> None:
    answer = recognize(photo_of(number)[0], engine)
    assert answer.outcome != "match"
    assert len(answer.findings) == 1


def test_two_works_on_one_wall_are_both_found(engine: Engine) -> None:
    left, right = paint(0), paint(11)
    wall = np.full((600, 1000, 3), 200, np.uint8)
    wall[100 : 100 + left.shape[0], 80 : 80 + left.shape[1]] = left
    wall[150 : 150 + right.shape[0], 600 : 600 + right.shape[1]] = right
    answer = recognize(Photo(encoded(wall)), engine)
    assert {(f.outcome, f.candidates[0].reference_image_id) for f in answer.findings} == {("match", 1), ("match", 12)}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 40), (640, 480)])
def test_a_plain_photo_is_unknown(engine: Engine, width: int, height: int) -> None:
    answer = recognize(Photo(encoded(np.full((height, width, 3), 190, np.uint8))), engine)
    assert answer.outcome == "unknown"
    assert answer.photo_size_wh == (width, height)


def test_the_engine_is_built_of_the_networks_that_were_loaded(networks: Networks, engine: Engine) -> None:
    assert engine.embedder is networks.embedder
    assert engine.describer is networks.photo_describer
    assert engine.calibration == networks.calibration
    assert 0 < engine.calibration.candidate_above < engine.calibration.match_above < 1


def test_fingerprints_name_keypoints_and_quantizers(networks: Networks) -> None:
    assert networks.descriptor_fingerprint == networks.reference_describer.fingerprint
    assert networks.vocabulary_fingerprint.startswith(f"{networks.descriptor_fingerprint}-")
    assert networks.vocabulary_fingerprint != networks.descriptor_fingerprint


def test_new_indexes_are_empty_and_apart(networks: Networks) -> None:
    one, other = networks.new_vector_index(), networks.new_vector_index()
    one.put([1], [np.eye(1, networks.embedder.dimension, dtype=np.float32)[0]])
    assert (len(one), len(other)) == (1, 0)
    assert len(networks.new_descriptor_index()) == 0


def test_nothing_named_means_the_shipped_weights() -> None:
    assert weights_from(backbone="", path="", sha256="") is shipped.SHIPPED


def test_a_backbone_alone_means_the_hub_s_weights() -> None:
    weights = weights_from(backbone="resnet50", path="", sha256="ab")
    assert (weights.backbone, weights.path, weights.sha256) == ("resnet50", None, "ab")


def test_a_file_needs_its_backbone_and_checksum() -> None:
    weights = weights_from(backbone="resnet50", path="own.safetensors", sha256="ab")
    assert (weights.path, weights.sha256, weights.input_size_px) == (Path("own.safetensors"), "ab", None)
    for backbone, sha256 in (("", "ab"), ("resnet50", ""), ("", "")):
        with pytest.raises(ValueError, match="need their timm backbone and their sha256"):
            weights_from(backbone=backbone, path="own.safetensors", sha256=sha256)


def test_a_checksum_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="checksum names no weights"):
        weights_from(backbone="", path="", sha256="ab")
