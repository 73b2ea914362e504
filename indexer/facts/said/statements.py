"""What people say in a text: each statement with its speaker and where it stands.

A statement is read from its speaker on: a name, a part of one, an office or a pronoun,
then nothing but what may stand between a subject and its verb (an office after the name,
``cũng``, ``sáng nay``), then a verb of speaking, and something that is said: after the
verb, or in the quotation before it. ``theo ông X,`` and ``Ông X: "..."`` are the other
two forms. What is denied, planned or asked of the speaker is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from indexer.facts.said.clauses import (
    APPOSITION,
    BRACKET,
    FILLERS,
    FIRST_WORDS,
    REACH,
    begins_clause,
)
from indexer.facts.said.sentences import (
    LONGEST,
    OPENING,
    closing_after,
    opening_of,
)
from indexer.facts.said.speakers import NEAR, Cast, Subject
from indexer.facts.vocabulary import either, listed
from search.article import Statement, StatementKind

CHAIN = 1_200
"""Characters from one statement to the next by a pronoun, where nobody else is named."""

RECENT = 40
"""People that were named last, among whom a pronoun means somebody."""

_ASKING = """
yêu cầu|đề nghị|kiến nghị|kêu gọi|đề xuất|chỉ đạo|chỉ thị|đòi|xin|nhắc nhở|quán triệt
mong|mong muốn|giục|thúc giục|khuyên|dặn|nhắn|nhắn nhủ|khuyến nghị|khuyến cáo|gợi ý
"""
_SPEAKING = """
cho biết|cho hay|cho rằng|khẳng định|nhấn mạnh|tuyên bố|nhận định|chia sẻ|bày tỏ|bộc bạch
thừa nhận|cảnh báo|lưu ý|tiết lộ|giải thích|phân tích|tâm sự|thổ lộ|lý giải|lí giải
đánh giá|dự báo|phản ánh|nêu|nêu rõ|nêu ý kiến|nêu quan điểm|chỉ rõ|chỉ ra|nhắc lại
quả quyết|xác nhận|phủ nhận|bác bỏ|cam kết|hứa|cáo buộc|chỉ trích|bình luận|nói|nói rõ
nói thêm|kể|kể lại|phát biểu|trả lời|đáp|hỏi|băn khoăn|trăn trở|than|than thở|than phiền
thốt lên|thắc mắc|tin rằng|nghĩ rằng|thú nhận|khai|khai nhận|khai báo|thông tin|thông báo
nhìn nhận|ghi nhận|đồng tình|tán thành|trình bày|báo cáo|kết luận|tái khẳng định|viết
lập luận|nhận xét|mô tả|ví von|đặt vấn đề|đặt câu hỏi|lên tiếng|tâm niệm|tỏ ra lo ngại
bức xúc|nói vui|dẫn chứng|cho hay thêm|cho biết thêm|hồi tưởng|nhớ lại|tố cáo|cảm ơn
chúc mừng|hoan nghênh|biểu dương|công bố|dự đoán|ước tính|thuật lại|tự hào|phàn nàn
phản bác|giải trình|phản pháo|tư vấn|trần tình|biện minh|tiên đoán|quan ngại
lo ngại|phỏng đoán|tranh luận|chất vấn|góp ý|hiến kế|đồng ý rằng
"""
_VERB_LIST = sorted(
    {verb for line in (_ASKING + _SPEAKING).split("\n") for verb in line.split("|")}
    - {""},
    key=len,
    reverse=True,
)
_LONG_VERBS = [verb for verb in _VERB_LIST if " " in verb or verb == "nói"]
"""Those that are hardly part of a body's name (``giao`` of ``giao thông``)."""

_ASKED = listed(_ASKING)
_LOOSE = frozenset(
    """nói kể phát|biểu trả|lời đáp hỏi viết thông|tin thông|báo báo|cáo trình|bày than hứa
    công|bố kết|luận khai mô|tả lên|tiếng nêu xin đòi mong chúc|mừng cảm|ơn
    biểu|dương tự|hào dự|đoán tranh|luận chất|vấn góp|ý nhớ|lại bức|xúc mong|muốn tư|vấn
    """.replace(
        "|", "_"
    ).split()
)
"""Verbs that say something only where a colon, a quotation or ``rằng`` follows."""

_GOES_ON_FREELY = frozenset(("nói", "kể", "khai", "nêu", "hỏi", "đáp"))
"""Of these also others, but for the words of :data:`_NOT_SAID`."""

