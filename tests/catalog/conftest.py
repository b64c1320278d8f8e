"""What several tests of the catalogue share."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def admin_client(db: None) -> Client:  # noqa: ARG001 - the user needs the database
    """A superuser's session, made without the slow hashing of a password."""
    client = Client()
    client.force_login(User.objects.create(username="keeper", is_staff=True, is_superuser=True))
    return client
