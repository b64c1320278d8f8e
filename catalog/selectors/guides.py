"""Venues' stories about works, in the language that a client would like best."""

from collections.abc import Iterator

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation.trans_real import parse_accept_lang_header

from catalog.models import Artwork, Guide

_MAX_RANGES = 10


def published_guides() -> QuerySet[Guide]:
    """Guides to published works, with venue and artwork, in one query."""
    shown = Guide.objects.filter(is_published=True, artwork__status=Artwork.Status.PUBLISHED)
    return shown.select_related("venue__joined_to", "artwork")


def in_best_language(guides: QuerySet[Guide], accept_language: str) -> QuerySet[Guide]:
    """One of the guides of each venue to each artwork: the one whose language ``accept_language`` likes best.

    RFC 4647, section 3.4 (lookup): "de-CH" takes "de-CH", then "de". Where that finds none, a language is also taken in
    a form that was not asked for: "de" takes "de-CH", and where nothing else that is liked is there, "pt-PT" takes
    "pt-BR". If nothing fits, English does, then whichever was written first.
    """
    wishes = [*_wishes(accept_language), Q(language="en"), Q(language__startswith="en-")]
    rank = Case(
        *(When(wish, then=Value(place)) for place, wish in enumerate(wishes)),
        default=Value(len(wishes)),
        output_field=IntegerField(),
    )
    ranked = guides.annotate(rank=rank)
    better = Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), pk__lt=OuterRef("pk"))
    same = ranked.select_related(None).filter(venue=OuterRef("venue"), artwork=OuterRef("artwork"))
    return ranked.filter(~Exists(same.filter(better)))


def _wishes(accept_language: str) -> Iterator[Q]:
    """What to look for, the dearest first."""
    accepted = parse_accept_lang_header(accept_language)[:_MAX_RANGES]
    liked = [wanted for wanted, quality in accepted if wanted != "*" and quality > 0]
    for wanted in liked:
        tag = wanted
        while tag:
            yield Q(language__iexact=tag)
            tag = tag.rpartition("-")[0]
            if tag[-2:-1] == "-":  # a single letter only announces what has been cut off
                tag = tag[:-2]
        yield Q(language__istartswith=f"{wanted}-")
    for wanted in liked:
        yield Q(language__istartswith=f"{wanted.partition('-')[0]}-")
