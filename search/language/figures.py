"""Numbers in a text: where they end, and the one term that each has.

Three digits after a sign are thousands (``1.000``, ``1,000``), any other number of
digits are decimals (``2,5``, ``35.7``), and two short numbers with a full stop between
them (``2.5``) are a date, unless a percent sign or a measure follows at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.language.normal import canonical

MAX_TERM = 64
"""Characters of a term; longer runs of letters or digits are cut there."""

DIGIT = r"\d\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089"
"""What counts as a digit, for a class of characters: superscripts and subscripts too, so
that m² is m2."""

_DIGITS = re.compile(f"[{DIGIT}]+")

# Numbers that stay whole: thousands in groups of three, decimals with a comma of
# which one side is short (2020,2021 are two years), and other dotted numbers (35.7,
# 1.2.3) unless they read as a date: 17.9, 09.12.2025, 12.2025.
_NUMBER = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d{1,3},\d+|\d+,\d{1,3}|\d+(?:\.\d+)+"
)
_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_YEAR = "[12][0-9]{3}"
# What makes a decimal of 2.5 when it is glued to it.
_MEASURE = re.compile(
    r"[%‰\uff05\ufe6a]|(?:[ckm]?m[23\xb2\xb3]?|[km]?g|ha|tr|t[ỷỉ]|triệu|tấn|lít|l|usd"
    r"|[kmg]wh?|[mg]b)(?![^\W\d_])",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"([1-9]\d{0,2}([.,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?", re.ASCII
)
_DECIMAL = re.compile(r"(\d+)[.,](\d+)", re.ASCII)
# Telephone numbers, with the 0 of an area or the 1800 and 1900 of a service.
_PHONE = re.compile(
    r"(?=(?:\.?\d){8,11}\Z)(?:0\d+|1[89]00)(?:\.\d+)+"
    r"|(?![12]\d{3}\.[12])(?:\d\.)?\d{3,4}\.\d{4}",
    re.ASCII,
)
_DOTTED_DATE = re.compile(
    rf"{_DAY}\.{_MONTH}(?:\.(?:{_YEAR}|[0-9]{{2}}))?"
    rf"|{_MONTH}\.{_YEAR}|{_YEAR}\.{_MONTH}\.{_DAY}"
)
_MONTH_AFTER = re.compile("/[0-9]")


def cut_number(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the numbers of a run of digits, full stops and commas are: the run, when it is
    a number, else each run of digits."""
    number = text[start:end]
    if _DIGITS.fullmatch(number) or (
        _NUMBER.fullmatch(number)
        and not (_DOTTED_DATE.fullmatch(number) and not _MEASURE.match(text, end))
        # ngày 20,21/4 names two days
        and not ("," in number and _MONTH_AFTER.match(text, end))
    ):
        yield start, end
        return
    for run in _DIGITS.finditer(text, start, end):
        yield run.span()


def number_term(digits: str) -> str:
    """The term of a number as written: ``3000`` for ``3.000``, ``2,5`` for ``2.5``."""
    term = digits[:MAX_TERM] if digits.isascii() else canonical(digits[:MAX_TERM])
    if term.isdigit():
        return term[1:] if len(term) == 2 and term[0] == "0" else term
    if grouped := _THOUSANDS.fullmatch(term):
        whole, sign, decimals = grouped.groups()
        return whole.replace(sign, "") + (f",{decimals}" if decimals else "")
    if _PHONE.fullmatch(term):
        return term.replace(".", "")
    return _DECIMAL.sub(r"\1,\2", term) if _DECIMAL.fullmatch(term) else term
