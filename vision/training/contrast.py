"""The loss: each query must find the key of its own work among the batch's and several thousand remembered ones."""

from dataclasses import dataclass

import torch
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class ContrastOptions:
    """The temperature of InfoNCE, and the cosine from which two pictures count as the same work."""

    temperature: float
    twin: float


class Memory:
    """The last ``length`` keys, as further negatives.

    Keys come from the slow running average of the network. Keys of the network itself would grow stale, and it learns
    to flee from them, all embeddings together, instead of telling works apart (seen here: it collapsed).
    """

    def __init__(self, length: int, dimension: int, device: torch.device) -> None:
        self.vectors = torch.zeros(length, dimension, device=device)
        self.numbers = torch.full((length,), -1, dtype=torch.int64, device=device)
        self.place = 0

    def remember(self, vectors: torch.Tensor, numbers: torch.Tensor) -> None:
        """Overwrite the oldest entries."""
        slots = (torch.arange(len(vectors), device=self.numbers.device) + self.place) % len(self.numbers)
        self.vectors[slots] = vectors.detach()
        self.numbers[slots] = numbers
        self.place = int((self.place + len(vectors)) % len(self.numbers))

    def state(self) -> dict[str, torch.Tensor | int]:
        """What a checkpoint keeps."""
        return {"vectors": self.vectors, "numbers": self.numbers, "place": self.place}

    def restore(self, state: dict[str, torch.Tensor | int]) -> None:
        """Go on from a checkpoint."""
        self.vectors.copy_(torch.as_tensor(state["vectors"]))
        self.numbers.copy_(torch.as_tensor(state["numbers"]))
        self.place = int(state["place"])


def contrast(
    queries: torch.Tensor, keys: torch.Tensor, numbers: torch.Tensor, memory: Memory, options: ContrastOptions
) -> tuple[torch.Tensor, torch.Tensor]:
    """InfoNCE of unit vectors (pairs, dimension) whose rows belong together; (loss, share of queries that find theirs).

    ``numbers`` tell works apart. Works with keys as alike as ``options.twin`` are never pushed apart: catalogues hold
    some works twice.
    """
    own = torch.eye(len(keys), dtype=torch.bool, device=keys.device)
    twins = (keys @ keys.T > options.twin) & ~own
    remembered = (memory.numbers < 0) | (memory.numbers == numbers[:, None]) | (keys @ memory.vectors.T > options.twin)
    similarity = torch.cat([queries @ keys.T, queries @ memory.vectors.T], dim=1)
    similarity = similarity.masked_fill(torch.cat([twins, remembered], dim=1), -10)
    target = torch.arange(len(keys), device=keys.device)
    loss = functional.cross_entropy(similarity / options.temperature, target)
    return loss, (similarity.argmax(dim=1) == target).float().mean()
