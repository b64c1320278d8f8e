"""A price, from the photo to the record, in Python: ``journey.py BASE_URL PHOTO STAFF_TOKEN`` prints it as JSON.

``artrec_client`` is made of docs/openapi.yaml by openapi-python-client (tests/clients/python.yaml).
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from artrec_client import AuthenticatedClient, Client
from artrec_client.api.contributions import accept_contribution, contribute
from artrec_client.api.devices import register_device
from artrec_client.api.my_art import add_favorite, favorites
from artrec_client.api.prices import artwork_prices
from artrec_client.api.recognitions import recognize
from artrec_client.models import (
    AcceptanceRequest,
    Contribution,
    ContributionKind,
    FavoritePage,
    IssuedToken,
    NewContributionRequest,
    NewDeviceRequest,
    PriceKind,
    PriceOutcome,
    PricePage,
    ProposedPriceRequest,
    Recognition,
    RecognizeFilesBody,
)
from artrec_client.types import File

T = TypeVar("T")


def told(answer: object, kind: type[T]) -> T:
    """The answer, which must be of this kind and no problem."""
    assert isinstance(answer, kind), answer
    return answer


def propose_price(client: AuthenticatedClient, artwork: int) -> Contribution:
    """A hammer price, seen in print."""
    price = ProposedPriceRequest(PriceKind.HAMMER, outcome=PriceOutcome.SOLD, amount="4321.00", currency="EUR")
    proposal = NewContributionRequest(
        ContributionKind.PRICE, artwork=artwork, price=price, evidence="The printed list of results."
    )
    return told(contribute.sync(client=client, body=proposal), Contribution)


def main(base_url: str, photo: Path, staff_token: str) -> None:
    """Register, photograph, keep, propose, accept, read."""
    issued = told(
        register_device.sync(client=Client(base_url), body=NewDeviceRequest(name="A Python app")), IssuedToken
    )
    mine, staff = AuthenticatedClient(base_url, issued.token), AuthenticatedClient(base_url, staff_token)
    form = RecognizeFilesBody(photo=File(BytesIO(photo.read_bytes()), "photo.jpg", "image/jpeg"))
    answer = told(recognize.sync(client=mine, body=form, prefer="wait=60"), Recognition)
    artwork = answer.regions[0].artwork
    assert artwork is not None, answer
    add_favorite.sync_detailed(artwork.id, client=mine)
    kept = told(favorites.sync(client=mine), FavoritePage)
    proposed = propose_price(mine, artwork.id)
    before = told(artwork_prices.sync(artwork.id, client=mine), PricePage)
    accepted = told(
        accept_contribution.sync(proposed.id, client=staff, body=AcceptanceRequest(reason="Thank you.")), Contribution
    )
    after = told(artwork_prices.sync(artwork.id, client=mine), PricePage)
    summary = {
        "title": artwork.title,
        "favorites": [each.artwork.title for each in kept.results],
        "states": [proposed.state.value, accepted.state.value],
        "before": [each.amount for each in before.results],
        "after": [each.amount for each in after.results],
    }
    sys.stdout.write(json.dumps(summary))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
