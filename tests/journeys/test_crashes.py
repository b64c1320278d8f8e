"""Workers killed in the middle: nothing is lost, and nobody waits for ever."""

import time

import redis
from django.conf import settings
from django.db.models import Count

from catalog import dispatch
from catalog.models import Embedding, LocalDescriptors, Recognition, ReferenceImage
from catalog.services.recognition import wait_for_answer
from tests.factories import make_reference_image
from tests.journeys.conftest import WORKERS, Service, photo_of
from tests.processes import ApiClient

CRASHED, OTHER = WORKERS


def test_a_recognition_worker_killed_at_work(client: ApiClient, service: Service) -> None:
    worker = service.processes[CRASHED]
    account = settings.PHOTO_TRANSPORT_OPTIONS["unacked_index_key"]
    sent = [photo_of(number) for number in (0, 1, 2)]
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        handed = [service.hand_to_worker(CRASHED, photo) for photo in sent]
        service.wait_until(lambda: broker.zcard(account) > 0, "the worker has taken a photo", within_s=30)
        worker.kill()
        assert not Recognition.objects.filter(pk__in=[row.pk for row in handed]).exclude(state="pending").exists()
        [in_hand] = broker.zrange(account, 0, -1)
        broker.zadd(account, {in_hand: time.time() - 60})  # the half minute passes here

    # The service goes on without it, and all of its photos are answered when it is back, the one it had in hand too.
    assert client.post_photo(photo_of(3)).body["outcome"] == "match"
    worker.launch()
    worker.wait_until_ready()
    states = [wait_for_answer(row, 60).state for row in handed]
    assert states == [Recognition.State.DONE] * 3, service.logs()


def test_the_indexing_worker_killed_at_work(service: Service) -> None:
    images = [make_reference_image().pk for _ in range(100)]
    worker, embedded = service.processes["indexing"], Embedding.objects.filter(reference_image_id__in=images)
    dispatch.index_pending_images()
    service.wait_until(embedded.exists, "the first batch is embedded")
    worker.kill()
    assert 0 < embedded.count() < len(images)

    worker.launch()
    worker.wait_until_ready()
    dispatch.index_pending_images()  # as beat does every minute
    service.wait_until_indexed(images)
    for rows in (Embedding.objects, LocalDescriptors.objects):
        numbers = rows.filter(reference_image_id__in=images).values("reference_image_id").annotate(rows=Count("pk"))
        assert {each["rows"] for each in numbers} == {1}
    assert not ReferenceImage.objects.filter(pk__in=images).exclude(embedding_error="").exists()
