"""The weights that ship, as facts: file, network, checksum, licence. Their story is in README.md beside this.

The file holds ``timm.create_model("mobilenetv2_100", num_classes=256)`` under timm's own names, fp16: the classifier is
the embedding head. An embedding is its output, L2-normalized, for an RGB crop squashed to a square of ``input_size_px``
and scaled by the mean and deviation of timm's configuration for the backbone.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path


class WeightsMismatch(Exception):
    """A weights file is not the one it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """Weights of an embedder. Without a ``path`` they come from the hub; a size that is None is the backbone's own."""

    name: str
    backbone: str
    path: Path | None
    sha256: str
    input_size_px: int | None
    dimension: int | None
    licence: str


SHIPPED = WeightsFile(
    name="artrec-mobilenetv2-256",
    backbone="mobilenetv2_100",
    path=Path(__file__).parent / "artrec_mobilenetv2_256.safetensors",
    sha256="0a97429c620e36b0a4872cb9a5b16c99cef35f342116f5d858c04c6bb90d673c",
    input_size_px=160,
    dimension=256,
    licence="Apache-2.0",
)

CLASSIFICATION = WeightsFile(
    name="artrec-depths-512",
    backbone="efficientnet_lite0_depths",
    path=Path(__file__).parent / "artrec_depths_512.safetensors",
    sha256="c99bdcea9913fff249a57df3e351d86bd7d498b6d4089c615f08c595332d73c4",
    input_size_px=224,
    dimension=512,
    licence="Apache-2.0",
)
"""The classification network: how a picture is painted. ``vision.backbones`` registers its backbone with timm."""

CLASSIFICATION_TRAINED_ON = Path(__file__).parent / "artrec_depths_512.trained_on.txt"
"""Which pictures the classification network was trained on: see ``read_trained_on``."""

VOCABULARY = Path(__file__).parent / "rootsift_ivf4096_pq64x4fs.faiss"
"""Quantizers of the descriptor index, made by ``vision.training.vocabulary``."""

VOCABULARY_FACTORY = "IVF4096,PQ64x4fs"
"""What they are, as a FAISS factory string."""

CALIBRATION = Path(__file__).parent / "calibration.json"
"""The logistic model of ``vision.decide``, fitted by ``vision.training.calibration``."""


def read_trained_on(path: Path = CLASSIFICATION_TRAINED_ON) -> frozenset[str]:
    """The first 16 hexadecimal digits of the SHA-256 of each picture file that a network was trained on."""
    return frozenset(path.read_text(encoding="ascii").split())


def verify(path: Path, sha256: str) -> None:
    """Make sure that a weights file is the one meant.

    Raises:
        WeightsMismatch: its SHA-256 is another.
        FileNotFoundError: there is no such file.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        msg = f"{path} has SHA-256 {found}, expected {sha256}: restore the file, or state the right checksum"
        raise WeightsMismatch(msg)
