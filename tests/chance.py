"""Chance that can be repeated: every random draw of a test comes from one seed.

``TIMTIN_SEED`` chooses it; without the variable each run draws the same. Another seed
is other articles, other questions and other moments of being killed.
"""

from __future__ import annotations

import os
import random

SEED = os.environ.get("TIMTIN_SEED", "0")


def dice(*about: object) -> random.Random:
    """A generator of its own for each purpose.

    :param about: names the purpose: a test's name, its parameters.
    """
    return random.Random(f"{SEED} {about}")


BUDGET = float(os.environ.get("TIMTIN_BUDGET", "1"))
"""How much more than usual the harnesses try: 1 in every run, by hand 10 or 100."""


def budget(usual: int) -> int:
    """How often to try something."""
    return max(1, round(usual * BUDGET))


def spread(rng: random.Random, steps: int, draws: int) -> list[int]:
    """Some of the steps 1 to ``steps``, one at random of each of as many equal parts: none
    of the way is left out."""
    draws = min(draws, steps)
    ends = [round(steps * part / draws) for part in range(draws + 1)]
    return [rng.randint(low + 1, high) for low, high in zip(ends, ends[1:])]


def report(title: str, *lines: str) -> None:
    """Add a table to the file that ``TIMTIN_REPORT`` names, if it names one."""
    if path := os.environ.get("TIMTIN_REPORT"):
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join((f"== {title} (seed {SEED})", *lines, "")) + "\n")
