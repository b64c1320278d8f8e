"""The first stages: where in the photo to look, and what the embedder makes of each region."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from vision.explain.canvas import (
    BODY,
    HAIRLINE,
    INK,
    LARGE,
    MARGIN,
    MUTED,
    PANEL,
    SMALL,
    Box,
    Colour,
    Sheet,
    fit,
)
from vision.explain.case import PALETTE, Case
from vision.explain.story import Stage, photograph
from vision.structures import Neighbour, Point, Quad, Region, RgbImage

_KIND_COLOURS: dict[str, Colour] = {"photo": (72, 80, 92), "window": PALETTE[0], "picture": PALETTE[1]}
_LEGEND_PX = 400
_TILE_PX = 172
_GAP_PX = 16
_LABEL_PX = 34
# What fits on a sheet that is still read in one go.
_ROWS = 10
_NEIGHBOURS = 6


def regions_stage(case: Case) -> Stage:
    """The upright photo with every region outlined and numbered."""
    regions = case.evidence.regions
    photo = case.evidence.image.pixels
    width, height = case.evidence.image.full_size_wh
    counted = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in _kinds(regions).items())
    reduced = f", reduced to {photo.shape[1]} × {photo.shape[0]}" if photo.shape[:2] != (height, width) else ""
    told = (
        f"The upright photo has {width} × {height} pixels{reduced}."
        f" Recognition looks at {_count(len(regions), 'region')} of it: {counted}."
    )
    picture = photograph("regions", _outlined(photo, regions), "The photo with the outlines of its regions, numbered.")
    return Stage("regions", "Where to look", told, (picture,))


def neighbours_stage(case: Case) -> Stage:
    """Each region's crop, squashed as the embedder takes it, beside the reference images most like it."""
    rows = list(_rows(case))
    best = max((n for _, _, near in rows for n in near), key=lambda n: n.similarity, default=None)
    told = "Every region is squashed to a square and embedded: one vector each, compared with those of the catalogue."
    if best is None:
        told += " There is nothing in the index to compare with."
    else:
        told += (
            f" Of all, #{best.reference_image_id} looks most like a region: similarity {best.similarity:.2f}."
            " To look alike is no proof; it puts up candidates."
        )
    if len(rows) > _ROWS:
        told += f" Shown are the whole photo and the {_ROWS - 1} regions with the most similar neighbours."
    picture = photograph("neighbours", _sheet(case, _most_telling(rows)), "Crops of the regions and their neighbours.")
    return Stage("neighbours", "What each region looks like", told, (picture,))


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _kinds(regions: Sequence[Region]) -> dict[str, int]:
    names = [region.kind for region in regions]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def _colour(kind: str) -> Colour:
    return _KIND_COLOURS.get(kind, PALETTE[2])


def _outlined(photo: RgbImage, regions: Sequence[Region]) -> RgbImage:
    shown = fit(photo, 1060, 1060)
    scale = shown.shape[1] / photo.shape[1]
    sheet = Sheet(shown.shape[1] + _LEGEND_PX, max(shown.shape[0], 44 * (len(regions) + len(_kinds(regions))) + 40))
    picture = Sheet(shown.shape[1], shown.shape[0])
    picture.paste(shown, 0, 0)
    taken: list[Box] = []
    insets = [_inset(region.quad, scale, place) for place, region in enumerate(regions)]
    for region, corners in zip(regions, insets, strict=True):
        is_window = region.kind == "window"
        picture.outline(corners, _colour(region.kind), 2 if is_window else 4, dashed=is_window)
    for number, (region, corners) in enumerate(zip(regions, insets, strict=True), start=1):
        picture.tag((corners[0][0] + 6, corners[0][1] + 6), str(number), _colour(region.kind), taken, BODY)
    sheet.paste(picture.pixels, 0, 0)
    _write_legend(sheet, regions, shown.shape[1] + MARGIN)
    return sheet.pixels


