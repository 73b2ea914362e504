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
