"""Those who use the API, each with a client that speaks for them."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Device
from catalog.services.accounts.devices import IssuedToken, add_device, register_device

PASSWORD = "a heron over the estuary"


@dataclass(frozen=True)
class Person:
    """Somebody with a device."""

    issued: IssuedToken

    @property
    def device(self) -> Device:
        return self.issued.device

    @property
    def user(self) -> User:
        return User.objects.get(devices=self.device)

    @property
    def client(self) -> Client:
        return client_with(self.issued.token)


def client_with(token: str) -> Client:
    """A client that sends this token."""
    return Client(headers={"Authorization": f"Bearer {token}"})


def make_guest() -> Person:
    """Somebody known by nothing but a device."""
    return Person(register_device("A guest's phone"))


def make_account(email: str = "ana@art.example", password: str = PASSWORD, **fields: Any) -> Person:  # noqa: ANN401
    """Somebody with an e-mail address, a password and a device."""
    user = User.objects.create_user(username=email.lower(), email=email, password=password, **fields)
    return Person(add_device(user, "A phone"))


def send(client: Client, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
    """Sends JSON, or nothing, to an address below /api/v1/ or an absolute one."""
    address = path if path.startswith(("http", "/api/")) else f"/api/v1/{path}"
    data = "" if body is None else json.dumps(body)
    return client.generic(method, address, data, content_type="application/json", headers=headers)
