"""The ``Prefer`` header (RFC 7240), of which only ``wait`` means something here."""

import re

_WAIT = re.compile(r"wait\s*=\s*\"?([0-9]{1,9})\"?", re.IGNORECASE)


def preferred_wait_s(header: str) -> int | None:
    """The seconds a client is ready to wait, or None if it does not say so intelligibly: a preference is no order.

    The first ``wait`` counts if there are several, as the RFC has it.
    """
    for preference in header.split(","):
        name_and_value, _, _ = preference.partition(";")
        if name_and_value.partition("=")[0].strip().lower() == "wait":
            given = _WAIT.fullmatch(name_and_value.strip())
            return None if given is None else int(given[1])
    return None
