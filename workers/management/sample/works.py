"""The works of the sample: which studio paints each, from which seed, and all that is said about it."""

import math
import random
from dataclasses import dataclass

from catalog.ingest.records import ArtistRecord, ArtworkRecord
from vision.studios import STUDIOS, Size, Studio
from workers.management.sample.places import displays
from workers.management.sample.prices import price_history
from workers.management.sample.titles import titles

SOURCE = "artrec-sample"
RIGHTS = "CC0 1.0. Sample: painted by a program, the work of no real artist."
LONG_SIDE_PX = 800
MAX_PER_STUDIO = 1000
"""Seeds of two catalogues never overlap within a studio."""


@dataclass(frozen=True, slots=True)
class SampleWork:
    """A work to paint, and its record, which has no image yet."""

    studio: Studio
    seed: int
    size_wh: Size
    record: ArtworkRecord


def sample_works(seed: int, works_per_studio: int) -> list[SampleWork]:
    """All works of the sample catalogue that ``seed`` (≥ 0) makes; at most ``MAX_PER_STUDIO`` by each studio."""
    return [
        _sample_work(studio, seed, number, title)
        for studio in STUDIOS
        for number, title in enumerate(titles(studio.slug, seed, works_per_studio))
    ]


def _sample_work(studio: Studio, seed: int, number: int, title: str) -> SampleWork:
    work_id = f"{seed}/{studio.slug}/{number + 1:03}"
    rng = random.Random(work_id)
    proportion = rng.choice(studio.proportions)
    long_side_mm = rng.randint(*studio.long_side_mm)
    width_mm, height_mm = _sides(long_side_mm, proportion)
    year_from, year_to, date_text = _dating(rng, studio)
    record = ArtworkRecord(
        source=SOURCE,
        source_id=work_id,
        title=title,
        artists=(_artist(rng, studio),),
        date_text=date_text,
        year_from=year_from,
        year_to=year_to,
        style=studio.style,
        genre=studio.genre,
        medium=rng.choice(studio.mediums),
        dimensions_text=f"{height_mm / 10:.1f} × {width_mm / 10:.1f} cm",
        height_mm=height_mm,
        width_mm=width_mm,
        rights=RIGHTS,
        prices=price_history(rng, work_id, _worth_usd(rng, studio, long_side_mm), year_to or studio.active[1]),
        displays=displays(rng),
    )
    return SampleWork(studio, seed * MAX_PER_STUDIO + number, _sides(LONG_SIDE_PX, proportion), record)


def _sides(long_side: int, proportion: float) -> tuple[int, int]:
    """(width, height) of a format with that long side; ``proportion`` = width divided by height."""
    short_side = round(long_side * min(proportion, 1 / proportion))
    return (long_side, short_side) if proportion >= 1 else (short_side, long_side)


def _artist(rng: random.Random, studio: Studio) -> ArtistRecord:
    return ArtistRecord(
        source_id=studio.slug,
        name=f"{studio.name} (sample studio)",
        birth_year=studio.birth_year,
        death_year=studio.death_year,
        nationality=studio.nationality,
        qualifier=rng.choices(("by", "attributed_to", "workshop_of", "after"), (92, 4, 2, 2))[0],
    )


def _dating(rng: random.Random, studio: Studio) -> tuple[int | None, int | None, str]:
    """First and last year, and how the catalogue writes them."""
    first, last = studio.active
    year = rng.randint(first, last)
    manner = rng.choices(("exact", "circa", "span", "undated"), (70, 15, 11, 4))[0]
    if manner == "circa":
        return max(first, year - 2), min(last, year + 2), f"c. {year}"
    if manner == "span" and year < last:
        return year, year + 1, f"{year}–{year + 1}"
    if manner == "undated":
        return None, None, "undated"
    return year, year, str(year)


def _worth_usd(rng: random.Random, studio: Studio, long_side_mm: int) -> float:
    """Today's worth: every studio has its market, larger works cost more."""
    market = random.Random(f"market/{studio.slug}").lognormvariate(9.2, 0.9)
    size = math.pow(long_side_mm / 800, 1.2)
    return market * size * rng.lognormvariate(0, 0.35)
