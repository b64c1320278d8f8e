"""The admin's index."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def test_the_index_begins_with_what_waits_for_a_decision_and_loses_nothing() -> None:
    request = RequestFactory().get("/admin/")
    request.user = User(is_staff=True, is_superuser=True, is_active=True)
    sections = admin.site.get_app_list(request)
    names = [section["name"] for section in sections]
    assert names[:4] == ["To decide", "Catalogue", "Loading", "Recognition"]
    assert sections[0]["models"][0]["object_name"] == "Contribution"
    told = [model["model"] for section in sections for model in section["models"]]
    assert len(told) == len(set(told))
    assert set(told) == set(admin.site._registry)
    assert len(admin.site.get_app_list(request, "catalog")) == 1


def test_who_may_decide_nothing_has_no_such_section() -> None:
    request = RequestFactory().get("/admin/")
    request.user = User.objects.create(is_staff=True)
    assert admin.site.get_app_list(request) == []
