"""Full numbers of official documents: how they are written, and their canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Folded abbreviation of the kind -> as it is printed.
_KINDS = {
    key.casefold().replace("đ", "d"): key
    for key in (
        *("NQ", "NQLT", "QĐ", "QĐi", "QyĐ", "CT", "KL", "KH", "HD", "QC", "TT", "TTLT"),
        *("NĐ", "CĐ", "TB", "BC", "TTr", "CTr", "ĐA", "CV", "CTPH", "SL", "PL", "L"),
        *("VBHN", "TL", "ĐH", "QCPH", "CTHĐ", "TTCP", "GM"),
    )
}
_BODIES = {
    key.casefold().replace("đ", "d").replace("ư", "u"): key
    for key in (
        *("TW", "HU", "ĐU", "QU", "BTCTW", "VPTW", "UBKTTW", "BTGTW", "BTGDVTW"),
        *("BDVTW", "BNCTW", "BCĐTW", "HĐBCQG", "HĐBC", "BCSĐ", "ĐUQH", "ĐUCP", "MTTW"),
        *("CP", "TTg", "CTN", "UBND", "HĐND", "NHNN", "TANDTC", "VKSNDTC", "HĐTP"),
        *("VPCP", "BCT", "BTC", "BNV", "BYT", "BTP", "BCA", "BQP", "BXD", "BKHĐT"),
        *("BGDĐT", "BTNMT", "BNNPTNT", "BNNMT", "BTTTT", "BKHCN", "BVHTTDL", "BGTVT"),
        *(
            "BGTVT",
            "BNG",
            "TTCP",
            "UBDT",
            "KTNN",
            "TLĐ",
            "BTV",
            "BTCTU",
            "VPTU",
            "BDTTG",
        ),
    )
}
_STATE_BODIES = frozenset(_BODIES.values()) - {"BCT", "BTC", "BTV", "TLĐ"}
_PARTY_BODIES = frozenset(
    (
        *("TW", "TU", "HU", "ĐU", "QU", "BTCTW", "VPTW", "UBKTTW", "BTGTW", "BTGDVTW"),
        *("BDVTW", "BNCTW", "BCĐTW", "BCSĐ", "ĐUQH", "ĐUCP", "BTCTU", "VPTU", "HĐBCQG"),
    )
)
_DASH = r"[-–—‑/]"
_ASSEMBLY = r"(?P<assembly>(?:UBTV)?QH\s?\d{1,2})"
_KIND = r"(?P<kind>[A-ZĐa-zđ]{1,5})"
# What stands before a number is checked apart, so that the pattern begins with a digit
# and the engine skips the rest of the text at the speed of a character class.
_NUMBERED = re.compile(
    rf"(?P<number>\d\d{{0,4}}+(?:\.\d{{1,3}}+)?)(?=\s?{_DASH})"
    rf"(?i:(?:\s?{_DASH}\s?(?P<year>(?:19|20)\d\d)(?!\d))?"
    rf"(?P<first>\s?{_DASH}\s?)(?:{_ASSEMBLY}|{_KIND}(?P<second>\s?{_DASH}\s?)"
    rf"(?P<body>T\.\s?[ƯW]|[A-ZĐƯ]{{2,8}}\d{{0,2}}(?:-[A-ZĐ]{{2,8}}){{0,2}})))(?!\w)"
)
# A letter: the number, who signs, and the unit that drew it up.
_LETTER = re.compile(
    r"(?P<number>\d\d{0,4}+)/(?P<issuer>[A-ZĐa-zđ]{3,8})[-–](?P<unit>[A-ZĐ][A-ZĐa-zđ]{0,7})"
    r"(?![\w/])"
)
_SPACED = re.compile(
    rf"(?P<number>\d\d{{0,4}})(?i:(?:\s+(?P<year>(?:19|20)\d\d))?\s+"
    rf"(?:{_ASSEMBLY}|{_KIND}[\s/-]+(?P<body>T\.?[ƯW]|[A-ZĐƯ]{{2,8}})))(?!\w)"
)
# A digit at which a document may be named: after the last letter of a word in
# _WORD_BEFORE or of "số", or before a dash and a letter. Most are not, and cost a look.
_ENDINGS = "tThHịỊiInNqQốỐoOưƯuU"
COUNTED_DIGIT = rf"(?:(?<=[{_ENDINGS}][ \u00a0-].)|(?<=[{_ENDINGS}].))"
_SIGN = re.compile(
    rf"[0-9](?:{COUNTED_DIGIT}"
    rf"|(?=[0-9]{{0,4}}(?:\.[0-9]{{1,3}})?\s?{_DASH}\s?(?:[0-9]{{4}}\s?{_DASH}\s?)?[^\W\d_]))"
)


class Named(NamedTuple):
    """A document in a text: ``text[start:end]`` is ``number``.

    :param short: whether it is named by kind and number alone, without the body that
        issued it.
    """

    start: int
    end: int
    number: str
    short: bool = False


def folded(text: str) -> str:
    """A text in lower case without its marks."""
    stripped = unicodedata.normalize("NFD", text.casefold())
    letters = (char for char in stripped if not unicodedata.combining(char))
    return "".join(letters).replace("đ", "d")


def _printed(match: re.Match[str]) -> str | None:
    """The canonical number of a match; None when its kind or body is unknown."""
    number = match["number"].lstrip("0").rjust(2, "0")
    year = f"/{match['year']}" if match["year"] else ""
    if "." in number and not year:
        return None
    if match["assembly"]:
        assembly = re.sub(r"\s", "", match["assembly"]).upper()
        return f"{number}{year}/{assembly}" if year else None
    kind = _KINDS.get(folded(match["kind"]))
    if kind is None:
        return None
    body = _body(match["body"], match["kind"])
    if body is None:
        return None
    if body in _PARTY_BODIES and not year:
        return f"{number}-{kind}/{body}"
    if not year and body.split("-")[0] not in _STATE_BODIES:
        # Of a body that may be the Party's or the state's, the marks tell whose it is.
        marks = match.groupdict()
        if _is_slash(marks.get("second")) and not _is_slash(marks.get("first")):
            return f"{number}-{kind}/{body}"
    return f"{number}{year}/{kind}-{body}"


def _is_slash(mark: str | None) -> bool:
    return mark is not None and mark.strip() == "/"


def _letter(match: re.Match[str]) -> str | None:
    """The canonical number of a letter; None when no body is known to sign so."""
    issuer = match["issuer"]
    plain = folded(issuer)
    known = _BODIES.get(plain) or _BODIES.get(plain.removeprefix("vp"))
    if known is None and not (issuer.isupper() and issuer[0] in "SBVTCKĐH"):
        return None
    if plain in {folded(kind) for kind in _KINDS}:
        return None
    unit = match["unit"]
    number = match["number"].lstrip("0").rjust(2, "0")
    signed = _BODIES.get(plain, issuer.upper())
    return f"{number}/{signed}-{unit}"


def _body(written: str, kind: str) -> str | None:
    plain = re.sub(r"[.\s]", "", written)
    if folded(plain) in ("tw", "tu"):
        # Tỉnh ủy and Thành ủy sign TU; Trung ương signs TW, also printed TƯ and T.Ư.
        return "TU" if plain.casefold() == "tu" else "TW"
    first, *rest = plain.split("-")
    known = _BODIES.get(folded(first))
    if known is not None:
        return "-".join([known, *(part.upper() for part in rest)])
    if re.fullmatch(r"(?i)(?:ubtv)?qh\d{1,2}", first):
        return first.upper()
    return plain if plain.isupper() and kind.upper() == kind else None


_JOINS = frozenset("/.,-_")


def _named(matches: Iterable[re.Match[str]]) -> Iterator[Named]:
    """The documents whose full numbers were matched, left to right."""
    done = 0
    for match in matches:
        start, end = match.span()
        if start < done:
            continue
        before = match.string[start - 1 : start]
        read = _letter if match.re is _LETTER else _printed
        number = None if before.isalnum() or before in _JOINS else read(match)
        if number is None and read is _printed:
            letter = _LETTER.match(match.string, start)
            number = _letter(letter) if letter else None
            end = letter.end() if letter and number else end
        done = end
        if number is not None:
            yield Named(start, end, number)


def find_signs(text: str) -> list[int]:
    """Where in a composed text the number of a document may begin."""
    return [match.start() for match in _SIGN.finditer(text)]


def numbered(text: str, signs: list[int]) -> Iterator[Named]:
    """The documents a composed text names by their full number, left to right.

    :param signs: of :func:`find_signs`.
    """
    return _named(
        match
        for sign in signs
        if (match := _NUMBERED.match(text, sign) or _LETTER.match(text, sign))
    )


def spaced(text: str) -> Iterator[Named]:
    """The full numbers a composed query writes with blanks: ``18 nq tw``."""
    return _named(_SPACED.finditer(text))
