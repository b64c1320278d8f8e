"""Heads survive their file, and nothing else passes for it."""

from pathlib import Path

import numpy as np
import pytest

from vision.classify.artefact import BrokenHeads, read_heads, write_heads
from vision.classify.heads import Head, Heads

RNG = np.random.default_rng(0)


def head(attribute: str, labels: tuple[str, ...], *, answers_above: float) -> Head:
    count = len(labels)
    weights, bias = RNG.random((count, 8), np.float32), RNG.random(count, np.float32)
    return Head(attribute, labels, weights, bias, RNG.integers(-1, count, 5).astype(np.int16), 0.25, answers_above)


HEADS = Heads(
    "net-224-512",
    (
        head("artist", ("Édouard Vuillard", "Li Bai"), answers_above=0.6),
        head("style", ("A", "B", "C"), answers_above=1.1),
    ),
    RNG.random((5, 8)).astype(np.float16).astype(np.float32),
)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "new" / "heads.safetensors"
    read = read_heads(file, sha256=write_heads(HEADS, file))
    assert read.fingerprint == HEADS.fingerprint
    for one, other in zip(read.heads, HEADS.heads, strict=True):
        for fact in ("attribute", "labels", "blend", "answers_above"):
            assert getattr(one, fact) == getattr(other, fact)
        for part in ("weights", "bias", "remembered"):
            np.testing.assert_array_equal(getattr(one, part), getattr(other, part))
    np.testing.assert_array_equal(read.memory, HEADS.memory)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_no_head_at_all_is_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "heads.safetensors"
    empty = Heads("net", (), np.zeros((0, 8), np.float32))
    read = read_heads(file, sha256=write_heads(empty, file))
    assert (read.fingerprint, read.heads, read.memory.shape) == ("net", (), (0, 8))


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "heads.safetensors"
    digest = write_heads(HEADS, file)
    file.write_bytes(file.read_bytes()[:-4] + b"oops")
    with pytest.raises(BrokenHeads, match="not the file that was published"):
        read_heads(file, sha256=digest)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenHeads, match=r"cannot read gone\.safetensors"):
        read_heads(tmp_path / "gone.safetensors", sha256="0" * 64)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vision.classify.artefact.os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_heads(HEADS, tmp_path / "heads.safetensors")
    assert list(tmp_path.iterdir()) == []
