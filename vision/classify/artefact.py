"""Heads as a file: safetensors, written aside, flushed, renamed into place; remembered vectors at float16."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from vision.classify.heads import Head, Heads

_FACTS = ("attribute", "labels", "blend", "answers_above")
_TENSORS = ("weights", "bias", "remembered")


class BrokenHeads(Exception):
    """A file of heads is missing, or not the one that was published."""


def write_heads(heads: Heads, path: Path) -> str:
    """Writes the file whole or not at all; returns its sha256."""
    tensors: dict[str, NDArray[Any]] = {"memory": heads.memory.astype(np.float16)}
    for head in heads.heads:
        tensors |= {f"{head.attribute}.{part}": getattr(head, part) for part in _TENSORS}
    facts = [{name: getattr(head, name) for name in _FACTS} for head in heads.heads]
    data = save(tensors, {"fingerprint": heads.fingerprint, "heads": json.dumps(facts)})
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.partial")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return hashlib.sha256(data).hexdigest()


def read_heads(path: Path, *, sha256: str) -> Heads:
    """Reads a published file.

    Raises:
        BrokenHeads: it is missing, or its checksum is not the published one.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != sha256:
            raise BrokenHeads(f"{path.name} is not the file that was published (checksum {digest[:12]}…)")
        with safe_open(path, "numpy") as stored:
            facts = stored.metadata()
            heads = tuple(
                Head(
                    attribute=entry["attribute"],
                    labels=tuple(entry["labels"]),
                    blend=entry["blend"],
                    answers_above=entry["answers_above"],
                    **{part: stored.get_tensor(f"{entry['attribute']}.{part}") for part in _TENSORS},
                )
                for entry in json.loads(facts["heads"])
            )
            memory = stored.get_tensor("memory").astype(np.float32)
    except (OSError, SafetensorError) as error:
        raise BrokenHeads(f"cannot read {path.name}: {error}") from error
    return Heads(facts["fingerprint"], heads, memory)
