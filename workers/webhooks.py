"""Tasks that tell partners of changes. They need no ML library; their pool may be threads."""

from celery import shared_task

from catalog.services.fetching.fetcher import configured_fetcher
from catalog.services.webhooks import giving_out, pruning
from catalog.services.webhooks.visits import visit_endpoint


@shared_task(name="workers.webhooks.give_out_changes")
def give_out_changes() -> None:
    """Makes deliveries of what happened, and asks for visits to the endpoints."""
    giving_out.give_out_changes()


@shared_task(name="workers.webhooks.send_due")
def send_due() -> None:
    """Finds what a lost nudge left, and deliveries whose next attempt is due."""
    giving_out.give_out_changes()
    giving_out.ask_for_due_endpoints()


@shared_task(name="workers.webhooks.deliver_to_endpoint")
def deliver_to_endpoint(*, endpoint_id: int) -> None:
    """Visits one endpoint."""
    visit_endpoint(endpoint_id, configured_fetcher())


@shared_task(name="workers.webhooks.forget_events")
def forget_events() -> None:
    """Deletes old events."""
    pruning.forget_events()
