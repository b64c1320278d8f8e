"""Builds the real stages: the one place that names concrete classes."""

from dataclasses import dataclass
from pathlib import Path

from vision import weights as shipped
from vision.classify import HeadClassifier, Heads, NeighbourClassifier
from vision.config import RecognitionConfig
from vision.decide import Calibration, read_calibration
from vision.describe import SiftDescriber
from vision.embed import TimmEmbedder
from vision.localize import PictureLocalizer
from vision.pipeline import Engine, Indexes, References
from vision.search import FaissVectorIndex
from vision.verify import HomographyVerifier
from vision.vote import DescriptorIndex, read_vocabulary, vocabulary_fingerprint
from vision.weights import WeightsFile


@dataclass(frozen=True, slots=True)
class Networks:
    """What is loaded once a process: it holds weights, and nothing of any catalogue."""

    config: RecognitionConfig
    embedder: TimmEmbedder
    classification_embedder: TimmEmbedder
    reference_describer: SiftDescriber
    photo_describer: SiftDescriber
    calibration: Calibration

    @property
    def descriptor_fingerprint(self) -> str:
        """Names the stored keypoints of references."""
        return self.reference_describer.fingerprint

    @property
    def vocabulary_fingerprint(self) -> str:
        """Names a descriptor index: the keypoints, and the quantizers that coded them."""
        return f"{self.descriptor_fingerprint}-{vocabulary_fingerprint(shipped.VOCABULARY)}"

    def new_vector_index(self) -> FaissVectorIndex:
        """An empty vector index for this embedder."""
        return FaissVectorIndex(self.embedder.dimension)

    def new_descriptor_index(self) -> DescriptorIndex:
        """An empty descriptor index over the shipped vocabulary."""
        return DescriptorIndex(read_vocabulary(shipped.VOCABULARY))


def load_networks(weights: WeightsFile = shipped.SHIPPED, *, device: str = "auto") -> Networks:
    """Loads and verifies all weights.

    Raises:
        WeightsMismatch, FileNotFoundError: see ``TimmEmbedder``.
    """
    config = RecognitionConfig()
    return Networks(
        config=config,
        embedder=TimmEmbedder(weights, device=device),
        classification_embedder=TimmEmbedder(shipped.CLASSIFICATION, device=device),
        reference_describer=SiftDescriber.for_references(config),
        photo_describer=SiftDescriber.for_photos(config),
        calibration=read_calibration(shipped.CALIBRATION),
    )


def weights_from(*, backbone: str, path: str, sha256: str) -> WeightsFile:
    """The weights that a deployment names: nothing = the shipped ones, a backbone alone = the hub's.

    Raises:
        ValueError: a path without its backbone and checksum, or a checksum alone.
    """
    if not backbone and not path:
        if sha256:
            raise ValueError(
                "A checksum names no weights: state their timm backbone, and their path if they are a file."
            )
        return shipped.SHIPPED
    if path and not (backbone and sha256):
        raise ValueError("Weights from a file need their timm backbone and their sha256 stated too.")
    return WeightsFile(
        name=backbone,
        backbone=backbone,
        path=Path(path) if path else None,
        sha256=sha256,
        input_size_px=None,
        dimension=None,
        licence="unknown",
    )


def build_engine(networks: Networks, indexes: Indexes, references: References, heads: Heads | None = None) -> Engine:
    """A complete engine over one state of the indexes; without ``heads``, look-alikes vote on the attributes."""
    classifier = NeighbourClassifier() if heads is None else HeadClassifier(networks.classification_embedder, heads)
    return Engine(
        config=networks.config,
        calibration=networks.calibration,
        localizer=PictureLocalizer(pictures=networks.config.pictures),
        embedder=networks.embedder,
        describer=networks.photo_describer,
        picture_describer=networks.reference_describer,
        indexes=indexes,
        references=references,
        verifier=HomographyVerifier(),
        classifier=classifier,
    )
