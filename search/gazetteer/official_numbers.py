"""Numbers of official documents: one canonical form for every way to write them.

Party documents are ``18-NQ/TW``, the state's ``1234/QĐ-TTg``, ``122/2013/NĐ-CP`` and
``202/2025/QH15``. Written in lower case, without diacritics, with other dashes, with
spaces or ``T.Ư`` for ``TW``, they are the same document; so is the short ``Nghị quyết
18`` where :data:`WELL_KNOWN` has it. Numbers start afresh with each congress: two
documents of two terms can bear one number, and then share one value here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_QUERY = 300
"""Characters of a query in which a number is looked for."""

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
    rf"(?P<number>\d\d{{0,4}}+)(?=\s?{_DASH})(?i:(?:\s?{_DASH}\s?(?P<year>(?:19|20)\d\d)(?!\d))?"
    rf"\s?{_DASH}\s?(?:{_ASSEMBLY}|{_KIND}\s?{_DASH}\s?"
    rf"(?P<body>T\.\s?[ƯW]|[A-ZĐƯ]{{2,8}}\d{{0,2}}(?:-[A-ZĐ]{{2,8}}){{0,2}})))(?!\w)"
)
_SPACED = re.compile(
    rf"(?P<number>\d\d{{0,4}})(?i:(?:\s+(?P<year>(?:19|20)\d\d))?\s+"
    rf"(?:{_ASSEMBLY}|{_KIND}[\s/-]+(?P<body>T\.?[ƯW]|[A-ZĐƯ]{{2,8}})))(?!\w)"
)
_WORDS = {
    "nghi quyet": "NQ",
    "nq": "NQ",
    "quy dinh": "QĐ",
    "chi thi": "CT",
    "ket luan": "KL",
    "ke hoach": "KH",
    "huong dan": "HD",
}
_COUNTED = (
    "nghị quyết|người|năm|tháng|ngày|giờ|tuổi|lần|điều|khoản|loại|mức|nội dung|chỉ tiêu"
    "|nhóm|nhiệm vụ|điểm|vấn đề|vụ|trường|tổ chức|đảng viên|đồng chí|cán bộ|hành vi"
    "|tiêu chí|tiêu chuẩn|hồ sơ|cơ quan|đơn vị|chức danh|tỉnh|xã|nghìn|triệu|tỷ|tỉ"
    "|biện pháp|giải pháp|hình thức|bước|khâu|thủ tục|quyền"
)
_NOT_NUMBER = re.compile(
    rf"[.,]*\d|\s?[/%]|\s?-\s?[A-ZĐ]|\s+(?:{_COUNTED})\b", re.IGNORECASE
)
_WORD_BEFORE = re.compile(
    r"(?<!\w)(?P<word>ngh[iị]\s+quy[eế]t|NQ|quy\s+[dđ][iị]nh|ch[iỉ]\s+th[iị]"
    r"|k[eế]t\s+lu[aậ]n)\s*-?\s*(?P<no>s[oố]\s+)?\Z",
    re.IGNORECASE,
)
_LONGEST_WORD = 24
# A digit at which a document may be named: after the last letter of a word in
# _WORD_BEFORE or of "số", or before a dash and a letter. Most are not, and cost a look.
_ENDINGS = "tThHịỊiInNqQốỐoO"
_COUNTED_DIGIT = rf"(?:(?<=[{_ENDINGS}][ \u00a0-].)|(?<=[{_ENDINGS}].))"
_SIGN = re.compile(
    rf"[0-9](?:{_COUNTED_DIGIT}"
    rf"|(?=[0-9]{{0,4}}\s?{_DASH}\s?(?:[0-9]{{4}}\s?{_DASH}\s?)?[^\W\d_]))"
)
_COUNT = re.compile(rf"[0-9]{_COUNTED_DIGIT}\d{{0,2}}(?!\w)")
_CENTRAL = re.compile(
    r"\s*(?:\([^)]{0,40}\)\s*)?(?:ngày\s+[\d/.-]{3,12}\s*,?\s*)?(?:khóa\s+\w+\s+)?"
    r"của\s+(?:Ban Chấp hành\s+)?(?:Trung ương|T\.?[ƯW]|Bộ Chính trị|BCT|Ban Bí thư"
    r"|Đảng|BCH Trung ương|BCHTW)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\s*(?:\([^)]{0,40}\)\s*)?(?:ngày\s+[\d/.-]{3,12}\s*,?\s*|năm\s+\d{4}\s*)?"
    r"(?:của|do)\s+(?:HĐND|UBND|Hội đồng|Ủy ban|Uỷ ban|UBTV|Quốc hội|Chính phủ"
    r"|Thủ tướng|Tỉnh|Thành|Ban Thường vụ|BTV|Đảng bộ|Đảng ủy|Huyện|Bộ (?!Chính trị)"
    r"|Liên hợp quốc|LHQ|Hội đồng Bảo an|Đại hội)",
    re.IGNORECASE,
)
WELL_KNOWN: dict[str, frozenset[int]] = {
    "NQ": frozenset(
        (18, 19, 20, 21, 26, 27, 28, 29, 35, 36, 37, 41, 42, 43, 44, 45)
        + (57, 59, 66, 68, 70, 71, 72, 79, 80)
    ),
    "QĐ": frozenset(
        (22, 37, 41, 65, 69, 80, 96, 114, 124, 131, 132, 144, 148, 178, 189)
        + (205, 208, 232)
    ),
    "CT": frozenset((5, 13, 24, 35, 40, 42, 45)),
    "KL": frozenset((14, 21, 121, 123, 126, 127, 137)),
}
"""Central Party documents that the press calls by kind and number alone."""


class Named(NamedTuple):
    """A document in a text: ``text[start:end]`` is ``number``.

    :param short: whether it is named by kind and number alone, without the body that
        issued it.
    """

    start: int
    end: int
    number: str
    short: bool = False


def _fold(text: str) -> str:
    stripped = unicodedata.normalize("NFD", text.casefold())
    letters = (char for char in stripped if not unicodedata.combining(char))
    return "".join(letters).replace("đ", "d")


def _printed(match: re.Match[str]) -> str | None:
    """The canonical number of a match; None when its kind or body is unknown."""
    number = match["number"].lstrip("0").rjust(2, "0")
    year = f"/{match['year']}" if match["year"] else ""
    if match["assembly"]:
        assembly = re.sub(r"\s", "", match["assembly"]).upper()
        return f"{number}{year}/{assembly}" if year else None
    kind = _KINDS.get(_fold(match["kind"]))
    if kind is None:
        return None
    body = _body(match["body"], match["kind"])
    if body is None:
        return None
    if body in _PARTY_BODIES and not year:
        return f"{number}-{kind}/{body}"
    return f"{number}{year}/{kind}-{body}"


def _body(written: str, kind: str) -> str | None:
    plain = re.sub(r"[.\s]", "", written)
    if _fold(plain) in ("tw", "tu"):
        # Tỉnh ủy and Thành ủy sign TU; Trung ương signs TW, also printed TƯ and T.Ư.
        return "TU" if plain.casefold() == "tu" else "TW"
    first, *rest = plain.split("-")
    known = _BODIES.get(_fold(first))
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
        done = end
        before = match.string[start - 1 : start]
        number = None if before.isalnum() or before in _JOINS else _printed(match)
        if number is not None:
            yield Named(start, end, number)


def find_signs(text: str) -> list[int]:
    """Where in a composed text the number of a document may begin."""
    return [match.start() for match in _SIGN.finditer(text)]


def numbered(text: str, signs: list[int]) -> Iterator[Named]:
    """The documents a composed text names by their full number, left to right.

    :param signs: of :func:`find_signs`.
    """
    return _named(filter(None, (_NUMBERED.match(text, sign) for sign in signs)))


def spaced(text: str) -> Iterator[Named]:
    """The full numbers a composed query writes with blanks: ``18 nq tw``."""
    return _named(_SPACED.finditer(text))


def shortened(
    text: str,
    signs: list[int],
    known: frozenset[str] = frozenset(),
    running: bool = False,
) -> Iterator[Named]:
    """The documents a composed text names by kind and number alone.

    ``Nghị quyết 18`` is the one of ``known`` numbers (those the text gives in full)
    that fits; else the Central Committee's, where the text says so or
    :data:`WELL_KNOWN` has it and no other body follows.

    :param signs: of :func:`find_signs`.
    :param running: in running text ``quy định 41 ...`` and ``kết luận 14 ...`` in lower
        case are verbs; in a query they may be names.
    """
    for count in filter(None, (_COUNT.match(text, sign) for sign in signs)):
        place, end = count.span()
        back = max(0, place - _LONGEST_WORD)
        match = _WORD_BEFORE.search(text[back:place])
        if match is None or _NOT_NUMBER.match(text, end):
            continue
        start = back + match.start()
        kind = _WORDS[" ".join(_fold(match["word"]).split())]
        if running and match["word"][0] in "qk" and not match["no"]:
            continue
        number = count[0].lstrip("0").rjust(2, "0")
        like = re.compile(rf"{number}(?:/\d{{4}})?[-/]{kind}[-/]")
        fitting = [item for item in known if like.match(item)]
        if len(fitting) == 1:
            yield Named(start, end, fitting[0], short=True)
            continue
        central = _CENTRAL.match(text, end, end + 120)
        other = _OTHERS.match(text, end, end + 120)
        if central is not None:
            yield Named(start, central.end(), f"{number}-{kind}/TW", short=True)
        elif other is None and int(count[0]) in WELL_KNOWN.get(kind, ()):
            yield Named(start, end, f"{number}-{kind}/TW", short=True)


def find_number(text: str) -> str | None:
    """The first document a query names, in any form, as its canonical number."""
    composed = unicodedata.normalize("NFC", text[:MAX_QUERY])
    signs = find_signs(composed)
    found = [
        *numbered(composed, signs),
        *spaced(composed),
        *shortened(composed, signs),
    ]
    return min(found).number if found else None


def canonical_number(text: str) -> str | None:
    """The canonical number of a text that is nothing but a document's name.

    ``18 nq tw``, ``Nghị quyết số 18`` and ``NQ 18-NQ/T.Ư`` are ``18-NQ/TW``; None for
    anything else, also for a name within a longer text.
    """
    composed = unicodedata.normalize("NFC", text[:MAX_QUERY]).strip(" .,;:\"'“”()")
    signs = find_signs(composed)
    for matches in (numbered(composed, signs), spaced(composed)):
        for named in matches:
            if named.end == len(composed) and _is_kind(composed[: named.start]):
                return named.number
    for named in shortened(composed, signs):
        if (named.start, named.end) == (0, len(composed)):
            return named.number
    return None


def _is_kind(text: str) -> bool:
    """Whether the words before a number only say what kind of document it is."""
    words = text.split()
    if words and _fold(words[-1]) == "so":
        words.pop()
    law = bool(words) and _fold(words[0]) in ("luat", "bo", "phap")
    return len(words) <= (16 if law else 4) and all(map(str.isalpha, words))
