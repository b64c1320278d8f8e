"""How long a server that had trouble is left alone."""

import random

LONGEST_WAIT_S = 86_400.0
"""No server is obeyed that wants to be left alone for longer."""


def growing_pause_s(times: int, first_s: float, longest_s: float) -> float:
    """``first_s`` doubled with each time after the first, at most ``longest_s``, give or take a quarter."""
    return float(min(longest_s, first_s * 2 ** min(times - 1, 30)) * random.uniform(0.75, 1.25))
