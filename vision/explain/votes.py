"""For which reference images the photo's keypoints vote."""

from collections.abc import Iterator

import cv2
import numpy as np

from vision.explain.canvas import BODY, INK, MARGIN, MUTED, PANEL, PAPER, Colour, Sheet, fit
from vision.explain.case import OTHERS, Case
from vision.explain.correspondences import correspond, on_image
from vision.explain.story import Stage, photograph
from vision.structures import RgbImage, Vote

_FEWEST_VOTES, _MOST_VOTES, _VOTES_OF_A_CLOSER_LOOK = 4, 10, 2
_VOTE_PX = 66
_HEADING_PX = 42
_IDLE: Colour = (176, 181, 190)


def votes_stage(case: Case) -> Stage:
    """The photo's keypoints in the colours of the candidates they correspond to, and the votes, ranked."""
    votes, looks = case.evidence.votes, case.evidence.looks
    told = f"{len(case.evidence.keypoints):,} keypoints were found in the photo."
    if not votes:
        told += " None of them resembles any of the catalogue enough to vote for it."
    else:
        told += f" #{votes[0].reference_image_id} has the most votes: {votes[0].votes:.1f}"
        told += f"; the next, #{votes[1].reference_image_id}, has {votes[1].votes:.1f}." if len(votes) > 1 else "."
        told += (
            " A keypoint in colour corresponds to one of the candidate with that colour; where a colour gathers on one"
            " picture, that candidate is likely there, and where it is strewn about, it is chance."
        )
    if closer := ", ".join(case.called(look) for look in looks[1:] if look.region.kind == "picture"):
        told += f" What that did not explain was looked at closer, one outlined picture at a time: {closer}."
    if any(look.region.kind == "mirrored" for look in looks):
        told += " Nothing matched, so the whole photo was looked at again: smaller, and mirrored."
    picture = photograph("votes", _sheet(case), "Keypoints on the photo, and the votes for reference images.")
    return Stage("votes", "What the details vote for", told, (picture,))


def _sheet(case: Case) -> RgbImage:
    shown = fit(case.evidence.image.pixels, 980, 1000)
    blocks = list(_blocks(case, shown.shape[0]))
    bars_px = sum(_HEADING_PX + _VOTE_PX * max(1, len(votes)) for _, votes in blocks)
    sheet = Sheet(shown.shape[1] + 520, max(shown.shape[0], bars_px + 8))
    picture = Sheet(shown.shape[1], shown.shape[0])
    picture.paste(_dimmed(shown), 0, 0)
    _dot_keypoints(picture, case)
    sheet.paste(picture.pixels, 0, 0)
    top = 0.0
    for heading, votes in blocks:
        sheet.text((shown.shape[1] + MARGIN, top + 22), heading, MUTED, BODY)
        for vote in votes:
            _draw_vote(sheet, vote, votes[0].votes, case, (shown.shape[1] + MARGIN, top + _HEADING_PX))
            top += _VOTE_PX
        top += _HEADING_PX
    return sheet.pixels


def _blocks(case: Case, height_px: int) -> Iterator[tuple[str, list[Vote]]]:
    """The votes of each look under a heading: as many of the first as there is room for, and the best of the others."""
    first, *closer = case.evidence.looks
    taken = len(closer) * (_HEADING_PX + _VOTE_PX * _VOTES_OF_A_CLOSER_LOOK)
    fitting = (height_px - _HEADING_PX - taken) // _VOTE_PX
    yield "votes of the whole photo", first.votes[: min(max(fitting, _FEWEST_VOTES), _MOST_VOTES)]
    for look in closer:
        yield f"look at {case.called(look)}", look.votes[:_VOTES_OF_A_CLOSER_LOOK]


def _draw_vote(sheet: Sheet, vote: Vote, most: float, case: Case, corner: tuple[float, float]) -> None:
    left, top = corner
    thumbnail = fit(case.album[vote.reference_image_id], 56, 56)
    sheet.paste(thumbnail, left + (56 - thumbnail.shape[1]) / 2, top + (56 - thumbnail.shape[0]) / 2)
    sheet.text((left + 72, top + 14), f"#{vote.reference_image_id}", INK, BODY)
    sheet.text((left + 480, top + 14), f"{vote.votes:.1f}", INK, BODY, anchor="rm")
    bar = (left + 72, top + 32, left + 480, top + 50)
    sheet.fill(bar, PANEL)
    share = vote.votes / max(most, 1e-9)
    sheet.fill((bar[0], bar[1], bar[0] + 408 * share, bar[3]), case.colour_of(vote.reference_image_id))


def _dimmed(image: RgbImage) -> RgbImage:
    """Pale and grey, so that dots stand out."""
    gray = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(gray * 0.55 + 90, np.uint8)


def _dot_keypoints(sheet: Sheet, case: Case) -> None:
    keypoints = case.evidence.keypoints
    for x, y in keypoints.points_xy * (sheet.width / max(1, keypoints.size_wh[0])):
        sheet.dot((x, y), 2.2, _IDLE)
    scale = sheet.width / case.evidence.image.pixels.shape[1]
    # The best last, so that nothing lies upon its dots.
    for ranked in reversed(case.ranked):
        colour = case.colour_of(ranked.reference_image_id)
        if colour != OTHERS:
            for x, y in on_image(ranked.look.region, correspond(ranked, case).on_crop) * scale:
                sheet.dot((x, y), 5, colour, edge=PAPER)
