"""For which reference images the photo's keypoints vote."""

import cv2
import numpy as np

from vision.explain.canvas import BODY, INK, MARGIN, MUTED, PANEL, PAPER, Colour, Sheet, fit
from vision.explain.case import OTHERS, Case
from vision.explain.correspondences import correspond
from vision.explain.story import Stage, photograph
from vision.structures import RgbImage

_FEWEST_VOTES, _MOST_VOTES = 5, 10
_VOTE_PX = 66
_IDLE: Colour = (176, 181, 190)


def votes_stage(case: Case) -> Stage:
    """The photo's keypoints in the colours of the candidates they correspond to, and the votes, ranked."""
    votes = case.evidence.votes
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
    picture = photograph("votes", _votes_sheet(case), "Keypoints on the photo, and the votes for reference images.")
    return Stage("votes", "What the details vote for", told, (picture,))


def _votes_sheet(case: Case) -> RgbImage:
    shown = fit(case.evidence.image.pixels, 980, 1000)
    fitting = (shown.shape[0] - 52) // _VOTE_PX
    rows = case.evidence.votes[: min(max(fitting, _FEWEST_VOTES), _MOST_VOTES)]
    sheet = Sheet(shown.shape[1] + 520, max(shown.shape[0], _VOTE_PX * len(rows) + 52))
    picture = Sheet(shown.shape[1], shown.shape[0])
    picture.paste(_dimmed(shown), 0, 0)
    _dot_keypoints(picture, case)
    sheet.paste(picture.pixels, 0, 0)
    left = shown.shape[1] + MARGIN
    sheet.text((left, 22), "votes by reference image" if rows else "no votes", MUTED, BODY)
    for place, vote in enumerate(rows):
        y = 48 + _VOTE_PX * place
        thumbnail = fit(case.album[vote.reference_image_id], 56, 56)
        sheet.paste(thumbnail, left + (56 - thumbnail.shape[1]) / 2, y + (56 - thumbnail.shape[0]) / 2)
        sheet.text((left + 72, y + 14), f"#{vote.reference_image_id}", INK, BODY)
        sheet.text((left + 480, y + 14), f"{vote.votes:.1f}", INK, BODY, anchor="rm")
        bar = (left + 72, y + 32, left + 480, y + 50)
        sheet.fill(bar, PANEL)
        share = vote.votes / max(rows[0].votes, 1e-9)
        sheet.fill((bar[0], bar[1], bar[0] + 408 * share, bar[3]), case.colour_of(vote.reference_image_id))
    return sheet.pixels


def _dimmed(image: RgbImage) -> RgbImage:
    """Pale and grey, so that dots stand out."""
    gray = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(gray * 0.55 + 90, np.uint8)


def _dot_keypoints(sheet: Sheet, case: Case) -> None:
    keypoints = case.evidence.keypoints
    for x, y in keypoints.points_xy * (sheet.width / max(1, keypoints.size_wh[0])):
        sheet.dot((x, y), 2.2, _IDLE)
    # The best last, so that nothing lies upon its dots.
    for ranked in reversed(case.ranked):
        colour = case.colour_of(ranked.reference_image_id)
        if colour != OTHERS:
            for x, y in correspond(ranked, case).on_photo * (sheet.width, sheet.height):
                sheet.dot((x, y), 5, colour, edge=PAPER)