_NOT_SAID = re.compile(
    r"\s(?:chuyện|chung|riêng|trên|đùa|dối|xấu|lái|tiếng|năng|từ|cả|tới|đến|lời|giọng"
    r"|ngọng|lắp|bừa|ít|nhiều|hay|giỏi|được|với nhau|cung|thăm|ý kiến|về|gì|sao|han)(?!\w)"
)
_COLON = re.compile(r"\s?[^.;!?\n“\"”]{0,70}?(?::|\s?[“\"«]|(?<!\w)(?:rằng|sẽ)(?!\w))")
_SO = re.compile(
    r"\s(?:như (?:vậy|thế|trên)|(?:những )?(?:điều|việc|nhận định|ý kiến|quan điểm|thông tin)"
    r" (?:này|đó|trên))(?!\w)"
)
"""Words for what the sentence before has said."""

_UNNAMED = re.compile(
    r"(?<!\w)(?:[Mm]ột|[Cc]ác|[Nn]hững|[Vv]ị|[Nn]gười|[Đđ]ại diện)\s(?:\w+\s){0,2}?(?:quan chức"
    r"|lãnh đạo|cán bộ|nguồn tin|chuyên gia|nạn nhân|học sinh|luật sư|phát ngôn|phụ huynh"
    r"|người dân|nhân viên|bác sĩ|nhà khoa học|nhân chứng|cư dân|khách hàng|ngư dân|nông dân)"
)
"""Somebody without a name, whom a pronoun may mean."""

_SPOKESMAN = re.compile(
    r"(?:phát ngôn|trợ lý|cố vấn|thư ký|luật sư|phái viên|đại diện)[^,]*\s(?:của|cho)\s",
    re.IGNORECASE,
)
"""An office that is not the named person's own."""

_WITHIN = (
    r"(?:\s(?:tại|trong|ở|khi|qua|trên|thay mặt|từ|sau khi)\s[^,.;:\n\"“”()]{2,60}?)?"
)
_VERB = re.compile(
    rf"{BRACKET}{APPOSITION}(?:\s?[,)–—-](?=\s))?{FILLERS}{_WITHIN}{FILLERS}"
    rf"\s(?:(?P<verb>{either(_VERB_LIST)})|(?P<told>cho\s(?:\w+\s){{1,3}}biết)"
    r"|(?P<saw>nói với\s[^.;:\n\"“”]{2,40}?(?=\s(?:rằng|là)|:)))(?!\w)"
)
_AFTER_OFFICE = re.compile(
    rf"\s[^,.;:!?\n“”\"()]{{2,70}}?{FILLERS}\s(?P<verb>{either(_LONG_VERBS)})(?!\w)"
)
"""The verb after an office that goes on in words no list has."""

_AFTER_UNCLOSED = re.compile(
    r"\s?,\s(?:(?:nguyên|cựu|phó|trưởng|tổng|giám đốc|chủ (?:tịch|nhiệm)|bí thư|thứ trưởng"
    r"|bộ trưởng|chánh|viện trưởng|hiệu trưởng|cục|vụ|phát ngôn|người phát ngôn|thành viên|luật sư"
    r"|chuyên gia|đại diện|đồng tác giả|một|đại biểu|thiếu|thượng|đại|trung)(?!\w))"
    rf"[^.;:!?\n“”\"()]{{2,90}}?{FILLERS}\s(?P<verb>{either(_LONG_VERBS)})(?!\w)",
    re.IGNORECASE,
)
"""The verb after what somebody is, where no comma closes that."""

_DIRECT = re.compile(rf"{BRACKET}{APPOSITION}\s?:\s?(?=[“\"«])")
_LINE = re.compile(rf"{BRACKET}\s?:\s?(?=[^\W\d_])")
_LINE_START = re.compile(
    r"(?:\A|\n)\s*[-–*+•“\"]?\s*(?:NS|TS|GS|BS|LS|KS|PGS|HLV|Ths|ThS)?[.\s]*\Z"
)
_ACCORDING = re.compile(
    r"(?:(?:\A|(?<=[\n.!?;:,“\"(–-])|(?<=[\n.!?;:,“\"(–-]\s))(?:[Cc]ũng |[Vv]ẫn "
    r"|[Nn]hưng |[Ss]ong |[Cc]òn |[Vv]à )?|(?:^|\W)(?:[Cc]ũng|[Cc]òn|[Nn]hưng|[Ss]ong) )"
    r"[Tt]heo (?:lời(?: kể)?(?: của)? |(?:đánh giá|nhận định|giải thích|phân tích|ý kiến|nhận xét"
    r"|lý giải|chia sẻ|thông tin) (?:của|từ) )?(?:vợ chồng )?\Z"
)
_AFTER_ACCORDING = re.compile(
    rf"{BRACKET}(?:\s?[-–—]\s?[^,.;:!?\n“”\"()]{{2,150}}?(?=\s?[-–—,]))?\s?(?:[-–—]|,|thì\b|:)"
)


