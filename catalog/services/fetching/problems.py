"""Why something was not fetched."""


class FetchProblem(Exception):
    """Nothing usable was fetched. ``reason`` is a stable code; the text is for people.

    ``is_lasting`` says that asking again would come to the same; ``retry_after_s`` is when the server wants to be asked
    again, if it says so.
    """

    def __init__(self, reason: str, message: str, *, is_lasting: bool, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.is_lasting = is_lasting
        self.retry_after_s = retry_after_s


class StatusRefused(FetchProblem):
    """The server answered, but not with the thing itself."""

    def __init__(self, status: int, retry_after_s: float | None) -> None:
        super().__init__(
            f"http_{status}",
            f"The server answered with status {status}.",
            is_lasting=status not in _PASSING,
            retry_after_s=retry_after_s,
        )
        self.status = status


# What may be answered otherwise later. 403 is how many servers say "not so fast".
_PASSING = frozenset({403, 408, 421, 423, 425, 429, *range(500, 600)})
