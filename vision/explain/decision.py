"""The last stages: how the calibration weighs the evidence, what was decided, and how long it all took."""

import math
from collections.abc import Callable, Sequence

from vision.explain.canvas import (
    AGREES,
    BODY,
    DIFFERS,
    HAIRLINE,
    INK,
    LARGE,
    MARGIN,
    MUTED,
    PANEL,
    PAPER,
    SMALL,
    Box,
    Colour,
    Sheet,
    fit,
)
from vision.explain.case import PALETTE, Case, Ranked
from vision.explain.story import Stage, Weighed, chart, photograph
from vision.structures import RgbImage

_OUTLINED = 5
_WEIGHED = 3
_NAMED = 4
_PANEL_W, _ROW_H = 1240, 40


def headline(case: Case) -> str:
    """The answer in one sentence."""
    matches = [ranked.weighed for ranked in case.ranked if ranked.weighed.is_match]
    if matches:
        named = ", ".join(f"#{match.reference_image_id} (confidence {match.confidence_text})" for match in matches)
        return f"Match: {named}."
    best = case.ranked[0].weighed if case.ranked else None
    if best is None:
        return "Unknown: nothing in the catalogue was worth comparing."
    if case.decisions[0].outcome == "candidates":
        return f"No match, but candidates; the best is #{best.reference_image_id} (confidence {best.confidence_text})."
    return f"Unknown: the best candidate, #{best.reference_image_id}, reaches only {best.confidence_text}."


def decision_stage(case: Case) -> Stage:
    """The outlines on the photo, all candidates on the scale of confidence, and what made the best ones' logits."""
    calibration = case.calibration
    told = (
        f"{headline(case)} A match needs a confidence of {calibration.match_above:g} and an outline that overlaps no"
        f" better one; a candidate needs {calibration.candidate_above:g}."
    )
    pictures = [photograph("decision", _outlines(case), "The outlines of matches or candidates on the photo.")]
    if case.ranked:
        told += (
            " Confidence comes from a sum: each feature's value times its weight, and the intercept. The bars show what"
            " each adds, from left to right; where the sum ends past a dashed line, that threshold is reached."
        )
        shown = [ranked.weighed for ranked in case.ranked[:_WEIGHED]]
        pictures.append(chart("weighing", _weighing(shown, case), "What each feature adds to the candidates' logits."))
    return Stage("decision", "What was decided, and why", told, tuple(pictures))


def timings_stage(case: Case) -> Stage:
    """Milliseconds by stage."""
    timings = case.timings_ms
    slowest = max(timings, key=lambda stage: timings[stage])
    told = f"{sum(timings.values()):,.0f} ms in all, without drawing; the slowest was “{slowest}”."
    return Stage(
        "timings", "How long it took", told, (chart("timings", _bars(timings), "Milliseconds of each stage."),)
    )


def _outlines(case: Case) -> RgbImage:
    shown = fit(case.evidence.image.pixels, 900, 900)
    scale = shown.shape[1] / case.evidence.image.pixels.shape[1]
    picture = Sheet(shown.shape[1], shown.shape[0])
    picture.paste(shown, 0, 0)
    outlined = [ranked for ranked in _worth_outlining(case) if ranked.verification.quad is not None]
    taken: list[Box] = []
    for ranked in reversed(outlined):
        corners = [(x * scale, y * scale) for x, y in ranked.verification.quad or ()]
        picture.outline(corners, case.colour_of(ranked.reference_image_id), 5, dashed=not ranked.weighed.is_match)
    for ranked in outlined:
        x, y = (ranked.verification.quad or ((0.0, 0.0),))[0]
        label = f"#{ranked.reference_image_id}  {ranked.weighed.confidence_text}"
        picture.tag((x * scale + 6, y * scale + 6), label, case.colour_of(ranked.reference_image_id), taken, BODY)
    sheet = Sheet(shown.shape[1] + 520, max(shown.shape[0], 620))
    sheet.paste(picture.pixels, 0, 0)
    _draw_scale(sheet, case, shown.shape[1] + MARGIN)
    return sheet.pixels


def _worth_outlining(case: Case) -> Sequence[Ranked]:
    matches = [ranked for ranked in case.ranked if ranked.weighed.is_match]
    return matches or [r for r in case.ranked if r.weighed.confidence >= case.calibration.candidate_above][:_OUTLINED]


def _draw_scale(sheet: Sheet, case: Case, left: float) -> None:
    """All candidates as dots on a vertical scale of log odds, on which near 0 and near 1 can be told apart."""
    thresholds = ((case.calibration.match_above, "match"), (case.calibration.candidate_above, "candidate"))
    logits = [ranked.weighed.logit for ranked in case.ranked] + [_logit(t) for t, _ in thresholds]
    low, high = min(*logits, -6.0) - 0.5, max(*logits, 6.0) + 0.5
    top, bottom, axis = 64.0, sheet.height - 24.0, left + 130

    def height_of(logit: float) -> float:
        return bottom - (logit - low) / (high - low) * (bottom - top)

    sheet.text((left, 22), "confidence of every candidate", MUTED, BODY)
    sheet.line((axis, top), (axis, bottom), HAIRLINE, 3)
    for probability in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999):
        y = height_of(_logit(probability))
        if top <= y <= bottom:
            sheet.line((axis - 8, y), (axis, y), HAIRLINE, 2)
            sheet.text((axis - 16, y), f"{probability:g}", MUTED, SMALL, anchor="rm")
    for threshold, name in thresholds:
        y = height_of(_logit(threshold))
        sheet.dashed((axis - 8, y), (sheet.width - 12, y), INK, 2)
        sheet.text((sheet.width - 12, y - 16), f"{name} {threshold:g}", INK, SMALL, anchor="rm")
    _name_dots(sheet, case, axis, height_of)
    for ranked in reversed(case.ranked):
        y = height_of(ranked.weighed.logit)
        sheet.dot((axis, y), 9, case.colour_of(ranked.reference_image_id), edge=PAPER)