_MAY_GO_ON = (
    FIRST_WORDS
    | frozenset(verb.partition(" ")[0] for verb in _VERB_LIST)
    | frozenset("cho nói tại trong ở khi qua trên thay từ sau".split())
)
"""The words that may follow somebody who says something, up to the verb."""

_GOING_ON = frozenset((" ", "\u00a0", ",", "(", "-", "–", "—", ":", ")"))
"""What stands right after somebody who says something."""

_BLANKS = frozenset((" ", "\u00a0"))


def find_statements(cast: Cast) -> tuple[Statement, ...]:
    """The statements of a text, in their order.

    :returns: of several by one speaker that overlap only the first.
    """
    return _Reader(cast).read() if cast.people else ()


class _Reader:
    """Reads the statements of one text."""

    def __init__(self, cast: Cast) -> None:
        self.text = cast.text
        self.cast = cast
        self.subjects = cast.subjects
        self.starts = [subject.start for subject in self.subjects]
        self.found: list[Statement] = []
        self.decided: list[tuple[int, str]] = []

    def read(self) -> tuple[Statement, ...]:
        for subject in self.subjects:
            made = self._read_at(subject)
            if subject.how in ("name", "part"):
                self.decided.append((subject.start, subject.names[0]))
            if made is None:
                continue
            last = self.found[-1] if self.found else None
            if last and last.speaker == made.speaker and made.start < last.end:
                continue
            self.found.append(made)
        return tuple(self.found)

    def _read_at(self, subject: Subject) -> Statement | None:
        text, end = self.text, subject.end
        following = text[end : end + 2]
        if following[:1] not in _GOING_ON:
            return None
        if subject.end > subject.at or self._may_act(end, following):
            if (match := self._verb_after(subject)) is not None:
                return self._with_verb(subject, match)
        if text.find(":", end, end + REACH) >= 0:
            if (match := _DIRECT.match(text, end, end + REACH)) is not None:
                if self._is_subject(subject) and not self._names_other(
                    end, match.end()
                ):
                    return self._made(subject, match.end(), "said")
            if (match := _LINE.match(text, end, end + REACH)) is not None:
                return self._on_line(subject, match.end())
        if text.rfind("heo ", max(0, subject.start - 40), subject.start) >= 0:
            near = text[max(0, subject.start - 60) : subject.start]
            match = _AFTER_ACCORDING.match(text, end, end + REACH)
            if match is not None and _ACCORDING.search(near):
                if not self._names_other(end, match.end()):
                    return self._made(subject, match.end(), "said")
        return None

    def _may_act(self, end: int, following: str) -> bool:
        """Whether a verb of speaking may follow: most words show at once that none does."""
        if following[:1] not in _BLANKS or not following[1:].isalpha():
            return True
        word = self.text[end + 1 : end + 9].split(None, 1)[0]
        return word.rstrip(",:.;!?…") in _MAY_GO_ON

    def _verb_after(self, subject: Subject) -> re.Match[str] | None:
        """The verb of speaking of which somebody is the subject."""
        text = self.text
        for end in dict.fromkeys((subject.end, subject.at)):
            match = _VERB.match(text, end, end + REACH)
            if match is not None and not self._names_other(end, match.end()):
                return match
        if (
            subject.how == "name"
            and text[subject.at : subject.at + 2].lstrip()[:1] == ","
        ):
            match = _AFTER_UNCLOSED.match(text, subject.at, subject.at + REACH)
            if match is not None and not self._names_other(subject.end, match.end()):
                return match
        if subject.end > subject.at:
            match = _AFTER_OFFICE.match(text, subject.end, subject.end + REACH)
            if match is not None and not self._names_other(subject.end, match.end()):
                return match
        return None

    def _names_other(self, start: int, end: int) -> bool:
        low = bisect_left(self.starts, start)
        return any(
            item.how in ("name", "part") and item.start < end
            for item in self.subjects[low : low + 3]
        )

    def _with_verb(self, subject: Subject, match: re.Match[str]) -> Statement | None:
        text = self.text
        end = match.end()
        verb = match["verb"] or "cho biết"
        if not self._is_subject(subject):
            return None
        quoted = self._quotation_before(subject)
        if verb.replace(" ", "_") in _LOOSE and quoted == subject.start:
            ending = self.cast.sentences.around(end - 1)[1]
            if not (
                _COLON.match(text, end, ending)
                or _SO.match(text, end)
                or self._is_quoted_as(subject, end)
            ):
                if verb not in _GOES_ON_FREELY or _NOT_SAID.match(text, end):
                    return None
        kind: StatementKind = "asked" if verb in _ASKED else "said"
        return self._made(subject, end, kind, quoted)

    def _is_quoted_as(self, subject: Subject, end: int) -> bool:
        """Whether it is said that someone spoke so (``như ông X đã nói, ...``)."""
        before = self.text[max(0, subject.start - 5) : subject.start].lower()
        return before.endswith("như ") and self.text[end : end + 1] == ","

    def _is_subject(self, subject: Subject) -> bool:
        """Whether a clause may begin with what stands there."""
        text, start = self.text, subject.start
        if subject.how == "part" and text.endswith((" và ", " cùng "), 0, start):
            return False
        if subject.how == "name" and _SPOKESMAN.search(text, start, subject.at):
            return False
        return begins_clause(text, start)

    def _quotation_before(self, subject: Subject) -> int:
        """Where the quotation begins that ends right before a subject; its own start
        when there is none."""
        text, start = self.text, subject.start
        at = start
        while at and text[at - 1] in " ,-–—":
            at -= 1
        if at and text[at - 1] in OPENING:
            opening = opening_of(text, at - 1)
            if opening < at - 2:
                return opening
        return start

    def _on_line(self, subject: Subject, end: int) -> Statement | None:
        """What stands after a name and a colon at the start of a line."""
        text = self.text
        if subject.how == "pronoun":
            return None
        if not _LINE_START.search(text[max(0, subject.start - 12) : subject.start]):
            return None
        line = text.find("\n", end, end + REACH)
        words = text[end : line if line >= 0 else end + REACH].split(None, 5)
        if len(words) < 5 or not any(word.islower() for word in words[1:5]):
            return None
        return self._made(subject, end, "said")

    def _made(
        self, subject: Subject, end: int, kind: StatementKind, quoted: int = -1
    ) -> Statement | None:
        """The statement of a subject whose verb ends at ``end``."""
        text = self.text
        start = self.cast.sentences.around(subject.start)[0]
        stop = self.cast.sentences.around(max(subject.start, end - 1))[1]
        start, stop = max(start, subject.start - LONGEST), min(stop, end + LONGEST)
        said = text[end:stop].strip(" .,;:!?…-–\n")
        if 0 <= quoted < subject.start:
            start = min(start, quoted)
        elif _SO.match(text, end):
            start = self._before(start)
        elif len(said.split()) < 2:
            before = text[start : subject.start].rstrip()
            if before[-1:] not in (",", "-", "–", "—") or len(before.split()) < 5:
                return None
        stop = max(stop, closing_after(text, end, stop))
        speaker = self._speaker(subject)
        if not speaker:
            return None
        if text[start : start + 2] in ('".', "”.", '",', "”,"):
            start += 2  # the end of a quotation before, after a blank
        while start < stop and text[start].isspace():
            start += 1
        while stop > end and text[stop - 1].isspace():
            stop -= 1
        return Statement(speaker, start, stop, kind)

    def _before(self, start: int) -> int:
        """Where the quotation or the sentence begins that ends before a sentence."""
        text, at = self.text, start
        while at and text[at - 1].isspace():
            at -= 1
        if not at:
            return start
        if text[at - 1] in ".!?…" and text[at - 2 : at - 1] in OPENING:
            at -= 1
        if text[at - 1] in OPENING:
            return opening_of(text, at - 1)
        return self.cast.sentences.around(at - 1)[0]

    def _speaker(self, subject: Subject) -> str:
        """Whose words these are; "" where nothing tells."""
        if subject.how in ("name", "part"):
            return subject.names[0]
        if subject.how == "office":
            if len(subject.names) == 1:
                return subject.names[0]
            near = [name for _, name in self.decided[-RECENT:] if name in subject.names]
            return near[-1] if near else ""
        return self._meant(subject)

    def _meant(self, subject: Subject) -> str:
        """Whom a pronoun means: who spoke last nearby, else the one person of its
        paragraph before it."""
        text, start = self.text, subject.start
        pronoun, recent = text[start : subject.end], self.decided[-RECENT:]
        if self.found:
            last = self.found[-1]
            between = text[last.end : min(start, last.end + CHAIN)]
            near = start - last.end < CHAIN and between.count("\n") <= 2
            if near and _UNNAMED.search(between):
                return ""
            if near and self.cast.fits(last.speaker, pronoun):
                others = {name for at, name in recent if last.end <= at}
                if others <= {last.speaker}:
                    return last.speaker
        line = text.rfind("\n", 0, start) + 1
        low = max(line, start - NEAR)
        names = {
            name for at, name in recent if at >= low and self.cast.fits(name, pronoun)
        }
        return names.pop() if len(names) == 1 else ""
