"""Who may do what. What belongs to a person is looked up among their own rows, so to others it does not exist: 404."""

from typing import Any

from django.contrib.auth.models import User
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.models import Device


class PersonalView(APIView):
    """For anybody with a token, guests too, and for staff in their session."""

    permission_classes = (IsAuthenticated,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """What is somebody's own is kept by no cache between."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response


def asking_device(request: Request) -> Device | None:
    """The device whose token the request has; None in a session of the admin."""
    return request.auth if isinstance(request.auth, Device) else None


def person(request: Request) -> User:
    """Who asks. Raises ``NotAuthenticated`` for nobody in particular."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
