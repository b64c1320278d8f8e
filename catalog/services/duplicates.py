"""Possible duplicates: recorded with their evidence, and decided on by people. No record is ever merged or deleted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils import timezone

from catalog.models import DuplicateFlag, ReferenceImage
from catalog.selectors.duplicates import examination, pictures_of
from catalog.selectors.images import published_reference_images
from catalog.services.publishing import unpublish_artworks

Kind = DuplicateFlag.Kind
State = DuplicateFlag.State
Decision = Literal["same", "different"]


class NoSuchDecision(ValueError):
    """What is asked cannot be decided about these works; the text says why."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two reference images that show the same picture, and how that is known."""

    reference_image_ids: tuple[int, int]
    similarity: float
    """Cosine of their embeddings."""
    inliers: int
    is_mirrored: bool = False
    """Whether one shows it as in a mirror."""


@transaction.atomic
def record_examination(
    reference_image_ids: Collection[int],
    resemblances: Iterable[Resemblance],
    *,
    fingerprint: str,
    descriptor_fingerprint: str,
) -> None:
    """Flags what was found, and the same files, and marks the images as examined.

    A pair of artworks that is flagged already, or decided, stays as it is.
    """
    flags: dict[tuple[int, int], DuplicateFlag] = {}
    for flag in (*_same_files(reference_image_ids), *_same_pictures(list(resemblances))):
        flags.setdefault((flag.first_id, flag.second_id), flag)
    in_order = [flags[pair] for pair in sorted(flags)]  # one for all: two workers do not wait for each other
    DuplicateFlag.objects.bulk_create(in_order, ignore_conflicts=True)
    ReferenceImage.objects.filter(pk__in=reference_image_ids).update(
        examined_for=examination(fingerprint, descriptor_fingerprint)
    )


@transaction.atomic
def decide_duplicate(
    flag_id: int,
    decision: Decision,
    *,
    hide: int | None = None,
    decided_by: AbstractBaseUser | AnonymousUser | None,
) -> DuplicateFlag:
    """Records what somebody decided, anew if need be. Of the same work, the record of artwork ``hide`` is unpublished.

    That is all: both records stay as they are, and publishing the hidden one brings it back.

    Raises:
        NoSuchDecision: the artwork to hide is neither of the two, or they are different works.
        DuplicateFlag.DoesNotExist: there is no such flag.
    """
    flag = DuplicateFlag.objects.select_for_update().get(pk=flag_id)
    if hide is not None and (decision != "same" or hide not in (flag.first_id, flag.second_id)):
        raise NoSuchDecision("Only one of two records of the same work can be hidden.")
    flag.state = State(decision)
    flag.decided_at = timezone.now()
    flag.decided_by_id = None if decided_by is None else decided_by.pk
    flag.save(update_fields=["state", "decided_at", "decided_by"])
    if hide is not None:
        unpublish_artworks([hide])
    return flag


def _same_files(reference_image_ids: Collection[int]) -> Iterator[DuplicateFlag]:
    examined = ReferenceImage.objects.filter(pk__in=reference_image_ids).values("sha256")
    images: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for sha256, artwork_id, image_id in (
        published_reference_images().filter(sha256__in=examined).values_list("sha256", "artwork_id", "pk")
    ):
        images[sha256].append((artwork_id, image_id))
    for holders in images.values():
        first, *others = sorted(holders)  # all with the first: of ten records, nine pairs tell as much as 45
        for other in others:
            if other[0] != first[0]:
                yield _flag(first, other, kind=Kind.SAME_FILE)


def _same_pictures(resemblances: Collection[Resemblance]) -> Iterator[DuplicateFlag]:
    pictures = pictures_of({image_id for each in resemblances for image_id in each.reference_image_ids})
    for each in sorted(resemblances, key=lambda each: -each.inliers):
        pair = sorted(
            (pictures[image_id].artwork_id, image_id) for image_id in each.reference_image_ids if image_id in pictures
        )
        if len(pair) == 2 and pair[0][0] != pair[1][0]:
            kind = Kind.MIRRORED if each.is_mirrored else Kind.SAME_PICTURE
            yield _flag(*pair, kind=kind, similarity=each.similarity, inliers=each.inliers)


def _flag(first: tuple[int, int], second: tuple[int, int], **evidence: object) -> DuplicateFlag:
    """Of two (artwork id, image id), in order."""
    return DuplicateFlag(
        first_id=first[0], first_image_id=first[1], second_id=second[0], second_image_id=second[1], **evidence
    )
