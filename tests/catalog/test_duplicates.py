"""Possible duplicates: recorded in order, once, and decided on without anything being merged or lost."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import Artwork, DuplicateFlag, ReferenceImage
from catalog.services.duplicates import NoSuchDecision, Resemblance, decide_duplicate, record_examination
from tests.factories import make_reference_image, tiny_picture

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/duplicateflag/"


def record(*resemblances: Resemblance) -> None:
    record_examination(
        [image_id for each in resemblances for image_id in each.reference_image_ids],
        resemblances,
        fingerprint="f",
        descriptor_fingerprint="d",
    )


@pytest.fixture
def pair() -> tuple[ReferenceImage, ReferenceImage]:
    return make_reference_image(), make_reference_image()


@pytest.fixture
def flag(pair: tuple[ReferenceImage, ReferenceImage]) -> DuplicateFlag:
    record(Resemblance((pair[1].pk, pair[0].pk), 0.9, 40))
    return DuplicateFlag.objects.get()


def test_a_pair_is_in_order_whoever_was_examined(pair: tuple[ReferenceImage, ReferenceImage]) -> None:
    one, other = pair
    record(Resemblance((other.pk, one.pk), 0.8, 30), Resemblance((one.pk, other.pk), 0.8, 50))
    flag = DuplicateFlag.objects.get()
    assert (flag.first_image, flag.second_image, flag.inliers) == (one, other, 50)
    assert set(ReferenceImage.objects.values_list("examined_for", flat=True)) == {"f d 2"}


def test_a_mirrored_pair_says_so(pair: tuple[ReferenceImage, ReferenceImage]) -> None:
    record(Resemblance((pair[0].pk, pair[1].pk), 0.9, 40, is_mirrored=True))
    assert DuplicateFlag.objects.get().get_kind_display() == "Same picture, mirrored"


def test_what_is_gone_or_of_one_artwork_is_no_pair(pair: tuple[ReferenceImage, ReferenceImage]) -> None:
    one, other = pair
    sibling = make_reference_image(one.artwork)
    other.artwork.delete()
    record(Resemblance((one.pk, other.pk), 0.9, 50), Resemblance((one.pk, sibling.pk), 0.9, 50))
    assert not DuplicateFlag.objects.exists()


def test_the_same_file_of_many_artworks_is_flagged_with_the_first_of_them() -> None:
    images = [make_reference_image(picture=tiny_picture(1)) for _ in range(4)]
    record_examination([images[2].pk], [], fingerprint="f", descriptor_fingerprint="d")
    flags = DuplicateFlag.objects.order_by("second")
    assert [(each.first, each.second) for each in flags] == [(images[0].artwork, each.artwork) for each in images[1:]]


@pytest.mark.parametrize(
    "wrong", [{"state": "same"}, {"similarity": None}, {"kind": "same_file"}, {"second_id": 1, "first_id": 2}]
)
def test_the_database_holds_what_a_flag_is(flag: DuplicateFlag, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicateFlag.objects.filter(pk=flag.pk).update(**wrong)


def test_a_decision_hides_a_record_only_when_asked_and_can_be_changed(flag: DuplicateFlag) -> None:
    user = User.objects.create(username="keeper")
    decided = decide_duplicate(flag.pk, "same", decided_by=user)
    assert (decided.state, decided.decided_by) == ("same", user)
    assert decided.decided_at
    assert set(Artwork.objects.values_list("status", flat=True)) == {"published"}
    decide_duplicate(flag.pk, "same", hide=flag.second_id, decided_by=user)
    assert Artwork.objects.get(pk=flag.second_id).status == "draft"
    assert Artwork.objects.get(pk=flag.first_id).status == "published"
    assert decide_duplicate(flag.pk, "different", decided_by=None).state == "different"
    assert Artwork.objects.count() == 2


def test_a_decision_that_makes_no_sense_is_refused(flag: DuplicateFlag) -> None:
    with pytest.raises(NoSuchDecision):
        decide_duplicate(flag.pk, "different", hide=flag.first_id, decided_by=None)
    with pytest.raises(NoSuchDecision):
        decide_duplicate(flag.pk, "same", hide=999_999, decided_by=None)
    flag.refresh_from_db()
    assert flag.state == "open"


def test_a_deleted_picture_leaves_the_decision(flag: DuplicateFlag, admin_client: Client) -> None:
    decide_duplicate(flag.pk, "different", decided_by=None)
    ReferenceImage.objects.filter(artwork=flag.first).delete()
    assert "Different works" in admin_client.get(f"{LIST}{flag.pk}/change/").text


def test_the_page_shows_both_and_leads_to_the_next(flag: DuplicateFlag, admin_client: Client) -> None:
    one, other = make_reference_image(), make_reference_image()
    record(Resemblance((one.pk, other.pk), 0.7, 33))
    following = DuplicateFlag.objects.latest("pk")
    assert "Same picture" in admin_client.get(LIST).text
    page = admin_client.get(f"{LIST}{following.pk}/change/").text
    assert "similarity 0.70, 33 places" in page
    for image in (one, other):
        assert f"/{image.pk}/picture/thumbnail" in page
        assert image.artwork.title in page
    response = admin_client.post(f"{LIST}{following.pk}/decide/", {"decision": "same", "hide": other.artwork_id})
    assert response["Location"] == f"{LIST}{flag.pk}/change/"
    assert Artwork.objects.get(pk=other.artwork_id).status == "draft"
    page = admin_client.get(f"{LIST}{following.pk}/change/").text
    assert "Same work</strong>, says keeper" in page
    response = admin_client.post(f"{LIST}{flag.pk}/decide/", {"decision": "different"})
    assert response["Location"] == LIST
    assert DuplicateFlag.objects.get(pk=flag.pk).state == "different"


def test_nonsense_is_refused_with_words(flag: DuplicateFlag, admin_client: Client) -> None:
    address = f"{LIST}{flag.pk}/decide/"
    assert "Only one of two records" in admin_client.post(address, {"decision": "same", "hide": 9**9}, follow=True).text
    assert admin_client.post(address, {"decision": "perhaps"}).status_code == 400
    assert admin_client.get(address).status_code == 405
    assert admin_client.post(f"{LIST}999999/decide/", {"decision": "same"}).status_code == 404
    assert admin_client.get(f"{LIST}x/change/").status_code == 404
    flag.refresh_from_db()
    assert flag.state == "open"


def test_who_may_look_may_not_decide(flag: DuplicateFlag, client: Client) -> None:
    user = User.objects.create(username="reader", is_staff=True)
    client.force_login(user)
    assert client.get(f"{LIST}{flag.pk}/change/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_duplicateflag"))
    page = client.get(f"{LIST}{flag.pk}/change/")
    assert (page.status_code, "Different works" in page.text) == (200, False)
    assert client.post(f"{LIST}{flag.pk}/decide/", {"decision": "different"}).status_code == 403
