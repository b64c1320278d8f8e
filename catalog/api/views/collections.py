"""A person's collections, and the works in them. Those of others do not exist."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.account_examples import COLLECTION, COLLECTION_EXAMPLE, ITEM, ITEM_EXAMPLE
from catalog.api.examples import page_example
from catalog.api.pagination import read_page
from catalog.api.permissions import PersonalView, person
from catalog.api.schema import BODY_PROBLEMS, PERSONAL_PROBLEMS, problems, response_header
from catalog.api.serializers.my_art import (
    CollectionItemPageSerializer,
    CollectionItemSerializer,
    CollectionPageSerializer,
    CollectionSerializer,
    NewCollectionItemSerializer,
    NewCollectionSerializer,
)
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.models import Collection, CollectionItem
from catalog.selectors.my_art import collections_of, items_of
from catalog.services.my_art import add_item, change, create_collection

_TAGS = ["my art"]
_COLLECTION = OpenApiResponse(CollectionSerializer, examples=[COLLECTION_EXAMPLE])
_ITEM = OpenApiResponse(CollectionItemSerializer, examples=[ITEM_EXAMPLE])
_READ = problems("not-found", *PERSONAL_PROBLEMS)
_LIST = problems("invalid-request", "not-found", *PERSONAL_PROBLEMS)
_WRITE = problems("not-found", *BODY_PROBLEMS, *PERSONAL_PROBLEMS)


class CollectionsView(PersonalView):
    """All of them, and new ones."""

    @extend_schema(
        operation_id="collections",
        summary="List my collections",
        description="The newest first.",
        tags=_TAGS,
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(CollectionPageSerializer, examples=[page_example("collections", COLLECTION)]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(collections_of(person(request)), request, query.validated_data, ordering=("-pk",))
        return Response(page.body(CollectionSerializer(page.rows, many=True, context={"request": request}).data))

    @extend_schema(
        operation_id="create_collection",
        summary="Begin a collection",
        tags=_TAGS,
        parameters=[response_header("Location", "Address of the collection.", [201])],
        request=NewCollectionSerializer,
        responses={201: _COLLECTION, **problems(*BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request) -> Response:
        """An empty one."""
        wanted = NewCollectionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        collection = create_collection(person(request), **wanted.validated_data)
        return _told(request, _own(request, collection.pk), status=201)


class CollectionView(PersonalView):
    """One of them."""

    @extend_schema(
        operation_id="collection",
        summary="Read a collection of mine",
        description="Its works have a list of their own.",
        tags=_TAGS,
        responses={200: _COLLECTION, **_READ},
    )
    def get(self, request: Request, pk: int) -> Response:
        """All but its works."""
        return _told(request, _own(request, pk))

    @extend_schema(
        operation_id="change_collection",
        summary="Change a collection of mine",
        description="What is not sent stays.",
        tags=_TAGS,
        request=NewCollectionSerializer,
        responses={200: _COLLECTION, **_WRITE},
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Another name or note."""
        collection = _own(request, pk)
        wanted = NewCollectionSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        change(collection, **wanted.validated_data)
        return _told(request, collection)

    @extend_schema(
        operation_id="delete_collection",
        summary="Delete a collection of mine",
        description="With all that was noted of the works in it.",
        tags=_TAGS,
        responses={204: None, **_READ},
    )
    def delete(self, request: Request, pk: int) -> Response:
        """And its works' notes."""
        _own(request, pk).delete()
        return Response(status=204)


class CollectionItemsView(PersonalView):
    """The works in a collection, and further ones."""

    @extend_schema(
        operation_id="collection_items",
        summary="List the works in a collection of mine",
        description="The newest first.",
        tags=_TAGS,
        parameters=[PageQuerySerializer],
        responses={200: OpenApiResponse(CollectionItemPageSerializer, examples=[page_example("items", ITEM)]), **_LIST},
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(items_of(_own(request, pk)), request, query.validated_data, ordering=("-pk",))
        return Response(page.body(CollectionItemSerializer(page.rows, many=True, context={"request": request}).data))

    @extend_schema(
        operation_id="add_to_collection",
        summary="Add a work to a collection of mine",
        description="One of the catalogue, or by a title of your own, or both; with what it cost, where you bought it.",
        tags=_TAGS,
        parameters=[response_header("Location", "Address of the work in the collection.", [201])],
        request=NewCollectionItemSerializer,
        responses={201: _ITEM, **_WRITE},
    )
    def post(self, request: Request, pk: int) -> Response:
        """One more."""
        collection = _own(request, pk)
        wanted = NewCollectionItemSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        item = add_item(collection, **wanted.validated_data)
        return _told(request, _own_item(request, pk, item.pk), status=201)


class CollectionItemView(PersonalView):
    """One work in a collection."""

    @extend_schema(
        operation_id="collection_item",
        summary="Read a work in a collection of mine",
        tags=_TAGS,
        responses={200: _ITEM, **_READ},
    )
    def get(self, request: Request, pk: int, item_id: int) -> Response:
        """All that was noted."""
        return _told(request, _own_item(request, pk, item_id))

    @extend_schema(
        operation_id="change_collection_item",
        summary="Change a work in a collection of mine",
        description="What is not sent stays; null takes away.",
        tags=_TAGS,
        request=NewCollectionItemSerializer,
        responses={200: _ITEM, **_WRITE},
    )
    def patch(self, request: Request, pk: int, item_id: int) -> Response:
        """What was noted."""
        item = _own_item(request, pk, item_id)
        wanted = NewCollectionItemSerializer(item, data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        change(item, **wanted.validated_data)
        return _told(request, _own_item(request, pk, item_id))

    @extend_schema(
        operation_id="remove_from_collection",
        summary="Take a work out of a collection of mine",
        tags=_TAGS,
        responses={204: None, **_READ},
    )
    def delete(self, request: Request, pk: int, item_id: int) -> Response:
        """With what was noted of it."""
        _own_item(request, pk, item_id).delete()
        return Response(status=204)


def _own(request: Request, pk: int) -> Collection:
    return get_object_or_404(collections_of(person(request)), pk=pk)


def _own_item(request: Request, pk: int, item_id: int) -> CollectionItem:
    return get_object_or_404(items_of(_own(request, pk)), pk=item_id)


def _told(request: Request, row: Collection | CollectionItem, *, status: int = 200) -> Response:
    context = {"request": request}
    if isinstance(row, Collection):
        body = CollectionSerializer(row, context=context).data
    else:
        body = CollectionItemSerializer(row, context=context).data
    return Response(body, status=status, headers={"Location": body["url"]} if status == 201 else None)
