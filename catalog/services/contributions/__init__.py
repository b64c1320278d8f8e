"""What people propose: taken (``proposing``), decided by staff (``deciding``), and written (``applying``)."""

from catalog.services.contributions.deciding import AlreadyDecided, RecordChanged, accept, decline
from catalog.services.contributions.proposals import CORRECTABLE, InvalidProposal, NotAcceptable
from catalog.services.contributions.proposing import (
    DailyLimit,
    Duplicate,
    Proposal,
    TooManyWaiting,
    propose,
    withdraw,
)

__all__ = [
    "CORRECTABLE",
    "AlreadyDecided",
    "DailyLimit",
    "Duplicate",
    "InvalidProposal",
    "NotAcceptable",
    "Proposal",
    "RecordChanged",
    "TooManyWaiting",
    "accept",
    "decline",
    "propose",
    "withdraw",
]
