"""What the API's description says of every view, without its author having to."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from catalog.api.conditional import ConditionalView
from catalog.api.problems import MEDIA_TYPE
from catalog.api.schema import problems, response_header


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
        """Adds responses, and how lists are written in queries: with commas."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
                parameter["explode"] = False
        operation["responses"] = dict(sorted({**operation["responses"], **self._rules()}.items()))
        return operation

    def _rules(self) -> dict[str, Any]:
        """Responses by status, which any operation of this kind may have."""
        if not self._is_conditional():
            return {}
        unchanged = OpenApiResponse(description="The answer you have still holds.")
        rules = {"304": unchanged, "412": problems("precondition-failed")[412, MEDIA_TYPE]}
        return {
            status: self._get_response_for_code(response, status, [MEDIA_TYPE])  # type: ignore[no-untyped-call]
            for status, response in rules.items()
        }

    def _is_conditional(self) -> bool:
        return isinstance(self.view, ConditionalView) and self.method in {"GET", "HEAD"}
