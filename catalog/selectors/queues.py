"""What the workers do: who takes from which queue, and what waits in it."""

from collections import Counter
from dataclasses import dataclass

import redis
from celery import current_app
from django.conf import settings

from catalog.selectors.health import PING_S


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue, the workers of it that answered within ``PING_S``, and the messages that no worker has taken yet."""

    name: str
    workers: int
    waiting: int


def read_queues() -> list[QueueState]:
    """Every queue, in the order of the settings. A worker that computes alone may be too busy to answer.

    Raises:
        kombu.exceptions.OperationalError, redis.RedisError: Redis does not answer.
    """
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PING_S, socket_connect_timeout=PING_S) as client:
        waiting = [int(client.llen(name)) for name in names]
    answers = current_app.control.inspect(timeout=PING_S).active_queues() or {}
    workers = Counter(queue["name"] for queues in answers.values() for queue in queues)
    return [QueueState(name, workers[name], count) for name, count in zip(names, waiting, strict=True)]
