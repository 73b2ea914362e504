"""Text as the segmenter reads it: composed, and cut into pyvi's tokens.

Two facts make this fast and safe. No token but the newline holds white space, so
a text is cut at white space into chunks whose tokens don't depend on their
neighbours and can be cached. And the tokens of a chunk, joined, are the chunk.

Nothing here is quadratic: pyvi's e-mail pattern is matched from its ``@`` outwards,
and long runs of combining marks are sorted before they are composed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from unicodedata import category, combining, is_normalized, normalize

# pyvi's alternatives in pyvi's order; the first that matches wins. The e-mail
# pattern stands between the two parts.
_BEFORE_EMAIL = (
    r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://\S+"
)
_AFTER_EMAIL = r"\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
_TOKEN = re.compile(f"{_BEFORE_EMAIL}|{_AFTER_EMAIL}")
_TOKEN_BEFORE_EMAIL = re.compile(_BEFORE_EMAIL)
_TOKEN_AFTER_EMAIL = re.compile(_AFTER_EMAIL)
_EMAIL_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+")
_EMAIL_LOCAL = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-"
)

# Characters that can change or be changed by composition all lie outside these
# blocks of Latin letters and general punctuation.
_UNSAFE = "[^\\x00-\\u02ff\\u1e00-\\u1eff\\u2010-\\u2027\\u2030-\\u205e]"
_CLUSTER = re.compile(rf"[\s\S]{_UNSAFE}*")
# CPython sorts the marks of a run by insertion: 20,000 pairs of marks in the wrong
# order take 1.3 s. From 32 on they are sorted here first.
_LONG_RUN = re.compile(_UNSAFE + "{32,}")
# Longer clusters of marks are no text; their inner offsets are only monotone.
_LONGEST_EXACT_CLUSTER = 32


def split_chunk(chunk: str) -> list[str]:
    """Cut a chunk without white space (or one newline) into pyvi's tokens."""
    if "@" in chunk:
        return _split_with_emails(chunk)
    return _TOKEN.findall(chunk)


def split_chunks(chunks: list[str]) -> list[str]:
    """:func:`split_chunk` for many chunks, a newline after the tokens of each.

    :param chunks: as written, none a newline; one that ends in a space, which no
        chunk can, stands for the chunk before the space.
    """
    composed = "\n".join(chunks)
    if not is_normalized("NFC", composed):
        composed = "\n".join([to_nfc(chunk) for chunk in chunks])
    if "@" not in composed:
        return _TOKEN.findall(composed + "\n")
    tokens: list[str] = []
    for with_email, lines in groupby(composed.split("\n"), lambda line: "@" in line):
        if with_email:
            for line in lines:
                tokens += [*_split_with_emails(line), "\n"]
        else:
            tokens += _TOKEN.findall("\n".join(lines) + "\n")
    return tokens


def _split_with_emails(chunk: str) -> list[str]:
    spans = _find_emails(chunk)
    signs = [sign for _, sign, _ in spans]
    tokens: list[str] = []
    position = 0
    while position < len(chunk):
        match = _TOKEN_BEFORE_EMAIL.match(chunk, position)
        if match is None:
            nearest = bisect_right(signs, position)
            if nearest < len(spans) and spans[nearest][0] <= position:
                end = spans[nearest][2]
                tokens.append(chunk[position:end])
                position = end
                continue
            match = _TOKEN_AFTER_EMAIL.match(chunk, position)
        if match is None:  # white space; a chunk has none
            position += 1
            continue
        tokens.append(match.group())
        position = match.end()
    return tokens


def _find_emails(chunk: str) -> list[tuple[int, int, int]]:
    """Where e-mail addresses can match: (first start, place of the @, end).

    The local part runs up to its ``@``, so one match of the domain serves every
    start; pyvi's own pattern tries each start anew and is quadratic.
    """
    spans: list[tuple[int, int, int]] = []
    sign = chunk.find("@")
    while sign >= 0:
        domain = _EMAIL_DOMAIN.match(chunk, sign + 1)
        if domain is not None:
            start = sign
            while start > 0 and chunk[start - 1] in _EMAIL_LOCAL:
                start -= 1
            if start < sign:
                spans.append((start, sign, domain.end()))
        sign = chunk.find("@", sign + 1)
    return spans


def to_nfc(text: str) -> str:
    """Unicode NFC in linear time; the same object if nothing changes."""
    if text.isascii() or is_normalized("NFC", text):
        return text
    return normalize("NFC", _LONG_RUN.sub(_sort_marks, text))


def _sort_marks(run: re.Match[str]) -> str:
    """Decompose a run and put its marks into canonical order."""
    decomposed = "".join([normalize("NFD", char) for char in run.group()])
    parts: list[str] = []
    for is_mark, group in groupby(decomposed, lambda char: combining(char) > 0):
        parts += sorted(group, key=combining) if is_mark else group
    return "".join(parts)


def to_nfc_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """NFC of a text, and for each of its borders the offset in the original.

    :returns: the composed text and a list one longer than it: the characters
        ``composed[i:j]`` came from ``text[offsets[i]:offsets[j]]``. The list is None
        if nothing changed.
    """
    composed = to_nfc(text)
    if composed is text:
        return text, None
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        if end - start == 1 or is_normalized("NFC", match.group()):
            single = to_nfc(match.group())
            offsets += [min(start + i, end) for i in range(len(single))]
        else:
            for first, last in _split_cluster(text, start, end):
                offsets += _map_cluster(text[first:last], first)
    offsets.append(len(text))
    return composed, offsets


def _split_cluster(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut before each character that never composes with what stands before it."""
    starts = [start]
    starts += [i for i in range(start + 1, end) if not _joins_backwards(text[i])]
    return list(zip(starts, starts[1:] + [end]))


def _joins_backwards(char: str) -> bool:
    """Whether composition may join a character to an earlier one.

    Besides marks these are the vowels and finals of Hangul and, from Unicode 16 on,
    the vowels of Kirat Rai.
    """
    if combining(char) or category(char)[0] == "M":
        return True
    return "\u1160" <= char <= "\u11ff" or "\U00016d60" <= char <= "\U00016d6f"


def _map_cluster(cluster: str, start: int) -> list[int]:
    """Offsets of the composed characters of one cluster.

    A composed character ends where the shortest prefix of the cluster gives it, but
    leaves at least one character to each that follows, where there are enough.
    """
    composed = to_nfc(cluster)
    size = len(composed)
    if size == 1:
        return [start]
    if len(cluster) > _LONGEST_EXACT_CLUSTER:
        return [start + min(i, len(cluster)) for i in range(size)]
    offsets = [start]
    end = 0
    for wanted in range(1, size):
        while end < len(cluster):
            if normalize("NFC", cluster[:end])[:wanted] == composed[:wanted]:
                break
            end += 1
        end = min(end, max(len(cluster) - (size - wanted), 0))
        offsets.append(start + end)
    return offsets
