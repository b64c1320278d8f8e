"""Train the embedder: clean pictures against crops of their simulated phone photos, every parameter, contrastively.

The whole recipe. From the catalogue's public-domain works it makes pairs on the fly (a clean picture; a crop of a
simulated photo of it), and tunes a timm MobileNetV2 with a 256-d head so that a photo's embedding is nearest to its
picture's. The loss is InfoNCE; keys come from the running average of the weights (as in MoCo), the last few thousand
are remembered as further negatives, and batches are drawn half from groups by one artist. Written under --out:
checkpoint.pt (to --resume), weights.safetensors (the running average, fp16: what ships), loss.csv and loss.png. Stop
with Ctrl-C at any time; --resume goes on.
"""

import argparse
import csv
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from timm.utils.model_ema import ModelEmaV3
from torch import nn
from torch.utils.data import DataLoader

from vision.training.contrast import ContrastOptions, Memory, contrast
from vision.training.network import DIMENSION, build, embed, export, start_head
from vision.training.pairs import PairBatches, Plan, clean_view
from vision.training.works import Work, hold_out, read_works

HEAD_SAMPLE = 2000


@dataclass
class Run:
    """Everything that changes while training, and what a checkpoint keeps."""

    network: nn.Module
    average: ModelEmaV3
    optimizer: torch.optim.Optimizer
    memory: Memory
    step: int = 0
    log: list[tuple[int, float, float]] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write the checkpoint and the weights; each appears whole or not at all."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.module.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "memory": self.memory.state(),
            "step": self.step,
            "log": self.log,
        }
        torch.save(state, folder / "checkpoint.part")
        (folder / "checkpoint.part").replace(folder / "checkpoint.pt")
        export(self.average.module, folder / "weights.safetensors")
        with (folder / "loss.csv").open("w", newline="", encoding="utf-8") as lines:
            csv.writer(lines).writerows([("step", "loss", "recall_at_1"), *self.log])
        plot_loss(self.log, folder / "loss.png")

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was written."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.module.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.memory.restore(state["memory"])
        self.step = state["step"]
        self.log = state["log"]


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The recipe's knobs; the defaults are those of the shipped weights."""
    parser = argparse.ArgumentParser(prog="python -m vision.training.embedder", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--catalogue", type=Path, required=True, help="CSV: image, source, source_id, artist, pd_status, aspect_true")
    add("--images", type=Path, required=True, help="the folder that the CSV's image paths are relative to")
    add("--start", type=Path, required=True, help="safetensors of the backbone to start from (ImageNet)")
    add("--out", type=Path, required=True, help="folder for checkpoints, weights and the plot")
    add("--resume", action="store_true", help="go on from OUT/checkpoint.pt; --steps may be changed")
    add(
        "--steps",
        type=int,
        default=1050,
        help="batches in all (default %(default)s); the learning rate ends at 0 there",
    )
    add("--pairs", type=int, default=32, help="pairs in a batch (default %(default)s)")
    add("--input-px", type=int, default=160, help="final input size (default %(default)s)")
    add("--small-px", type=int, default=128, help="input size of the first part (default %(default)s)")
    add("--small-share", type=float, default=0.78, help="share of the steps at the small size (default %(default)s)")
    add("--memory", type=int, default=4096, help="remembered negatives (default %(default)s)")
    add("--temperature", type=float, default=0.07, help="of InfoNCE (default %(default)s)")
    add("--twin", type=float, default=0.92, help="clean pictures this alike are no negatives (default %(default)s)")
    add("--learning-rate", type=float, default=3e-4, help="AdamW, at its highest (default %(default)s)")
    add("--average", type=float, default=0.99, help="decay of the weights' running average (default %(default)s)")
    add("--held-out", type=int, default=400, help="works never seen in training (default %(default)s)")
    add("--checkpoint-s", type=float, default=180, help="seconds between checkpoints (default %(default)s)")
    add("--seed", type=int, default=20260)
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args(arguments)


def begin(options: argparse.Namespace, works: list[Work]) -> Run:
    """A run at its first step, or at its checkpoint's."""
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    network = build(options.start).to(device)
    if not options.resume:
        rng = np.random.default_rng(options.seed)
        sample = [works[n].picture for n in rng.permutation(len(works))[:HEAD_SAMPLE]]
        start_head(
            network, torch.from_numpy(np.stack([clean_view(p, rng, options.small_px) for p in sample])).to(device)
        )
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}])
    average = ModelEmaV3(network, decay=options.average)
    run = Run(network, average, optimizer, Memory(options.memory, DIMENSION, device))
    if options.resume:
        run.load(options.out / "checkpoint.pt")
    return run


