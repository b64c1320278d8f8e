"""What geometry makes of the best candidates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.explain.canvas import (
    AGREES,
    BODY,
    DIFFERS,
    HAIRLINE,
    INK,
    LARGE,
    MUTED,
    PAPER,
    Box,
    Sheet,
    fit,
    text_width,
)
from vision.explain.case import Case, Ranked
from vision.explain.correspondences import Correspondences, correspond, on_crop_of
from vision.explain.story import Picture, Stage, photograph

_SHOWN_CANDIDATES = 5
# More lines than this are a carpet; the strongest keypoints come first.
_MOST_LINES = 60


def verification_stage(case: Case) -> Stage:
    """What was looked at beside the reference, for the best candidates, with lines between what corresponds."""
    shown = case.ranked[:_SHOWN_CANDIDATES]
    if not shown:
        return Stage("verification", "What geometry proves", "There was no candidate to verify.", ())
    proven = sum(ranked.verification.quad is not None for ranked in case.ranked)
    told = (
        f"{len(case.ranked)} candidates were verified; for {proven} of them one perspective explains enough"
        " correspondences for an outline. Green ones agree with it, red ones do not; lines join the strongest. Inliers"
        " count distinct places, so there may be more green correspondences than inliers."
    )
    if len(case.ranked) > len(shown):
        told += f" Shown are the best {len(shown)}."
    pictures = tuple(_pair(ranked, place, case) for place, ranked in enumerate(shown, start=1))
    return Stage("verification", "What geometry proves", told, pictures)


def _pair(ranked: Ranked, place: int, case: Case) -> Picture:
    crop = fit(ranked.look.region.crop, 880, 760)
    reference = fit(case.album[ranked.reference_image_id], 520, 620)
    top = 84
    width = max(crop.shape[1] + 60 + reference.shape[1], 1200)
    sheet = Sheet(width, top + max(crop.shape[0], reference.shape[0]))
    left = width - reference.shape[1]
    height = sheet.height - top
    crop_at = sheet.paste(crop, 0, top + (height - crop.shape[0]) / 2)
    reference_at = sheet.paste(reference, left, top + (height - reference.shape[0]) / 2)
    pairs = correspond(ranked, case)
    _connect(sheet, pairs, crop_at, reference_at)
    if (quad := ranked.verification.quad) is not None:
        corners = _placed(on_crop_of(ranked.look.region, quad), crop_at)
        sheet.outline([(float(x), float(y)) for x, y in corners], case.colour_of(ranked.reference_image_id), 4)
    _write_numbers(sheet, ranked, pairs, case)
    weighed = ranked.weighed
    shows = f"Correspondences with #{ranked.reference_image_id}: {weighed.inliers} inliers."
    return photograph(f"candidate-{place}", sheet.pixels, shows)


def _connect(sheet: Sheet, pairs: Correspondences, crop_at: Box, reference_at: Box) -> None:
    on_crop, on_reference = _placed(pairs.on_crop, crop_at), _placed(pairs.on_reference, reference_at)
    for agrees, colour in ((False, DIFFERS), (True, AGREES)):
        rows = np.flatnonzero(pairs.agrees == agrees)
        over = Sheet(sheet.width, sheet.height)
        over.paste(sheet.pixels, 0, 0)
        for (x0, y0), (x1, y1) in zip(on_crop[rows[:_MOST_LINES]], on_reference[rows[:_MOST_LINES]], strict=True):
            over.line((x0, y0), (x1, y1), colour, 1)
        sheet.blend(over.pixels, 0.7)
        for x, y in (*on_crop[rows], *on_reference[rows]):
            sheet.dot((x, y), 4, colour, edge=PAPER)


def _placed(shares: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    placed: NDArray[np.float64] = np.array(box[:2]) + shares * (box[2] - box[0], box[3] - box[1])
    return placed


def _write_numbers(sheet: Sheet, ranked: Ranked, pairs: Correspondences, case: Case) -> None:
    weighed = ranked.weighed
    sheet.fill((0, 0, sheet.width, 72), PAPER)  # an outline may reach beyond the photo
    sheet.fill((0, 4, 10, 62), case.colour_of(ranked.reference_image_id))
    verdict = ("match, " if weighed.is_match else "") + f"confidence {weighed.confidence_text}"
    looked = "" if ranked.look.region.kind == "photo" else f", by a look at {case.called(ranked.look)}"
    sheet.text((24, 18), f"#{ranked.reference_image_id}  {verdict}{looked}", INK, LARGE)
    inside = "-" if weighed.picture_similarity is None else f"{weighed.picture_similarity:.2f}"
    _write_row(
        sheet,
        (
            ("inliers", str(weighed.inliers)), ("coverage", f"{weighed.coverage:.2f}"),
            ("similarity inside", inside), ("of a region", f"{weighed.similarity:.2f}"),
            ("votes", f"{weighed.votes:.1f}"), ("green", f"{int(pairs.agrees.sum())} of {len(pairs.agrees)}"),
        ),
        top=48,
    )  # fmt: skip


def _write_row(sheet: Sheet, facts: Sequence[tuple[str, str]], top: float) -> None:
    x = 24.0
    for name, value in facts:
        sheet.text((x, top), name, MUTED, BODY)
        x += text_width(name, BODY) + 8
        sheet.text((x, top), value, INK, BODY)
        x += text_width(value, BODY) + 26
    sheet.line((0, 70), (sheet.width, 70), HAIRLINE, 1)