def _inset(quad: Quad, scale: float, place: int) -> list[Point]:
    """The corners on the shown picture, each region's a little further in, so that edges they share are all seen."""
    corners = np.array(quad) * scale
    centre = corners.mean(axis=0)
    lengths = np.maximum(np.linalg.norm(corners - centre, axis=1, keepdims=True), 1e-6)
    moved = corners + (centre - corners) / lengths * np.minimum(4 + 5 * (place % 8), lengths / 2)
    return [(float(x), float(y)) for x, y in moved]


def _write_legend(sheet: Sheet, regions: Sequence[Region], left: float) -> None:
    y = 24.0
    for kind, count in _kinds(regions).items():
        sheet.fill((left, y - 11, left + 22, y + 11), _colour(kind))
        sheet.text((left + 34, y), f"{kind} ({count})", INK, LARGE)
        y += 44
        for number, region in enumerate(regions, start=1):
            if region.kind == kind:
                sheet.text((left + 34, y), str(number), _colour(kind), BODY)
                sheet.text((left + 80, y), f"{_side(region.quad, 0)} x {_side(region.quad, 1)} px", MUTED, BODY)
                y += 36
        y += 14


def _side(quad: Quad, first: int) -> int:
    (x0, y0), (x1, y1) = quad[first], quad[first + 1]
    return round(float(np.hypot(x1 - x0, y1 - y0)))


_Row = tuple[int, Region, Sequence[Neighbour]]


def _rows(case: Case) -> Iterator[_Row]:
    pairs = zip(case.evidence.regions, case.evidence.neighbours, strict=False)
    return ((number, region, near[:_NEIGHBOURS]) for number, (region, near) in enumerate(pairs, start=1))


def _most_telling(rows: Sequence[_Row]) -> list[_Row]:
    by_similarity = sorted(rows[1:], key=lambda row: -max((n.similarity for n in row[2]), default=0.0))
    return sorted([*rows[:1], *by_similarity[: _ROWS - 1]], key=lambda row: row[0])


def _sheet(case: Case, rows: Sequence[_Row]) -> RgbImage:
    step = _TILE_PX + _GAP_PX
    sheet = Sheet((_NEIGHBOURS + 1) * step + 70, len(rows) * (_TILE_PX + _LABEL_PX + _GAP_PX) + _LABEL_PX + 8)
    sheet.text((8, 18), "region", MUTED, BODY)
    sheet.text((step + 70, 18), "most similar reference images, by cosine similarity", MUTED, BODY)
    for place, (number, region, near) in enumerate(rows):
        top = _LABEL_PX + 8 + place * (_TILE_PX + _LABEL_PX + _GAP_PX)
        squashed = cv2.resize(region.crop, (_TILE_PX, _TILE_PX), interpolation=cv2.INTER_AREA)
        box = sheet.paste(squashed.astype(np.uint8, copy=False), 8, top)
        sheet.frame(box, _colour(region.kind), 4)
        sheet.text((8, box[3] + 22), f"{number} {region.kind}", INK, SMALL)
        for column, neighbour in enumerate(near):
            _draw_neighbour(sheet, case, neighbour, step + 70 + column * step, top)
    return sheet.pixels


def _draw_neighbour(sheet: Sheet, case: Case, neighbour: Neighbour, left: float, top: float) -> None:
    tile = (left, top, left + _TILE_PX, top + _TILE_PX)
    sheet.fill(tile, PANEL)
    picture = fit(case.album[neighbour.reference_image_id], _TILE_PX, _TILE_PX)
    sheet.paste(picture, left + (_TILE_PX - picture.shape[1]) / 2, top + (_TILE_PX - picture.shape[0]) / 2)
    sheet.frame(tile, HAIRLINE)
    y = tile[3] + 22
    colour = case.colour_of(neighbour.reference_image_id)
    sheet.fill((left, y + 14, left + _TILE_PX * max(0.0, neighbour.similarity), y + 18), colour)
    sheet.text((left, y), f"#{neighbour.reference_image_id}", INK, SMALL)
    sheet.text((tile[2], y), f"{neighbour.similarity:.2f}", INK, SMALL, anchor="rm")
