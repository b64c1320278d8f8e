"""``python -m vision.training.vocabulary``: the quantizers of the descriptor index, from public-domain works.

Coarse k-means cells and a product quantizer over RootSIFT descriptors (Jégou, Douze and Schmid, "Product quantization
for nearest neighbor search", PAMI 2011). Local descriptors of one kind of picture are much like those of another, so
one vocabulary serves every catalogue and adding works needs no training.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from vision.config import RecognitionConfig
from vision.describe import SiftDescriber
from vision.training.works import Work, read_works


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="CSV of works (see the training card)")
    parser.add_argument("--images", type=Path, required=True, help="folder that the CSV's image paths start from")
    parser.add_argument("--out", type=Path, required=True, help="where to write the vocabulary")
    parser.add_argument("--works", type=int, default=2500, help="how many works to learn from")
    parser.add_argument("--factory", default="IVF4096,PQ64x4fs", help="FAISS factory string")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    works = list(read_works(options.catalogue, options.images))
    chosen = np.random.default_rng(options.seed).permutation(len(works))[: options.works]
    descriptors = collect(works[place] for place in track(sorted(chosen), description="describing"))
    faiss.write_index(train(descriptors, factory=options.factory, seed=options.seed), str(options.out))
    print(f"wrote {options.out}: {options.factory} from {len(descriptors):,} descriptors")  # noqa: T201


def collect(works: Iterable[Work]) -> NDArray[np.float32]:
    """All descriptors (count, 128) of the works' pictures, described as the catalogue's are."""
    describer = SiftDescriber.for_references(RecognitionConfig())
    return np.concatenate([describer.describe(work.picture).descriptors for work in works]).astype(np.float32)


def train(descriptors: NDArray[np.float32], *, factory: str, seed: int) -> faiss.Index:
    """The trained, empty index."""
    index = faiss.index_factory(descriptors.shape[1], factory)
    index.cp.seed = seed
    index.cp.niter = 12
    index.cp.max_points_per_centroid = 96
    index.train(descriptors)
    return index


if __name__ == "__main__":
    main()
