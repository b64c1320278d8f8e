"""Look-alikes → guesses of style, artist, period and medium.

A label's probability is its share among the labelled neighbours, each weighted by how near it is. Guesses, never facts.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from vision.classify.heads import Labels
from vision.structures import Guess, Neighbour, RgbImage

# Similarity differences of this size make one neighbour e times as heavy as another.
_TEMPERATURE = 0.07
# Fewer labelled neighbours than this say nothing.
_FEWEST = 3
_GUESSES = 3


class NeighbourClassifier:
    """Votes of the nearest reference images, by their catalogue labels."""

    def classify(
        self,
        picture: RgbImage,  # noqa: ARG002 - its look-alikes have seen it
        neighbours: Sequence[Neighbour],
        labels: Mapping[int, Labels],
    ) -> tuple[Guess, ...]:
        """Up to three guesses for each attribute that enough neighbours have a label for, likeliest first."""
        weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        voters: dict[str, int] = defaultdict(int)
        for neighbour in neighbours:
            weight = math.exp((neighbour.similarity - 1) / _TEMPERATURE)
            for attribute, label in labels.get(neighbour.reference_image_id, {}).items():
                weights[attribute][label] += weight
                voters[attribute] += 1
        return tuple(
            guess
            for attribute in sorted(weights)
            if voters[attribute] >= _FEWEST
            for guess in _guesses(attribute, weights[attribute])
        )


def _guesses(attribute: str, weights: Mapping[str, float]) -> list[Guess]:
    total = sum(weights.values())
    likeliest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_GUESSES]
    return [Guess(attribute=attribute, label=label, probability=weight / total) for label, weight in likeliest]
