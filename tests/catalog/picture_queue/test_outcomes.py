"""Pictures fetched from real servers on this machine: whose they are, and what becomes of each."""

import socket

import pytest

from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord, ImageUrl
from catalog.models import IndexChange, PictureFetch, ReferenceImage
from catalog.services import publishing
from catalog.services.loading import load_records
from catalog.services.media_files import is_stored
from catalog.services.picture_queue import hosts, outcomes
from catalog.services.picture_queue.retries import retry_fetches
from tests.catalog.picture_queue.visiting import Serve, only, pass_time, pictures, visit, want
from tests.factories import tiny_picture
from tests.publishing import publish_artwork, take_down_artwork
from tests.web_servers import Asked, Script, answer

pytestmark = pytest.mark.django_db


def test_a_picture_becomes_a_reference_image(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[int] = []
    monkeypatch.setattr("catalog.dispatch.index_pending_images", lambda: nudged.append(1))
    server = serve(pictures)
    work = want(server, "/a", "/b", rights="CC0", credit="Me", is_aspect_true=False)
    assert visit(server) == 2
    first, second = work.reference_images.order_by("position")
    assert (first.position, first.rights, first.credit, first.is_aspect_true) == (0, "CC0", "Me", False)
    assert is_stored(str(first.file.name))
    assert is_stored(str(first.thumbnail.name))
    assert (second.position, second.sha256 != first.sha256) == (1, True)
    fetch = PictureFetch.objects.get(image=first)
    assert (fetch.state, fetch.attempts, fetch.etag, fetch.problem) == ("fetched", 1, '"/a"', "")
    assert set(IndexChange.objects.values_list("reference_image_id", flat=True)) >= {first.pk, second.pk}
    assert nudged == [1], "the embedding is asked for once a visit"
    assert visit(server) == 0
    assert server.paths == ["/a", "/b"]


def test_the_same_picture_at_two_addresses_is_one_image(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, tiny_picture(1)))
    work = want(server, "/a", "/b")
    assert visit(server) == 2
    assert work.reference_images.count() == 1
    assert set(PictureFetch.objects.values_list("state", "image")) == {("fetched", work.reference_images.get().pk)}


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        (lambda _, to: answer(to, b"", "404 Not Found"), "gone", "http_404"),
        (lambda _, to: answer(to, b"", "410 Gone"), "gone", "http_410"),
        (lambda _, to: answer(to, b"", "401 Unauthorized"), "failed", "http_401"),
        (lambda _, to: answer(to, b"<html>Sorry</html>", Content_Type="image/jpeg"), "failed", "image_undecodable"),
        (lambda _, to: answer(to, b"", Content_Length=10**9), "failed", "too_large"),
        (lambda _, to: answer(to, b"", "302 There", Location="http://169.254.169.254/"), "failed", "url_refused"),
        (lambda _, to: answer(to, b"", "500 Oh"), "waiting", "http_500"),
        (lambda _, to: answer(to, b"", "403 No"), "waiting", "http_403"),
        (lambda _, to: to.sendall(b"nonsense"), "waiting", "answer_broken"),
    ],
)
def test_every_end_has_its_reason(serve: Serve, script: Script, state: str, reason: str) -> None:
    server = serve(script)
    want(server, "/a")
    assert visit(server) == 0
    fetch = only()
    assert (fetch.state, fetch.reason) == (state, reason)
    assert fetch.problem
    assert not ReferenceImage.objects.exists()


def test_it_gives_up_after_some_attempts(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, b"", "500 Oh"))
    want(server, "/a")
    for _ in range(outcomes.MOST_ATTEMPTS + 2):
        visit(server)
        pass_time(7 * 3600)
    fetch = only()
    assert (fetch.state, fetch.attempts, len(server.asked)) == (
        "failed",
        outcomes.MOST_ATTEMPTS,
        outcomes.MOST_ATTEMPTS,
    )
    assert fetch.problem == "Given up after 8 attempts. The server answered with status 500."


def test_a_failed_one_can_be_tried_again_but_not_where_nobody_can_be_asked(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    load_records([ArtworkRecord("s", "x", "", images=(ImageRecord(ImageUrl("ftp://a.example/")),))], source="s")
    PictureFetch.objects.filter(host__isnull=False).update(state="failed", problem="It was.", attempts=8)
    assert retry_fetches(PictureFetch.objects.values_list("pk", flat=True)) == 1
    assert visit(server) == 1


def test_what_has_not_changed_is_not_sent_again(serve: Serve) -> None:
    def once(asked: Asked, connection: socket.socket) -> None:
        if asked.headers.get("if-none-match") == '"/a"':
            answer(connection, b"", "304 Not Modified", Content_Length=None)
        else:
            pictures(asked, connection)

    server = serve(once)
    work = want(server, "/a")
    visit(server)
    retry_fetches([only().pk])
    assert visit(server) == 1
    assert (only().state, only().image, work.reference_images.count()) == ("fetched", work.reference_images.get(), 1)
    publishing.delete_images([work.reference_images.get().pk])
    retry_fetches([only().pk])
    visit(server)
    assert work.reference_images.count() == 1, "what is no longer here is asked for without conditions"


def test_a_iiif_service_is_asked_for_a_size(serve: Serve) -> None:
    def service(asked: Asked, connection: socket.socket) -> None:
        info = b'{"@context": "http://iiif.io/api/image/3/context.json", "width": 4096, "height": 2048}'
        answer(connection, info if asked.path.endswith("info.json") else tiny_picture(1))

    server = serve(service)
    image = ImageRecord(IiifImage(server.url("/iiif/x")))
    load_records([ArtworkRecord("s", "1", "", images=(image,))], source="s")
    assert visit(server) == 1
    assert server.paths == ["/iiif/x/info.json", "/iiif/x/full/1024,/0/default.jpg"]


def test_a_work_that_is_not_shown_is_not_fetched_until_it_is(serve: Serve) -> None:
    server = serve(pictures)
    work = want(server, "/a")
    take_down_artwork(work)
    assert (hosts.ask_for_due_hosts(), visit(server), server.asked) == (0, 0, [])
    publish_artwork(work)
    assert (hosts.ask_for_due_hosts(), visit(server)) == (1, 1)


def test_a_picture_withdrawn_while_it_is_on_the_way_is_left(serve: Serve) -> None:
    server = serve(pictures)
    work = want(server, "/a")
    fetch = only()
    PictureFetch.objects.all().delete()
    assert outcomes.record_picture(fetch, None, None) is False  # type: ignore[arg-type]
    assert not work.reference_images.exists()
