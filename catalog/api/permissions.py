"""Who may do what. What belongs to a person is looked up among their own rows, so to others it does not exist: 404."""

from typing import Any, ClassVar

from django.contrib.auth.models import User
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api.authentication import BearerAuthentication
from catalog.models import Device

_DOES = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


class PersonalView(APIView):
    """For anybody with a token, guests too, and for staff in their session."""

    permission_classes = (IsAuthenticated,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """What is somebody's own is kept by no cache between."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response


class MayDoToRows(IsAdminUser):
    """For those of the staff who have the permission that the admin asks for the same."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the person may do to the view's rows what it does."""
        if not isinstance(view, StaffView) or not super().has_permission(request, view):
            return False
        does = view.does or _DOES.get(request.method or "", "view")
        return person(request).has_perm(f"catalog.{does}_{view.rows}")


class StaffView(APIView):
    """For staff only, who sign in as in the admin, by HTTP Basic for scripts, or with a device's token."""

    authentication_classes = (BasicAuthentication, BearerAuthentication, SessionAuthentication)
    permission_classes = (MayDoToRows,)
    rows: ClassVar[str]
    """The model, lower case, whose permissions are asked for."""
    does: ClassVar[str] = ""
    """What it does to them, whatever the method: ``view``, ``add``, ``change``. Left out: what the method says."""


def asking_device(request: Request) -> Device | None:
    """The device whose token the request has; None in a session of the admin."""
    return request.auth if isinstance(request.auth, Device) else None


def person(request: Request) -> User:
    """Who asks. Raises ``NotAuthenticated`` for nobody in particular."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
