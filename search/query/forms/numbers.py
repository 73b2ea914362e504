"""How else an amount, a share or a decimal is written.

``500 nghìn`` is ``500.000``, ``1,5 tỷ`` is ``1.500 triệu``, ``5%`` is ``5 phần trăm``.
The signs of thousands and decimals make no difference already
(:func:`search.language.tokens.number_term`), but that ``2.5`` may be a date: it is a
decimal, too, and only that before a word that counts or measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from search.language.tokens import Token

Terms = tuple[str, ...]


class Writing(NamedTuple):
    """Other ways to write the terms from ``start`` to ``end``."""

    start: int
    end: int
    others: tuple[Terms, ...]


_NUMBER = re.compile(r"(?:[1-9]\d{0,14}|0(?=,))(?:,\d{1,3})?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2}\.\d{1,2})\s*%?", re.ASCII)
_DAYS = re.compile(r"([1-9]|[12]\d|3[01]),([1-9]|[12]\d|3[01])", re.ASCII)

_POWERS = {
    **dict.fromkeys(("nghìn", "ngàn", "nghin", "ngan"), 3),
    **dict.fromkeys(("triệu", "trieu", "tr"), 6),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti"), 9),
}
_SCALES: tuple[tuple[int, int, tuple[Terms, ...]], ...] = (
    (9, 10**7, (("tỷ",),)),
    (6, 10**4, (("triệu",),)),
    (3, 10**3, (("nghìn",), ("ngàn",))),
    (12, 10**3, (("nghìn", "tỷ"), ("ngàn", "tỷ"))),
)
"""Power of ten, below how many of it the words are used, and the words."""

LEAST = 10_000
"""A number without signs below this may be a year: only as figures."""

_PERCENT = ("phần", "trăm")
_MEASURES = frozenset(
    "đồng đ usd đô euro km m cm mm m2 ha hecta héc kg g tấn tạ yến lít lần điểm độ giờ phút"
    " giây năm tháng tuổi mét mw kw gw kwh tỷ người phần % ‰"
    " dong do tan ta lit lan diem gio phut giay nam thang tuoi met ty phan".split()
)
"""What makes a decimal of a number before it, marked or not."""


class _Number(NamedTuple):
    """A number at a place of the terms.

    :param signed: whether its thousands or decimals were signed.
    """

    value: Decimal
    start: int
    end: int
    signed: bool


def number_writings(tokens: Sequence[Token]) -> list[Writing]:
    """Other ways to write the numbers among some tokens, by place of their terms."""
    return list(_find(tokens))


def _find(tokens: Sequence[Token]) -> Iterator[Writing]:
    terms = [part.term for token in tokens for part in token.parts]
    start = 0
    for token in tokens:
        for number in _read_numbers(token, start):
            yield from _writings(number, terms)
        start += len(token.parts)


def _read_numbers(token: Token, start: int) -> Iterator[_Number]:
    dotted = _DOTTED.fullmatch(token.text)
    if dotted and "," not in token.parts[0].term:
        yield _Number(Decimal(dotted[1]), start, start + 2, True)
        return
    for place, part in enumerate(token.parts, start):
        if _NUMBER.fullmatch(part.term):
            signed = part.end - part.start > len(part.term) or "," in part.term
            yield _Number(
                Decimal(part.term.replace(",", ".")), place, place + 1, signed
            )


def _writings(number: _Number, terms: Sequence[str]) -> Iterator[Writing]:
    start, end = number.start, number.end
    power, after = _read_power(terms, end)
    if power:
        yield _others(terms, start, after, _amounts(number.value.scaleb(power)))
    elif number.signed or number.value >= LEAST:
        yield _others(terms, start, end, _amounts(number.value))
    following = tuple(terms[end : end + 2])
    if power:
        return
    if following[:1] == ("%",):
        others = [(*form, *_PERCENT) for form in _figures(number.value)]
        others += [(*form, "%") for form in _figures(number.value)]
        yield _others(terms, start, end + 1, others)
    elif following in (_PERCENT, ("phan", "tram")):
        others = [(*form, "%") for form in _figures(number.value)]
        yield _others(terms, start, end + 2, others)
    elif following and following[0] in _MEASURES:
        others = [(*form, following[0]) for form in _figures(number.value)]
        yield _others(terms, start, end + 1, others)
    if _are_days(terms[start], terms[start - 1] if start else ""):
        yield _others(terms, start, end, [tuple(terms[start].split(","))])


def _are_days(term: str, before: str) -> bool:
    """Whether a decimal may be two days in a row, as in ``ngày 20,21/4``, which loses its
    month in a quotation; ``2,5`` alone is none, for so would be 2 May."""
    days = _DAYS.fullmatch(term)
    if not days or int(days[1]) >= int(days[2]):
        return False
    return before in ("ngày", "ngay") or int(days[2]) > 12


def _read_power(terms: Sequence[str], at: int) -> tuple[int, int]:
    """The power of ten that words stand for, and where they end."""
    power = _POWERS.get(terms[at], 0) if at < len(terms) else 0
    if not power:
        return 0, at
    more = _POWERS.get(terms[at + 1], 0) if at + 1 < len(terms) else 0
    return (power + more, at + 2) if more > power else (power, at + 1)


def _others(
    terms: Sequence[str], start: int, end: int, forms: Sequence[Terms]
) -> Writing:
    typed = tuple(terms[start:end])
    return Writing(start, end, tuple(dict.fromkeys(f for f in forms if f != typed)))


def _amounts(value: Decimal) -> list[Terms]:
    """All ways to write a number, with words for powers of ten where it is round."""
    found: list[Terms] = [form for form in _figures(value) if len(form) == 1]
    for power, bound, words in _SCALES:
        scaled = value.scaleb(-power).normalize()
        if 1 <= scaled < bound and _decimals(scaled) <= 2:
            found += [(*form, *word) for form in _figures(scaled) for word in words]
    return found


def _figures(value: Decimal) -> list[Terms]:
    """The terms of a number in figures: those of ``2,5``, and those of ``2.5`` where
    that reads as a date."""
    text = format(value.normalize(), "f")
    whole, _, decimals = text.partition(".")
    if not decimals:
        return [(whole,)]
    forms: list[Terms] = [(f"{whole},{decimals}",)]
    if len(whole) <= 2 and len(decimals) <= 2 and 1 <= int(whole) <= 31:
        if 1 <= int(decimals) <= 12:
            forms.append(
                (whole, decimals.lstrip("0") if len(decimals) == 2 else decimals)
            )
    return forms


def _decimals(value: Decimal) -> int:
    _, _, decimals = format(value, "f").partition(".")
    return len(decimals)
