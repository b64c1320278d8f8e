"""Devices, accounts, and whoever asks."""

from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import TextOrNull
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.rows import RowSerializer
from catalog.models import Device
from catalog.selectors.accounts import is_guest
from catalog.services.accounts.membership import EMAIL_MAX_LENGTH

PASSWORD_MAX_LENGTH = 128


class PasswordField(serializers.CharField):
    """A password, blanks and all."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        style = {"input_type": "password"}
        super().__init__(trim_whitespace=False, max_length=PASSWORD_MAX_LENGTH, write_only=True, style=style, **kwargs)


class NewDeviceSerializer(BodySerializer):
    """A device to be registered."""

    name = serializers.CharField(
        max_length=80, required=False, allow_blank=True, default="", help_text="What its owner would call it."
    )


class DeviceSerializer(RowSerializer[Device]):
    """A device of yours."""

    name = TextOrNull()
    url = serializers.HyperlinkedIdentityField(view_name="device")
    is_current = serializers.SerializerMethodField(help_text="Whether it is the one that asks.")

    class Meta:
        model = Device
        fields = ("id", "url", "name", "created_at", "last_used_on", "is_current")

    def get_is_current(self, device: Device) -> bool:
        """By the token of the request."""
        return bool(self.context["request"].auth == device)


class DevicePageSerializer(PageSerializer):
    """A page of devices, the newest first."""

    results = DeviceSerializer(many=True)


class IssuedTokenSerializer(serializers.Serializer[Any]):
    """A device with its token, which is shown this once."""

    device = DeviceSerializer()
    token = serializers.CharField(help_text="Send it as `Authorization: Bearer …`. It cannot be read again.")


class CredentialsSerializer(BodySerializer):
    """An e-mail address and a password."""

    email = serializers.EmailField(max_length=EMAIL_MAX_LENGTH, help_text="Capitals make no difference.")
    password = PasswordField()


class SignInSerializer(CredentialsSerializer):
    """Who signs in, and on what."""

    device_name = serializers.CharField(
        max_length=80, required=False, allow_blank=True, default="", help_text="Of a device that has no token yet."
    )


class NewPasswordSerializer(BodySerializer):
    """Another password."""

    current_password = PasswordField()
    new_password = PasswordField()
    revoke_other_devices = serializers.BooleanField(default=True, help_text="Sign the other devices out.")


class PasswordResetSerializer(BodySerializer):
    """Who has forgotten a password."""

    email = serializers.EmailField(max_length=EMAIL_MAX_LENGTH, help_text="Capitals make no difference.")


class PasswordByCodeSerializer(BodySerializer):
    """Another password, and the code that was mailed."""

    code = serializers.CharField(max_length=100, help_text="As it was mailed.")
    new_password = PasswordField()


class MeSerializer(serializers.Serializer[Any]):
    """Whoever asks."""

    kind = serializers.SerializerMethodField()
    email = TextOrNull(help_text="Null for a guest.")
    joined_at = serializers.DateTimeField(source="date_joined")

    @extend_schema_field(serializers.ChoiceField(choices=["guest", "account", "staff"]))
    def get_kind(self, user: User) -> str:
        """Known by a device only, by an e-mail address, or at work here."""
        if user.is_staff:
            return "staff"
        return "guest" if is_guest(user) else "account"
