"""Changes of office in a text: who was appointed, moved, elected, relieved, disciplined,
charged; to or from which office, when, and in which sentence.

A change is read from its verb on. The person stands before it (``ông X được bổ nhiệm``,
``ông X từ chức``) or after it (``bổ nhiệm ông X giữ chức ...``), with nothing between that
begins another clause; others of a list follow. What is denied, asked for, weighed or
still to come is none, and nor is a charge or an arrest of somebody without an office.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from indexer.facts.dates.written import find_dates
from indexer.facts.people.offices import read_office
from indexer.facts.said.clauses import (
    APPOSITION,
    BRACKET,
    FILLERS,
    NOT_OFFICES,
    begins_clause,
)
from indexer.facts.said.happening import AFTER, has_happened, is_proposed, is_wished
from indexer.facts.said.speakers import Cast, Subject
from indexer.facts.vocabulary import canonical_phrase
from search.article import Change

NEARBY = 350
"""Characters on either side of a verb in which its sentence is read."""

AHEAD = 2
"""Months that a day without a year may lie after the article."""

SUBJECT_REACH = 30
"""Characters from the start of a sentence in which its subject begins: whom a pronoun in
the next one means, of several."""

MOST_LISTED = 20
"""People of one list."""


class _Cue(NamedTuple):
    """A verb of change.

    :param kind: of the change.
    :param acts: whether it has an object: who changes stands after it, or before it and
        ``được`` or ``bị``.
    :param needs: whether an office must be named with it.
    """

    kind: str
    acts: bool = True
    needs: bool = False


_CUES: dict[str, _Cue] = {
    "bổ nhiệm": _Cue("appointed"),
    "đề bạt": _Cue("appointed", needs=True),
    "chỉ định": _Cue("appointed", needs=True),
    "giữ chức": _Cue("appointed", acts=False, needs=True),
    "nhậm chức": _Cue("took", acts=False),
    "điều động": _Cue("moved"),
    "luân chuyển": _Cue("moved"),
    "phân công": _Cue("assigned", needs=True),
    "được giao": _Cue("assigned", acts=False, needs=True),
    "bầu": _Cue("elected", needs=True),
    "trúng cử": _Cue("elected", acts=False),
    "đắc cử": _Cue("elected", acts=False),
    "phê chuẩn": _Cue("approved", needs=True),
    "miễn nhiệm": _Cue("relieved"),
    "bãi nhiệm": _Cue("relieved"),
    "thôi giữ": _Cue("left", acts=False),
    "thôi chức": _Cue("left", acts=False),
    "từ chức": _Cue("left", acts=False),
    "nghỉ hưu": _Cue("retired", acts=False),
    "về hưu": _Cue("retired", acts=False),
    "cách chức": _Cue("dismissed"),
    "sa thải": _Cue("dismissed"),
    "đình chỉ công tác": _Cue("suspended"),
    "đình chỉ chức vụ": _Cue("suspended"),
    "đình chỉ nhiệm vụ": _Cue("suspended"),
    "kỷ luật": _Cue("disciplined"),
    "kỉ luật": _Cue("disciplined"),
    "cảnh cáo": _Cue("disciplined"),
    "khiển trách": _Cue("disciplined"),
    "khai trừ": _Cue("disciplined"),
    "khởi tố": _Cue("charged"),
    "bắt tạm giam": _Cue("arrested"),
    "bị bắt": _Cue("arrested", acts=False),
    "bắt giam": _Cue("arrested"),
    "bắt khẩn cấp": _Cue("arrested"),
    "bắt giữ": _Cue("arrested"),
}
_GATES = (
    ("nhiệm", ("bổ nhiệm", "miễn nhiệm", "bãi nhiệm")),
    ("chức", ("giữ chức", "nhậm chức", "thôi chức", "từ chức", "cách chức")),
    ("đình chỉ", ("đình chỉ công tác", "đình chỉ chức vụ", "đình chỉ nhiệm vụ")),
    ("bắt", ("bắt tạm giam", "bị bắt", "bắt giam", "bắt khẩn cấp", "bắt giữ")),
)
"""What a text must hold to have any of some verbs."""

_ALONE = tuple(cue for cue in _CUES if not any(cue in gate[1] for gate in _GATES))
_CRIMINAL = frozenset(("charged", "arrested"))
_NOT_VERB = re.compile(
    r"\s(?:vụ án|đầu|buộc|chọn|cử|của|thầu|thi đấu|Đảng Cộng|đảng viên nếu|tổng thống|trong Đảng"
    r"|kết quả|đề nghị|việc bổ|bổ nhiệm lại việc|(?:đã )?được|do|bằng(?! hình thức)"
    r"|trách nhiệm|sự nghiệp|người|đối tượng)(?!\w)"
)
_NOUN = re.compile(
    r"(?:(?<!\w)(?:lễ|sau|kết quả|thời hiệu|tính|ý thức|chấp hành|giữ|vi phạm|hành vi"
    r"|trận|tuyệt đối|thi đua|mức|án"
    r"|hội đồng|ủy ban kiểm tra|nghiêm|danh sách|người|tổng thống|cán bộ|chế độ|thời gian"
    r"|thẻ vàng|công tác|phát|lệnh cấm|vừa mới ra|bị cáo buộc|ban"
    r"|(?:phát|ban hành|về|có) lệnh)\s|-\s?|\A\W*lệnh\s)\Z",
    re.IGNORECASE,
)
_GAINING = frozenset(("appointed", "elected", "assigned", "took", "approved", "moved"))
"""Changes that lead to an office: the one held before is not it."""

_HELD = re.compile(
    r"(?:từng|đang|hiện|còn|nguyên|khi|cũng|người|vẫn)\s(?:\w+\s){0,1}\Z"
)
"""Before ``giữ chức``: a state, no change."""

_WHEN = re.compile(r"(?<!\w)(?:khi|từ ngày|ngày đầu|sau ngày)(?!\w)[^,.;:!?\n]{0,60}\Z")
"""Before ``nhậm chức``: it only says when something else was."""

_TOLD = re.compile(
    r"(?:(?:bổ|miễn|bãi) nhiệm|điều động|bầu|luân chuyển|chỉ định|phân công|phê chuẩn)\s"
)
"""Before ``giữ chức`` in its sentence: verbs that it goes with."""

_PASSIVE = re.compile(
    r"\s(?:(?:chịu|nhận|bị)(?: mức| hình thức)+ (?:kỷ|kỉ) luật"
    r"|được|bị(?! can| cáo| hại))(?:\s[^,.;:!?\n“”\"()]{1,70})?"
    r"(?:\s(?:khởi tố|bổ nhiệm|điều động|luân chuyển|cách chức|kỷ luật|miễn nhiệm|bắt)"
    r"[^,.;:!?\n“”\"()]{0,40}(?:,|\svà)(?:\s(?:được|bị|đã))?)?\s\Z"
)
_CLAUSE = re.compile(
    r"\s(?:sau khi|trước khi|khi|vì|nhưng|trong khi|được (?:cho|coi|xem|biết) là)\s"
)
"""In a passive: another clause begins, or somebody is only said to do something."""

_OF_OTHERS = re.compile(
    r"\scủa\s(?:tổng|thủ tướng|chủ tịch|bộ trưởng|ông|bà)", re.IGNORECASE
)
"""In an office: it is that of somebody who serves the person."""

_FRONTED = re.compile(
    r"(?:\A|[,;]\s)\W*(?:[Nn]gay |[Cc]hỉ .{3,20} )?(?:[Ss]au khi|[Kk]hi|[Tt]rước khi|[Dd]o)\s?\Z"
)
"""Before a clause without a subject: that of the next clause is meant."""
_TO_VERB = re.compile(
    rf"{BRACKET}(?:\s\((?=đã\s|vừa\s|mới\s))?{APPOSITION}"
    r"(?:\s?[,)–—-](?=\s))?(?:\s?,?\s?người)?"
    r"(?:\scủa\s[^,.;:!?\n“”\"()]{2,40}?|\s?,\s(?:từng|vốn|hiện|nguyên)\s[^,.;:!?\n“”\"()]{2,60}?"
    r"|\s?,\s[A-ZĐ][^,.;:!?\n“”\"()]{2,80}?|\s(?:và|cùng)\s[A-ZĐ]\w+(?:\s\w+){1,3})?"
    rf"{FILLERS}"
    r"(?:\s(?:cũng|mới|sau đó|nhận (?:được )?quyết định|quyết định|tuyên bố|xin|đệ đơn|nộp đơn"
    r"|bất ngờ|chính thức|tuyên thệ|tái))*\s?"
)
_TO_OBJECT = re.compile(
    r"(?:[\s,]+(?:lại|bổ sung|thêm|mới|khẩn cấp|tạm giam|bắt tạm giam|bắt|giam|giữ|bị can|các"
    r"|\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|cán bộ|ông|bà|đồng chí|đ/c|và|ra lệnh|lệnh"
    r"|công tác|đối với|với|là|gồm|nguyên|cựu|đối tượng|tân|đảng viên|khỏi Đảng|ra khỏi Đảng"
    r"|thi hành|chức vụ|điều động|bổ nhiệm|luân chuyển|phân công|chỉ định|giáng chức"
    r"|khám xét|cấm đi khỏi nơi cư trú|miễn nhiệm|đảng|về mặt Đảng|về Đảng|cảnh cáo))*[\s:]*"
)
_DESCRIBED = re.compile(
    r"(?:\s(?!(?:do|của|trong|bởi|theo|khi|vì|mà|và|là|tại|ở|để|trước|sau|cùng|từ|như|về|con|vợ"
    r"|chồng|anh|em|gái|trai|với|cho|vị|việc|hay|hoặc|thay|kế)\s)[^\W\d_A-ZĐ]+){0,6}\s?"
)
"""Words of small letters before a name that only say what the person is."""

_TOWARDS = re.compile(
    r"\s(?:các\s)?(?:chức vụ|chức danh|chức)\s[^.;!?\n“”\"()]{2,140}?\scủa\s(?:các\s)?"
    r"|\s(?:hai|ba|bốn|năm|\d+)\s[^.,;:!?\n“”\"()]{2,60}?\slà\s|"
    r"(?:\([^()\n]{0,140}\)|[^.;!?\n“”\"()]){0,160}?(?<!\w)"
    r"(?:đối với|với|gồm|gồm có)(?:\s[^\W\d_A-ZĐ]+){0,4}\s?:?\s?"
)
_LISTED = re.compile(
    r"(?:\([^()\n]{0,140}\)|[^.;!?\n“”\"()]){0,160}?(?:(?<!\w)(?:gồm|gồm có|là)\s?:?|:)\s?"
)
_LIST = re.compile(
    r"\)?\s?(?:,\s\d{1,3} tuổi)?(?:\s?\([^()\n]{0,140}\))?"
    r"(?:\s?,\s[^,;:.()\n]{2,90}(?=;|\svà\s|,\s[A-ZĐ]))?"
    r"\s?(?:[,;]|,?\svà|,?\scùng)\s(?:(?:và|cùng)\s)?(?:ông|bà|đồng chí|các ông|anh|chị)?\s?"
)
_TO_OFFICE = re.compile(
    rf"{BRACKET}(?:\s(?:khóa|khoá|nhiệm kỳ)\s[\w–-]+)?(?:\s?,\s[^.;:!?\n“”\"()]{{2,150}}?,)??"
    r"(?:\s?[-–]\s[^.;:!?\n“”\"()]{2,150}?\s[-–])??"
    r"(?:\s(?:lại|tiếp tục|vào|được|chuyển|đến|nhận công tác tại|mới))*"
    r"\s(?:giữ|làm|vào|đảm nhiệm|đảm nhận|phụ trách|kiêm|là|nắm|thôi)"
    r"(?:\s(?:giữ|chức vụ|chức danh|chức|vị trí|cương vị|nhiệm vụ|trọng trách|quyền))*\s"
)
_NEXT = re.compile(r"[^.;:!?\n“”\"()]{0,60},\s")
_OFFICE_NEXT = re.compile(
    r"(?:\s(?:lại|vào|giữ|làm|chức vụ|chức danh|chức|vị trí|cương vị|nhiệm vụ|quyền|phụ trách|kiêm"
    r"|bổ sung|là|đảm nhiệm|trọng trách|điều hành|mới|thêm|tiếp tục|các))*\s(?=\w)"
)
_ORGAN = re.compile(
    r"(?<!\w)(?:Bộ|bộ(?= [A-ZĐ])|Sở|sở(?= [A-ZĐ])|Ban|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng"
    r"|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Quận ủy|Đảng ủy"
    r"|Công an|Cục|Tổng cục|Chi cục|Vụ|Viện"
    r"|Quốc hội|Chính phủ|Văn phòng|Thanh tra|Tòa án|Toà án|Ngân hàng|Tập đoàn|Tổng công ty|Công ty"
    r"|Trường|Bệnh viện|Đài|Báo|Hội|Liên đoàn|Mặt trận|Quân khu|Bộ đội|Trung tâm|Phòng|Học viện"
    r"|Đại học|Kho bạc|Hải quan|Cảng|Chi nhánh|CLB|Đoàn|Thành đoàn|Tỉnh đoàn|TAND|VKSND|CTCP)"
    r"(?!\w| trưởng| phó)[^,;()–]*"
)
_LOOSE_END = re.compile(r"\s(?:đối|với|của|và|tại|nhiệm kỳ)\Z")
_TERM = re.compile(r"(?:nhiệm kỳ|kỳ|khoá|khóa|giai đoạn|năm học)\s?\(?\Z")
_YEAR_FREE = "--"
_DATED = frozenset(("point", "month", "year", "range", "since"))


def find_changes(cast: Cast, published: str = "") -> tuple[Change, ...]:
    """The changes of office of a text, in their order.

    :param published: when the article appeared, as an ISO date; "" when not known. It
        gives the year of a day that the sentence names without one.
    :returns: of the same change of a person the sentence that tells most.
    """
    cues = sorted(_cues(cast.text)) if cast.people else []
    if not cues:
        return ()
    reader = _Reader(cast, published)
    best: dict[tuple[str, str], Change] = {}
    for change in (found for cue in cues for found in reader.read(*cue)):
        key = change.person, change.kind
        if key not in best or _tells(change) > _tells(best[key]):
            best[key] = change
    return tuple(sorted(best.values(), key=lambda item: (item.start, item.person)))


def _tells(change: Change) -> int:
    return 2 * bool(change.office) + bool(change.date)


def _cues(text: str) -> Iterator[tuple[int, str]]:
    """The verbs of a text and where they stand."""
    words = list(_ALONE)
    for gate, cues in _GATES:
        if gate in text:
            words.extend(cues)
    for word in words:
        # Its first letter may be a capital.
        at = text.find(word[1:], 1)
        while at > 0:
            end = at + len(word) - 1
            if text[at - 1].lower() == word[0] and not text[end : end + 1].isalpha():
                if at == 1 or not text[at - 2].isalpha():
                    yield at - 1, word
            at = text.find(word[1:], end)


class _Reader:
    """Reads the changes of one text."""

    def __init__(self, cast: Cast, published: str) -> None:
        self.text = cast.text
        self.cast = cast
        self.subjects = cast.subjects
        self.published = published
        self.office_ends = {one.end: one.stop for one in cast.mentions}

    @cached_property
    def starts(self) -> list[int]:
        """Where each of them begins."""
        return [subject.start for subject in self.subjects]

    def read(self, at: int, word: str) -> Iterator[Change]:
        """The changes that one verb tells."""
        text, cue = self.text, _CUES[word]
        end = at + len(word)
        first, last = self.cast.sentences.around(at)
        first, last = max(first, at - 2 * NEARBY), min(last, end + 2 * NEARBY)
        start, stop = max(first, at - NEARBY), min(last, end + NEARBY)
        if any(one.start <= at < one.end for one in self._near(start, stop)):
            return  # in the name of an office or body
        before = text[start:at]
        is_president = cue.kind in ("elected", "took") and not cue.acts
        noun = _NOT_VERB.match(text, end)
        if (
            noun
            and not (is_president and noun[0] == " tổng thống")
            or _NOUN.search(before)
        ):
            return
        if cue.kind == "took" and _WHEN.search(before):
            return
        if word == "giữ chức" and (_TOLD.search(before) or _HELD.search(before)):
            return
        if not has_happened(before, text[end : end + AFTER]):
            return
        persons, office = self._persons(at, end, start, stop, cue, before)
        if not _is_office(office):
            office = ""
        if not persons or cue.needs and not office:
            return
        date = self._date(first, last, at)
        for name in persons:
            held = self.cast.people[name].office
            if cue.kind in _CRIMINAL and not _is_office(held):
                continue
            told = office or ("" if cue.kind in _GAINING else held)
            if cue.kind == "approved" and "nhiệm" in text[end : end + 12]:
                continue
            organ = _ORGAN.search(told)
            yield Change(
                name,
                cue.kind,
                first,
                _end(text, first, last),
                told,
                organ[0].strip() if organ else "",
                date,
            )

    def _near(self, start: int, stop: int) -> list[Subject]:
        low = bisect_left(self.starts, start - NEARBY)
        near = self.subjects[low : bisect_left(self.starts, stop)]
        return [one for one in near if one.end > start]

    def _persons(
        self, at: int, end: int, start: int, stop: int, cue: _Cue, before: str
    ) -> tuple[list[str], str]:
        """Who changes, and the office that is named with it."""
        text = self.text
        passive = _PASSIVE.search(before)
        if passive and _CLAUSE.search(passive[0]):
            passive = None
        near = self._near(start, stop)
        if passive or not cue.acts:
            if not cue.acts and cue.kind != "appointed":
                passive = None
            verb = start + passive.start() + 1 if passive else at
            names = self._before(near, verb, start)
            if not names and passive and _FRONTED.search(before[: passive.start() + 1]):
                names = self._fronted(near, end)
            if names:
                return names, self._office_after(end, stop, near)
            if not cue.acts:
                return [], ""
        following = [one for one in near if one.start >= end and one.how != "pronoun"]
        if not following:
            return [], ""
        gap = text[end : following[0].start]
        if (
            gap.strip() == ","
            or is_proposed(gap)
            or cue.kind == "moved"
            and " gồm " in gap
        ):
            return [], ""  # of a team, mostly, that is sent out
        forms = (_LISTED,) if passive else (_TO_OBJECT, _TOWARDS, _DESCRIBED)
        if not any(form.fullmatch(gap) for form in forms):
            if cue.kind == "moved":
                names = self._before(near, at, start)
                return names, self._office_after(end, stop, near)
            return [], ""
        if len(following) > 1:
            between = text[following[0].end : following[1].start]
            if re.fullmatch(r"\s(?:đối )?với\s", between):
                following = following[1:]  # who stands before is in the office's name
        names = [self._name(following[0])]
        last = following[0]
        for one in following[1:MOST_LISTED]:
            between = text[self._ended(last) : one.start]
            if one.start < last.end or not _LIST.fullmatch(between):
                break
            names.append(self._name(one))
            last = one
        office = self._office_at(_TO_OFFICE, self._ended(last), stop)
        office = office or self._office_at(_TO_OFFICE, last.at, stop)
        if not office:
            office = self._office_at(_OFFICE_NEXT, end, following[0].start)
        return [name for name in names if name], office

    def _fronted(self, near: list[Subject], end: int) -> list[str]:
        """The subject of the clause after one that has none."""
        following = [one for one in near if one.start >= end]
        if not following or not _NEXT.fullmatch(self.text, end, following[0].start):
            return []
        name = self._name(following[0])
        return [name] if name else []

    def _ended(self, subject: Subject) -> int:
        return max(subject.end, self.office_ends.get(subject.at, 0))

    def _before(self, near: list[Subject], verb: int, start: int) -> list[str]:
        """The people before a verb that is said of them."""
        text = self.text
        preceding = [one for one in near if one.at <= verb]
        if not preceding:
            return []
        last = preceding[-1]
        if not any(
            _TO_VERB.fullmatch(text, end, verb)
            for end in {self._ended(last), last.at}
            if end <= verb
        ):
            return []
        is_subject = (
            begins_clause(text, last.start)
            or " người" in text[last.at : verb]
            or text.endswith(("thay ", "thay thế ", "thay cho "), 0, last.start)
            or text.endswith((" chọn ", " cử "), 0, last.start)
            and text.startswith("giữ chức", verb)
        )
        if not is_subject or _OF_OTHERS.search(text, last.start, last.at):
            return []
        if is_wished(text[start : last.start]):
            return []
        names = [self._name(last)]
        for one in reversed(preceding[-MOST_LISTED:-1]):
            if not _LIST.fullmatch(text, self._ended(one), last.start):
                break
            names.insert(0, self._name(one))
            last = one
        return [name for name in names if name]

    def _name(self, subject: Subject) -> str:
        if len(subject.names) == 1:
            return subject.names[0]
        if subject.how != "pronoun":
            return ""
        pronoun = self.text[subject.start : subject.end]
        line = self.text.rfind("\n", 0, subject.start) + 1
        low = max(line, subject.start - NEARBY)
        named = [
            one
            for one in self._near(low, subject.start)
            if one.how in ("name", "part") and self.cast.fits(one.names[0], pronoun)
        ]
        names = {one.names[0] for one in named}
        if len(names) < 2:
            return names.pop() if names else ""
        before = self.cast.sentences.around(subject.start)[0]
        first = self.cast.sentences.around(max(0, before - 1))[0]
        opening = [one for one in named if first <= one.start < first + SUBJECT_REACH]
        return opening[0].names[0] if opening else ""

    def _office_after(self, end: int, stop: int, near: list[Subject]) -> str:
        """The office that follows a verb."""
        named = [one.start for one in near if one.how in ("name", "part")]
        limit = min([start for start in named if start > end] + [stop])
        return self._office_at(_OFFICE_NEXT, end, limit)

    def _office_at(self, leading: re.Pattern[str], start: int, limit: int) -> str:
        match = leading.match(self.text, start, limit)
        if match is None:
            return ""
        end = read_office(self.text, match.end(), limit)
        office = " ".join(self.text[match.end() : end].split())
        return _LOOSE_END.sub("", office).strip(" ,")

    def _date(self, start: int, end: int, at: int) -> str:
        """When it was, by what the sentence says: the last date before the verb, else
        the first after it."""
        found = [
            one
            for one in find_dates(self.text[start:end])
            if one.kind in _DATED
            and not _TERM.search(
                self.text[max(start, start + one.start - 12) : start + one.start]
            )
        ]
        if not found:
            return ""
        before = [one for one in found if one.start < at - start]
        value = (before[-1] if before else found[0]).value
        if not value.startswith(_YEAR_FREE):
            return value
        if len(self.published) < 7:
            return ""
        year = int(self.published[:4])
        day = value[2:]
        if int(day[:2]) > int(self.published[5:7]) + AHEAD:
            year -= 1
        return f"{year:04}-{day}"


def _is_office(office: str) -> bool:
    """Whether an office is more than what a court or a trade calls somebody."""
    parts = [canonical_phrase(part) for part in re.split(r"\s?[,;]\s?", office)]
    return any(
        part and not any(part.startswith(trade) for trade in NOT_OFFICES)
        for part in parts
    )


def _end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
