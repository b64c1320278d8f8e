"""Artworks that look like one."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.errors import RETRY_AFTER_S
from catalog.api.problems import Problem
from catalog.api.schema import problems, response_header
from catalog.api.serializers.artworks import ArtworkDetailSerializer, SimilarArtworksSerializer
from catalog.api.serializers.queries import SimilarQuerySerializer
from catalog.selectors.artworks import published_artworks
from catalog.services.similarity import NoWorkerAnswered, Similar, similar_works


class SimilarArtworksView(ConditionalView):
    """The works that look most like one."""

    @extend_schema(
        operation_id="similar_artworks",
        summary="List the works that look most like one",
        description="By the embeddings of their pictures, the most similar first; each work once, never the work"
        " itself. The filters are applied inside the search: as many works come as are asked for, where there are so"
        " many. None come for a work whose pictures are not in the index (yet).",
        tags=["artworks"],
        parameters=[
            SimilarQuerySerializer,
            response_header("Retry-After", "Seconds to wait before asking again.", [503]),
        ],
        responses={
            200: SimilarArtworksSerializer,
            **problems(
                "invalid-request", "not-found", "not-acceptable", "similarity-unavailable", "database-unavailable"
            ),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """The works with how similar they are."""
        query = SimilarQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        get_object_or_404(published_artworks(()), pk=pk)
        try:
            found = similar_works(pk, query.filters, query.validated_data["limit"])
        except NoWorkerAnswered as error:
            raise Problem("similarity-unavailable", str(error), retry_after_s=RETRY_AFTER_S) from error
        return Response({"results": _told(request, found, query.names)})


def _told(request: Request, found: list[Similar], names: frozenset[str]) -> list[dict[str, object]]:
    """What is published of them by now."""
    artworks = published_artworks(ArtworkDetailSerializer.relations_of(names)).in_bulk([pk for pk, _ in found])
    shown = [(artworks[pk], similarity) for pk, similarity in found if pk in artworks]
    told = ArtworkDetailSerializer(
        [artwork for artwork, _ in shown], many=True, only=names, context={"request": request}
    ).data
    return [{"artwork": each, "similarity": similarity} for each, (_, similarity) in zip(told, shown, strict=True)]
