"""Documents that are named without the body that issued them: by kind and number, by
kind, number and year, or by a law's title and year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from search.gazetteer.full_numbers import COUNTED_DIGIT, Named, folded
from search.gazetteer.laws import find_laws
from search.gazetteer.party_documents import WELL_KNOWN

_WORDS = {
    "nghi quyet": "NQ",
    "nq": "NQ",
    "quy dinh": "QĐ",
    "chi thi": "CT",
    "ket luan": "KL",
    "ke hoach": "KH",
    "huong dan": "HD",
    "nghi dinh": "NĐ",
    "nd": "NĐ",
    "thong tu": "TT",
    "quyet dinh": "QĐ",
    "luat": "QH",
}
_STATE = frozenset(("NĐ", "TT", "QH"))
"""Kinds that are never the Party's."""
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
    r"|k[eế]t\s+lu[aậ]n|ngh[iị]\s+[dđ][iị]nh|N[ĐD]|th[oô]ng\s+t[uư]|lu[aậ]t"
    r"|quy[eế]t\s+[dđ][iị]nh)\s*-?\s*(?P<no>s[oố]\s+)?\Z",
    re.IGNORECASE,
)
_LONGEST_WORD = 24
_YEAR = r"(?:/(?P<year>(?:19|20)\d\d)(?![\w/]|\s?[-–]\s?[A-ZĐ]|[.,]\d))?(?P<last>)"
_COUNT = re.compile(rf"(?P<number>[0-9]{COUNTED_DIGIT}\d{{0,2}})(?!\w){_YEAR}")
_AND = re.compile(
    rf"(?:\s?,\s|\s(?:và|&)\s)(?:số\s)?(?P<number>\d{{1,3}})(?!\w){_YEAR}"
)
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


def shortened(
    text: str,
    signs: list[int],
    full: Sequence[Named] = (),
    running: bool = False,
) -> Iterator[Named]:
    """The documents a composed text names by kind and number, or number and year, alone.

    ``Nghị quyết 18`` is the one of the ``full`` numbers that fits; else the Central
    Committee's, where the text says so or :data:`WELL_KNOWN` has it and no other body
    follows. ``Nghị định 168/2024`` is the government's; other kinds with a year need
    their body (``Nghị quyết 98/2023 của Quốc hội``). Numbers that go on after a comma or
    ``và`` are of the same kind.

    :param signs: of :func:`find_signs`.
    :param full: the documents that the text gives in full.
    :param running: in running text ``quy định 41 ...`` and ``kết luận 14 ...`` in lower
        case are verbs; in a query they may be names.
    """
    known = _Known(full)
    done = 0
    ends = {named.start: named for named in full}
    for sign in signs:
        if sign in ends:
            named = ends[sign]
            if kind := _kind_of(named.number):
                yield from _listed(text, named.start, named.end, kind, known, [])
            continue
        count = _COUNT.match(text, sign) if sign >= done else None
        if count is None:
            continue
        place = count.start()
        back = max(0, place - _LONGEST_WORD)
        match = _WORD_BEFORE.search(text[back:place])
        if match is None:
            continue
        kind = _WORDS[" ".join(folded(match["word"]).split())]
        if running and match["word"][0] in "qk" and not match["no"]:
            if not count["year"]:
                continue
        start = back + match.start()
        for named in _listed(text, start, place, kind, known, [count]):
            done = named.end
            yield named


class _Known:
    """The full numbers of a text, found by number, kind and year."""

    def __init__(self, full: Sequence[Named]) -> None:
        self._found: dict[tuple[str, str, str], set[str]] = {}
        for item in full:
            match = _CANONICAL.match(item.number)
            if match is None:
                continue
            kinds = ("NQ", "QH") if match["assembly"] else (match["kind"],)
            for kind in kinds:
                for year in {"", match["year"] or ""}:
                    key = match["number"], kind, year
                    self._found.setdefault(key, set()).add(item.number)

    def find(self, number: str, kind: str, year: str) -> str | None:
        """The one full number that a short one stands for."""
        found = self._found.get((number, kind, year), ())
        return next(iter(found)) if len(found) == 1 else None


_CANONICAL = re.compile(
    r"(?P<number>[\d.]+)(?:/(?P<year>\d{4}))?"
    r"(?:/(?P<assembly>(?:UBTV)?QH)\d|[-/](?P<kind>[^\W\d_]+)[-/])"
)


def _kind_of(number: str) -> str:
    """The kind of a Party document, which a list of short numbers may go on with."""
    match = _CANONICAL.match(number)
    return match["kind"] or "" if match and number.endswith("/TW") else ""