def learning_rate(options: argparse.Namespace, step: int) -> float:
    """A short warm-up, then half a cosine down to 0."""
    warm = min(1.0, (step + 1) / 60)
    return float(options.learning_rate * warm * (1 + np.cos(np.pi * step / options.steps)) / 2)


def train_step(run: Run, batch: list[torch.Tensor], options: argparse.Namespace) -> None:
    """One batch forward and back."""
    queries, keys, numbers = (part.to(options.device) for part in batch)
    for group in run.optimizer.param_groups:
        group["lr"] = learning_rate(options, run.step)
    # Batch norm keeps its statistics: those of small batches, half dark photos, are far from those at work.
    run.network.eval()
    with torch.no_grad():
        key_vectors = embed(run.average.module, keys)
    contrast_options = ContrastOptions(options.temperature, options.twin)
    loss, found = contrast(embed(run.network, queries), key_vectors, numbers, run.memory, contrast_options)
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.network.parameters(), 5.0)
    run.optimizer.step()
    run.average.update(run.network, step=run.step)
    run.memory.remember(key_vectors, numbers)
    run.step += 1
    run.log.append((run.step, loss.item(), found.item()))


def train(options: argparse.Namespace, works: list[Work]) -> None:
    """Train to ``--steps``, leaving a checkpoint every ``--checkpoint-s`` seconds and at the end."""
    run = begin(options, works)
    sizes = ((0, options.small_px), (round(options.steps * options.small_share), options.input_px))
    batches = PairBatches(works, Plan(options.seed, options.steps, options.pairs, sizes), run.step)
    loader = DataLoader(
        batches,
        batch_size=None,
        num_workers=1,
        prefetch_factor=6,
        worker_init_fn=_one_thread,
        # A forked worker hangs where this process has used OpenMP before.
        multiprocessing_context="spawn",
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    saved_at = time.monotonic()
    with Progress(*columns, refresh_per_second=0.2) as progress:
        task = progress.add_task("training", total=options.steps, completed=run.step)
        for batch in loader:
            train_step(run, batch, options)
            _, loss, found = np.mean(run.log[-50:], axis=0)
            progress.update(task, completed=run.step, description=f"loss {loss:.3f}, recall@1 {found:.1%}")
            if time.monotonic() - saved_at > options.checkpoint_s:
                run.save(options.out)
                progress.print(f"step {run.step}: loss {loss:.3f}, recall@1 {found:.1%}; saved in {options.out}")
                saved_at = time.monotonic()
        run.save(options.out)


def plot_loss(log: list[tuple[int, float, float]], path: Path) -> None:
    """Loss and in-training recall@1 by step, each smoothed over 50 steps."""
    from matplotlib.figure import Figure  # noqa: PLC0415 — only the plot needs it, and it is slow to load

    steps, losses, found = np.array(log).T
    width = min(50, len(log))
    window = np.ones(width) / width
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot(steps, losses, color="0.85", linewidth=0.6)
    axes.plot(steps[width - 1 :], np.convolve(losses, window, "valid"), color="tab:blue")
    axes.set(xlabel="step", ylabel="loss (InfoNCE)", ylim=(0, None))
    right = axes.twinx()
    right.plot(steps[width - 1 :], np.convolve(found, window, "valid"), color="tab:orange")
    right.set(ylabel="recall@1 among batch and memory", ylim=(0, 1))
    figure.savefig(path, dpi=110)


def _one_thread(_: int) -> None:
    """A simulating worker leaves the cores to the training."""
    cv2.setNumThreads(0)
    torch.set_num_threads(1)


def main(arguments: list[str] | None = None) -> None:
    """Read the catalogue and train."""
    options = parse_arguments(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    works, _ = hold_out(list(read_works(options.catalogue, options.images)), options.held_out, options.seed)
    train(options, works)


if __name__ == "__main__":
    main()
