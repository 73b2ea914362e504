"""Where the sentences and the quotations of a text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from indexer.facts.vocabulary import UPPER

LONGEST = 1_500
"""Characters of a quotation that are looked through for its other end."""

# It begins with one set of characters, so that only these are looked for.
_END = re.compile(r"[.!?…\n](?:(?<=\n)|[\"”’'»)\]]*\s+(?=\S))")
_SHORT = re.compile(
    rf"(?:(?<!\w)(?:[{UPPER}]|TP|Tp|TX|Tx|TT|GS|TS|BS|KS|LS|NS|CN|Th|Ng|Tr|ThS|Ths|PGS|NSND"
    r"|NSƯT|ĐBQH|Mr|Mrs|Ms|Dr|St|No))\.\Z"
)
"""What stands before a dot that ends no sentence."""

OPENING = {"”": "“", "»": "«", '"': '"', "’": "‘", "'": "'"}
"""Closing mark -> the mark that opens the same quotation."""

_MARKS = re.compile(r"[“”«»\"]")
_OPENINGS = frozenset('“«"')
_CLOSING = {opening: closing for closing, opening in OPENING.items()}


class Sentences(NamedTuple):
    """The sentences of a text.

    :param borders: where each begins, ascending, and the length of the text.
    """

    borders: list[int]

    def around(self, offset: int) -> tuple[int, int]:
        """Where the sentence of an offset begins, and where the next one does."""
        place = bisect_right(self.borders, offset, 0, len(self.borders) - 1)
        return self.borders[place - 1], self.borders[place]


def find_sentences(text: str) -> Sentences:
    """The sentences of a composed text; a line's end is the end of one."""
    borders = [0]
    for match in _END.finditer(text):
        at = match.start()
        if text[at] == ".":
            if text[match.end()].islower():
                continue
            near = text[max(0, at - 3) : at]
            if not near.islower():
                if _SHORT.search(text, max(0, at - 5), at + 1):
                    continue
        borders.append(match.end())
    borders.append(len(text))
    return Sentences(borders)


def opening_of(text: str, closing: int) -> int:
    """Where the quotation begins that the mark at ``closing`` ends; ``closing`` when it
    begins on another line or too far away."""
    low = max(0, closing - LONGEST, text.rfind("\n", 0, closing) + 1)
    at = text.rfind(OPENING[text[closing]], low, closing)
    return at if at >= 0 else closing


def closing_after(text: str, start: int, end: int) -> int:
    """Where the last quotation ends that begins in ``text[start:end]``: ``end`` when that
    is before it."""
    opened = ""
    for match in _MARKS.finditer(text, start, min(end, start + LONGEST)):
        mark = match[0]
        if opened:
            opened = "" if mark == opened else opened
        elif mark in '“«"':
            opened = _CLOSING[mark]
    if not opened:
        return end
    line = text.find("\n", end)
    high = min(start + LONGEST, line if line >= 0 else len(text))
    at = text.find(opened, end, high)
    if at < 0:
        return end
    while at + 1 < len(text) and text[at + 1] in ".!?…,":
        at += 1
    return at + 1