def _listed(
    text: str,
    start: int,
    end: int,
    kind: str,
    known: _Known,
    counts: list[re.Match[str]],
) -> Iterator[Named]:
    """The documents of one kind that short numbers name, one or a list of them.

    :param start: where the word for the kind stands.
    :param end: where the numbers begin, or the list goes on.
    :param counts: the first number, where it is short.
    """
    if counts:
        if _NOT_NUMBER.match(text, counts[0].end()):
            return
        end = counts[0].end()
    while following := _AND.match(text, end):
        if _NOT_NUMBER.match(text, following.end()):
            break
        counts.append(following)
        end = following.end()
    central = _CENTRAL.match(text, end, end + 120)
    other = _OTHERS.match(text, end, end + 120)
    for place, count in enumerate(counts):
        number = count["number"].lstrip("0").rjust(2, "0")
        year = count["year"] or ""
        found = known.find(number, kind, year)
        if found is None and year:
            found = _of_year(text, end, number, kind, year)
        elif found is None and kind not in _STATE:
            well_known = int(number) in WELL_KNOWN.get(kind, ())
            if central is not None or other is None and well_known:
                found = f"{number}-{kind}/TW"
        if found is None:
            continue
        last = place == len(counts) - 1
        stop = central.end() if last and central and not year else count.end("last")
        begin = start if place == 0 else count.start("number")
        yield Named(begin, stop, found, short=True)


def _of_year(text: str, end: int, number: str, kind: str, year: str) -> str | None:
    """The full number of a document named by number and year, by its kind or the body
    after it; None when these leave it open."""
    if kind == "NĐ":
        return f"{number}/{year}/NĐ-CP"
    if kind == "QH":
        return _of_assembly(number, year)
    body = _BODY_AFTER.match(text, end, end + 60)
    if kind not in _STATE and _CENTRAL.match(text, end, end + 120):
        return f"{number}-{kind}/TW"
    if body is None:
        return None
    name = folded(body[1])
    if kind == "NQ" and name == "quoc hoi":
        return _of_assembly(number, year)
    if kind == "NQ" and name == "chinh phu":
        return f"{number}/{year}/NQ-CP"
    if kind == "QĐ" and name.startswith("thu tuong"):
        return f"{number}/{year}/QĐ-TTg"
    if kind == "TT" and name in _CODES:
        return f"{number}/{year}/TT-{_CODES[name]}"
    return None


def _of_assembly(number: str, year: str) -> str | None:
    """The number of a law or resolution of the National Assembly that sat in a year;
    None for the years in which two did."""
    for assembly, (first, last) in _ASSEMBLIES.items():
        if first <= int(year) <= last:
            return f"{number}/{year}/QH{assembly}"
    return None


_ASSEMBLIES = {
    11: (2003, 2006),
    12: (2008, 2010),
    13: (2012, 2015),
    14: (2017, 2020),
    15: (2022, 2025),
    16: (2027, 2030),
}
"""The years in which only this National Assembly sat."""

_MINISTRIES = {
    "Bộ Y tế": "BYT",
    "Bộ Công an": "BCA",
    "Bộ Quốc phòng": "BQP",
    "Bộ Nội vụ": "BNV",
    "Bộ Tư pháp": "BTP",
    "Bộ Tài chính": "BTC",
    "Bộ Xây dựng": "BXD",
    "Bộ Công Thương": "BCT",
    "Bộ Giao thông vận tải": "BGTVT",
    "Bộ Giáo dục và Đào tạo": "BGDĐT",
    "Bộ GD-ĐT": "BGDĐT",
    "Bộ GD&ĐT": "BGDĐT",
    "Bộ Khoa học và Công nghệ": "BKHCN",
    "Bộ Nông nghiệp và Môi trường": "BNNMT",
    "Bộ Tài nguyên và Môi trường": "BTNMT",
    "Bộ Thông tin và Truyền thông": "BTTTT",
    "Bộ Văn hóa, Thể thao và Du lịch": "BVHTTDL",
    "Bộ Lao động - Thương binh và Xã hội": "BLĐTBXH",
    "Ngân hàng Nhà nước": "NHNN",
}
_CODES = {folded(name): code for name, code in _MINISTRIES.items()}
_BODY_AFTER = re.compile(
    r"(?:\s*\([^)]{0,30}\))?(?:\s+ngày\s[\d/.-]{3,12},?)?\s+của\s+"
    rf"(Quốc hội|Chính phủ|Thủ tướng|(?i:{'|'.join(sorted(map(re.escape, _MINISTRIES)))}))\b"
)


def by_title(text: str) -> Iterator[Named]:
    """The laws that a composed text names by title and year; ``short`` where their
    number is from a table."""
    for law in find_laws(text):
        yield Named(law.start, law.end, law.number, short=law.number[0].isdigit())
