"""The words straight before a name, which judge what it is."""

from __future__ import annotations

from typing import NamedTuple

from search.language.normal import canonical

LOOK_BACK = 64
"""Characters before a name in which the words that judge it stand."""

_END_OF_SENTENCE = frozenset(".!?:;…\"“”'‘(\n")


class Before(NamedTuple):
    """The words straight before a name, as written and canonical.

    :param line: the line up to the name, as far as :data:`LOOK_BACK`.
    """

    line: str = ""
    raw: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    last: str = ""
    last_two: str = ""
    last_three: str = ""

    @property
    def opens(self) -> bool:
        """Whether the first word opens the sentence."""
        tail = self.line.rstrip()
        if len(tail.split()) == len(self.raw) and len(self.line) < LOOK_BACK:
            return True
        position = tail.rfind(self.raw[0]) if len(self.raw) == 1 else -1
        return position > 0 and tail[:position].rstrip()[-1:] in _END_OF_SENTENCE


def words_before(text: str, start: int) -> Before:
    line = text[max(0, start - LOOK_BACK) : start].rpartition("\n")[2].replace("/", " ")
    glued = line[-3:].casefold() in _GLUED
    if not (glued or line[-1:].isspace()):
        return _NOTHING
    raw: list[str] = []
    for word in reversed(line.rsplit(None, 4)[-4:]):
        if word.isalnum():
            raw.append(word)
        elif word[-1].isalnum() or word.lstrip(_OPENING).casefold() in _SHORT:
            clean = word.lstrip(_OPENING)
            raw.append(clean.rpartition("-")[2] or clean)
            if clean != word or "-" in word:
                break
        else:
            if not raw and glued:
                raw.append(word.lstrip(_OPENING).rstrip("-"))
            break
    if not raw:
        return _NOTHING
    words = tuple(map(canonical, reversed(raw)))
    return Before(
        line,
        tuple(reversed(raw)),
        words,
        words[-1],
        " ".join(words[-2:]) if len(words) > 1 else "",
        " ".join(words[-3:]) if len(words) > 2 else "",
    )


_NOTHING = Before()
_OPENING = "(\"“'‘["
_SHORT = frozenset(("tp.", "tx.", "h.", "q.", "t.p."))
_GLUED = frozenset(("tp.", "tp-", ".p.", ".p-", "tx.", "tx-"))
