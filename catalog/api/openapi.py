"""What the API's description says of every view, without its author having to."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.serializers import ModelSerializer

from catalog.api.conditional import ConditionalView
from catalog.api.problems import MEDIA_TYPE, PROBLEM_TYPES
from catalog.api.schema import problems, response_header
from catalog.api.serializers.proposals import ProposedSerializer
from catalog.api.serializers.sparse import SparseSerializer
from catalog.api.throttles import Unlimited

_LIMIT_HEADERS = ("RateLimit", "RateLimit-Policy")
_HEADERS = {
    "RateLimit": {
        "schema": {"type": "string", "examples": ['"anonymous";r=299;t=60']},
        "description": "By policy: `r` requests are left, for `t` seconds. Absent while requests cannot be counted.",
    },
    "RateLimit-Policy": {
        "schema": {"type": "string", "examples": ['"anonymous";q=300;w=60']},
        "description": "By policy: `q` requests are granted in `w` seconds.",
    },
    "Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait before asking again."},
}


_STAFF_SCHEMES = {
    "basicAuth": "Name and password of one of the staff.",
    "cookieAuth": "The session of the admin; what writes needs its CSRF token too.",
}


class ApiSchema(AutoSchema):
    """Adds to an operation what the house rules give to it."""

    def get_override_parameters(self) -> list[Any]:
        """The validators of a conditional view."""
        parameters = super().get_override_parameters()
        if not self._is_conditional():
            return parameters
        return [
            *parameters,
            OpenApiParameter(
                "If-None-Match",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="The `ETag` of the answer you have: 304 without a body if it still holds.",
            ),
            response_header("ETag", "Changes whenever anything in the answer does. Strong.", [200, 304]),
            response_header("Last-Modified", "When the answer was first seen to be this one.", [200, 304]),
        ]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:  # noqa: ANN401
        """Adds responses, headers, and how queries are written."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                _describe_query(parameter)
        responses = operation["responses"]
        for status, rule in self._rules():
            responses[status] = _merged(responses[status], rule) if status in responses else rule
        if self._is_limited():
            for status, response in responses.items():
                names = (*_LIMIT_HEADERS, *(["Retry-After"] if status in {"429", "503"} else []))
                response["headers"] = {**response.get("headers", {}), **{name: _header(name) for name in names}}
        operation["responses"] = dict(sorted(responses.items()))
        _name_ids(operation, self.path)
        return operation

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:  # noqa: ANN401
        """Says of a row's members that they are always told, even those that need not be sent."""
        described: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        is_whole = isinstance(serializer, ModelSerializer) and not isinstance(
            serializer, SparseSerializer | ProposedSerializer
        )
        if direction == "response" and is_whole and described.get("properties"):
            described["required"] = sorted(described["properties"])
        return described

    def _rules(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Responses by status, which any operation of this kind may have."""
        slugs = ["not-found"] if "{" in self.path else []  # whatever is no id is no address either
        if self.get_auth():
            slugs.append("not-authenticated")  # a token that has died, even where none is needed
        if self._is_conditional():
            yield "304", self._described(OpenApiResponse(description="The answer you have still holds."), "304")
            slugs.append("precondition-failed")
        if self._is_limited():
            slugs.append("throttled")
            if self.method not in SAFE_METHODS:
                slugs.append("limits-unavailable")
        for status in dict.fromkeys(PROBLEM_TYPES[slug].status for slug in slugs):
            yield str(status), self._described(problems(*slugs)[status, MEDIA_TYPE], str(status))

    def _described(self, response: OpenApiResponse, status: str) -> dict[str, Any]:
        described: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            response, status, [MEDIA_TYPE]
        )
        return described

    def _is_conditional(self) -> bool:
        return isinstance(self.view, ConditionalView) and self.method in {"GET", "HEAD"}

    def _is_limited(self) -> bool:
        return Unlimited not in self.view.throttle_classes


def _describe_query(parameter: dict[str, Any]) -> None:
    """Lists are written with commas; any other parameter without a value counts as not sent."""
    if parameter["schema"].get("type") == "array":
        parameter["explode"] = False
    elif not parameter.get("required"):
        parameter["allowEmptyValue"] = True


def _merged(declared: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    """A problem's response with the examples of another of the same status."""
    content, added = declared["content"][MEDIA_TYPE], rule["content"][MEDIA_TYPE]
    if set(added["examples"]) <= set(content["examples"]):
        return declared
    content["examples"] |= added["examples"]
    return {**declared, "description": f"{declared['description']}; {rule['description']}"}


def _name_ids(operation: dict[str, Any], path: str) -> None:
    """Says whose id each one in the address is: "id" is of what the address names before it."""
    for parameter in operation.get("parameters", ()):
        kind, is_id, _ = parameter["name"].rpartition("_id")
        if parameter["name"] == "id":
            kind, is_id = path.partition("/{id}")[0].rpartition("/")[2].removesuffix("s").replace("-", " "), "id"
        if parameter["in"] == "path" and is_id:
            parameter.setdefault("description", f"Id of the {kind}.")


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


def add_components(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Spectacular's hook for the whole description: what all operations refer to."""
    result["components"]["headers"] = _HEADERS
    for name, description in _STAFF_SCHEMES.items():
        result["components"]["securitySchemes"][name]["description"] = description
    return result