def _name_dots(sheet: Sheet, case: Case, axis: float, height_of: Callable[[float], float]) -> None:
    """A number beside each of the best candidates' dots, on its height: those of about the same follow one another."""
    taken: list[Box] = []
    for ranked in case.ranked[:_NAMED]:
        y = height_of(ranked.weighed.logit)
        x = max((box[2] + 6 for box in taken if abs(box[1] + 15 - y) < 30), default=axis + 20)
        sheet.tag((x, y - 15), f"#{ranked.reference_image_id}", case.colour_of(ranked.reference_image_id), taken)


def _weighing(candidates: Sequence[Weighed], case: Case) -> RgbImage:
    rows = len(candidates[0].terms) + 2
    block = 56 + rows * _ROW_H + 36
    sheet = Sheet(_PANEL_W, block * len(candidates))
    ends = [end for candidate in candidates for end in _sums(candidate, case.calibration.intercept)]
    thresholds = (_logit(case.calibration.match_above), _logit(case.calibration.candidate_above))
    low, high = min(*ends, *thresholds, 0.0) - 0.5, max(*ends, *thresholds, 0.0) + 0.5
    for place, candidate in enumerate(candidates):
        _draw_sum(sheet, candidate, case, place * block, (low, high))
    return sheet.pixels


def _sums(candidate: Weighed, intercept: float) -> list[float]:
    """The running sum of the logit: after the intercept, and after each term."""
    sums = [intercept]
    for term in candidate.terms:
        sums.append(sums[-1] + term.contribution)
    return sums


def _draw_sum(sheet: Sheet, candidate: Weighed, case: Case, top: float, span: tuple[float, float]) -> None:
    left, right = 500.0, sheet.width - 30.0

    def at(logit: float) -> float:
        return left + (logit - span[0]) / (span[1] - span[0]) * (right - left)

    colour = case.colour_of(candidate.reference_image_id)
    sheet.fill((0, top, 10, top + 40), colour)
    verdict = ("match, " if candidate.is_match else "") + f"confidence {candidate.confidence_text}"
    sheet.text((24, top + 20), f"#{candidate.reference_image_id}  {verdict}", INK, LARGE)
    first, rows = top + 56, len(candidate.terms) + 2
    bottom = first + rows * _ROW_H
    sheet.fill((left, first, right, bottom), PANEL)
    sheet.line((at(0), first), (at(0), bottom), HAIRLINE, 2)
    for threshold, name in ((case.calibration.candidate_above, "candidate"), (case.calibration.match_above, "match")):
        x = at(_logit(threshold))
        sheet.dashed((x, first), (x, bottom), INK, 2)
        sheet.text((x, bottom + 14), name, MUTED, SMALL, anchor="mm")
    sums = _sums(candidate, case.calibration.intercept)
    names = ["intercept", *(f"{t.feature}: {t.value:.2f} · {t.weight:.2f}" for t in candidate.terms)]
    for row, (name, end) in enumerate(zip(names, sums, strict=True)):
        start = sums[row - 1] if row else 0.0
        _draw_step(sheet, (name, end - start), (at(start), at(end)), first + row * _ROW_H)
    _draw_step(sheet, ("logit", sums[-1]), (at(0), at(sums[-1])), bottom - _ROW_H, colour)


def _draw_step(
    sheet: Sheet, told: tuple[str, float], ends: tuple[float, float], top: float, colour: Colour | None = None
) -> None:
    """One bar of a sum, its name before it and its size beside the name."""
    name, value = told
    sheet.text((24, top + _ROW_H / 2), name, INK, BODY)
    sheet.text((480, top + _ROW_H / 2), f"{value:+.2f}", INK, BODY, anchor="rm")
    shade = colour or (AGREES if value >= 0 else DIFFERS)
    sheet.fill((min(ends), top + 9, max(*ends, min(ends) + 2), top + _ROW_H - 9), shade)


def _bars(timings_ms: dict[str, float]) -> RgbImage:
    sheet = Sheet(900, len(timings_ms) * 44 + 8)
    longest = max(*timings_ms.values(), 1e-9)
    for place, (stage, milliseconds) in enumerate(timings_ms.items()):
        y = 26.0 + place * 44
        sheet.text((8, y), stage, INK, BODY)
        sheet.fill((170, y - 12, 770, y + 12), PANEL)
        sheet.fill((170, y - 12, 170 + max(2.0, 600 * milliseconds / longest), y + 12), PALETTE[0])
        sheet.text((885, y), f"{milliseconds:,.1f} ms", INK, BODY, anchor="rm")
    return sheet.pixels


def _logit(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))
