"""Tasks that fetch pictures from the web. They need no ML library; their pool may be threads."""

from celery import shared_task

from catalog.services.fetching.fetcher import configured_fetcher
from catalog.services.picture_queue import hosts
from catalog.services.picture_queue.visits import visit_host


@shared_task(name="workers.fetching.ask_for_due_hosts")
def ask_for_due_hosts() -> None:
    """Asks for a visit to each server that has something due and that nobody is at."""
    hosts.ask_for_due_hosts()


@shared_task(name="workers.fetching.fetch_from_host")
def fetch_from_host(*, host: str) -> None:
    """Visits one server."""
    visit_host(host, configured_fetcher())
