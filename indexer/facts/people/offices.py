"""Offices as the press writes them: where one begins, and how far it goes.

An office begins with a head (``Phó Bí thư``, ``Giám đốc``, a rank, an occupation) and
goes on over capitalised words, levels (``tỉnh``, ``huyện``) and the words of bodies; it
ends at the first other word, which is mostly a verb. Commas, dashes and semicolons
continue it where another head follows. Between its head and a name, or a comma that
closes it, it may hold words that no list has, unless they begin a clause: there the
text itself says where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from indexer.facts.people.name_words import NATIONS
from indexer.facts.people.office_words import (
    ALOFT,
    BODIES,
    CLAUSE_PAIRS,
    CLAUSE_WORDS,
    GROUPS,
    HEAD_LIST,
    LINKS,
    NEVER,
    NEVER_HEADS,
    NEVER_LAST,
    NOT_ACTING,
    PAIRS,
    PERSONAL,
    PREFIXES,
    SINGLES,
    STOP_CAPITALS,
    VERBS,
    WEAK,
)
from indexer.facts.vocabulary import UPPER, canonical_phrase, either, phrases
from search.language.memo import Memo
from search.language.normal import canonical
from search.language.segmenter.single import default_segmenter
from search.language.syllables import is_syllable

_SPELLINGS = (
    ("uỷ", "ủy"),
    ("hoà", "hòa"),
    ("hoạ ", "họa "),
    ("toạ", "tọa"),
    ("toà", "tòa"),
    ("uý", "úy"),
    ("ký", "kí"),
    ("sĩ", "sỹ"),
)


def _spell(word: str) -> set[str]:
    """A word with each of the spellings of its syllables."""
    found = {word}
    for one, other in _SPELLINGS:
        found |= {known.replace(one, other) for known in found}
    return found


_SPELLED = [spelled for head in HEAD_LIST for spelled in sorted(_spell(head))]
# Members of the Party's and the Assembly's committees, by their initials.
_INITIALS = r"uv(?:t\.?[wư]|btv|bch(?:tw|t\.?ư)?|bct|ubtvqh)"
_INITIAL_WORDS = "uvt uvtw uvtư uvbtv uvbch uvbchtw uvbct uvubtvqh".split()
_PREFIX = either(PREFIXES.split("|"))
HEAD = re.compile(
    rf"(?<!\w)(?<!ủy )(?<!uỷ )(?:{_PREFIX} ){{0,3}}(?:{_INITIALS}|{either(_SPELLED)})(?!\w)",
    re.IGNORECASE,
)
"""Where an office begins. ``ban`` and ``phòng`` count only after a prefix."""

_FIRSTS = phrases(
    word.split(" ")[0]
    for word in (*HEAD_LIST, *PREFIXES.split("|"), "kỹ", "ký", *_INITIAL_WORDS)
)
_PLAIN_WORD = re.compile(r"\w+")
_ABBREVIATION = rf"\([{UPPER}][{UPPER}&-]{{1,9}}\)"
# Only what the group matches is a break.
_BREAK = re.compile(
    rf"{_ABBREVIATION}|\b(?:TP|Tp|TX|Tx|Q|P|H)\.|([!?;:\n“”\"()…]|\.(?=\s|\Z))"
)
# A word; an abbreviation with a dot before a name; initials joined by dashes or dots.
_WORD = re.compile(
    rf"(?:TP|Tp|TX|Tx|TT|Q|P|H)\.(?=\s?[{UPPER}\d])"
    rf"|\w+(?:[.&'’]\w+|[-–][{UPPER}]{{2,}}(?!\w))*"
)
# A dash joins two offices, and opens what is said of the name before it.
_JOIN = re.compile(r"\s?,\s?|\s?;\s|\s[-–—]\s?|\s?\bvà\b\s?|\s?\bkiêm\b\s?")
_PARTS_OF_NAMES = (
    "thể thao|thương binh|gia đình|giáo dục|thanh niên|thiếu niên|thiếu nhi|nhi đồng"
    "|công nghệ|du lịch|chiến lược|pháp luật|công chức|chữa cháy|cứu nạn|cứu hộ|giám sát"
)
_AFTER_DASH = (
    "Ngân sách|Xã hội|Truyền hình|Kỹ thuật|Nội vụ|Dân vận|Văn nghệ|Nghệ thuật|Đối ngoại"
    "|Không quân|Hành chính|Kế hoạch|Tài chính|Dịch vụ|Môi trường|Tổng hợp|Thống kê"
    "|Cơ yếu|Quản trị|Pháp chế|Thương mại|Kinh tế|Lưu trữ|Đầu tư|Du lịch|Viễn thông"
    "|Tin học|Ngoại ngữ|Khoáng sản|Thủy sản|Thuỷ sản|Hạ tầng|Đô thị|Tổ chức|Giáo dục"
    "|Hậu cần|Thương binh|Việc làm|Huế|Vũng Tàu|Khoa học|Công nghệ|Hóa chất"
    "|Than|Năng lượng|Quốc phòng"
)
# What begins another body or office after a comma.
_OTHERS = (
    "Sở|Bộ|Cục|Vụ|Viện|Công an|UBND|HĐND|Ban|Ủy ban|Uỷ ban|Hội|Đoàn|Trưởng|Phó|Giám đốc"
    "|Chủ tịch|Bí thư|Ông|Bà|Tỉnh|Thành|Huyện|Quận|TP|Đảng ủy|Tổng|Văn phòng|Trung tâm"
    "|Tòa án|Viện|Bệnh viện|Trường|Chi cục|Phòng|Công ty|Liên đoàn|MTTQ|Mặt trận"
)
# What may stand between two words of one office.
_GAP = re.compile(
    rf"\s(?:một thành viên|hai thành viên trở lên|sau thông quan)\s?"
    rf"(?=[{UPPER}]|\Z|[^\w\s])|,\s(?=(?i:{_PARTS_OF_NAMES})\b)|\s?[-–]\s?(?=(?:{_AFTER_DASH})\b)"
    rf"|,\s(?!(?:{_OTHERS})\b)(?=[{UPPER}]\w+(?: [^\W\d_]+){{0,3}} và [{UPPER}]\w+)"
    rf"|(?<=[{UPPER}][{UPPER}])\s[-–&]\s(?=[{UPPER}]{{2,6}}(?!\w))|\s&\s(?=[{UPPER}])"
    rf"|\s{_ABBREVIATION}\s|[ \u00a0]|(?<=\.)"
)
_PREVIOUS = re.compile(r"(\w+)\s\Z")
_OFFICE_WORDS = phrases(
    word
    for phrase in (*SINGLES, *PAIRS, *HEAD_LIST, *PREFIXES.split("|"), "kí", "sỹ")
    for word in phrase.split(" ")
)
_MOST_WORDS = 18
"""Words that no list has, and after them, of an office that a mark closes."""
_MOST_BEFORE = 8
"""The same before a name, where a verb may stand among them."""


def _may_belong(word: str) -> bool:
    """Whether a word may be part of an office: all but small words that are in none."""
    return canonical(word) in _OFFICE_WORDS or not word.islower() or not word.isalpha()


def _may_end(word: str) -> bool:
    """Whether an office can end with a word."""
    return _may_belong(word) and canonical(word) not in NEVER_LAST


def _may_begin(word: str) -> bool:
    """Whether an office can begin with a word."""
    return canonical(word) in _FIRSTS


def _may_stand(word: str) -> bool:
    """Whether a word does not show that a clause began after an office: none that does,
    unless it is part of a pair of offices too (``Thông tin``, ``Hội đồng``)."""
    key = canonical(word)
    return key not in CLAUSE_WORDS or key in _PAIRED or word in ("và", "của", "tại")


_PAIRED = frozenset(word for pair in PAIRS for word in pair.split(" "))


_HOLDS, _BEGINS = 1, 2


def _reach_by(allowed: Callable[[str], bool]) -> Memo[int]:
    """What words do, looked at backwards from a name: an office holds the ``allowed``
    ones, and begins in some of these; 0 for the others."""

    def read(word: str) -> int:
        if not allowed(word):
            return 0
        parts = [word] if word.isalpha() else _PLAIN_WORD.findall(word)
        return _BEGINS if any(map(_BEGINNING.__getitem__, parts)) else _HOLDS

    return Memo(read)


_BELONGING = _reach_by(_may_belong)
_STANDING = _reach_by(_may_stand)
_BEGINNING = Memo(_may_begin)
may_end_office = Memo(_may_end).__getitem__
"""Whether an office can end with a word: a quick check before the grammar."""


def find_office(text: str, start: int, end: int, listed: bool, over: bool) -> int:
    """Where in ``text[start:end]`` the office begins that goes on to its end; ``end``
    when there is none.

    Words that no list has are read over where the office holds the name of a body.

    :param listed: whether its last word is one that lists have.
    :param over: whether other words may be read over.
    """
    whole = end
    while start < end and text[end - 1] in _BLANKS:
        end -= 1
    if listed:
        for at in _starts(text, start, end, _BELONGING):
            if read_office(text, at, end) == end and not _is_group(text, at):
                return _after_crowd(text, at, end)
    last = text[max(start, end - 12) : end].rpartition(" ")[2]
    if not over or not _STANDING[last]:
        return whole
    if text.endswith((" và", " của", " tại"), start, end):
        return whole
    for at in _starts(text, max(start, end - _LONGEST), end, _STANDING):
        if read_office(text, at, end, before=True) == end and not _is_group(text, at):
            return _after_crowd(text, at, end)
    return whole


def _after_crowd(text: str, start: int, end: int) -> int:
    """Where an office begins after the object of the clause before it (``lương của nhà
    giáo, đại biểu Lê Văn An nói``)."""
    crowd = _CROWD.match(text, start, end)
    before = text[max(0, start - 2) : start]
    return (
        crowd.end() if crowd and before[:1].islower() and before[1:] == " " else start
    )


_CROWD = re.compile(
    r"(?:nhà giáo|giáo viên|cán bộ|chuyên gia|nhà báo|nhà khoa học|doanh nhân|luật sư"
    r"|bác sĩ|bác sỹ|thẩm phán|nghệ sĩ|nghệ sỹ|cựu chiến binh|nhà thơ|nhà văn),\s"
)


_BLANKS = " \u00a0,"
_LONGEST = 120
"""Characters before a name in which an office with unlisted words may begin."""


def _starts(text: str, start: int, end: int, words: Memo[int]) -> Iterable[int]:
    """Where a head may begin in ``text[start:end]``, left to right, so that all words
    after it may belong to its office."""
    first = end
    at = end + 1
    for word in reversed(text[start:end].rpartition("\n")[2].split(" ")):
        known = words[word]
        if not known:
            break
        at -= len(word) + 1
        if known == _BEGINS:
            first = at
    if first == end:
        return ()
    found = _PLAIN_WORD.finditer(text, _after_break(text, first, end), end)
    return [match.start() for match in found if _BEGINNING[match[0]]]


def _is_group(text: str, start: int) -> bool:
    """Whether the word before a head makes it none: ``chính quyền Tổng thống`` is no
    acting president, ``Tổ đại biểu`` no delegate."""
    near = _PREVIOUS.search(text[max(0, start - 9) : start])
    word = _PLAIN_WORD.match(text, start)
    if near is None or word is None:
        return False
    before, head = canonical(near[1]), canonical(word[0])
    if head == "quyền":
        return before in NOT_ACTING
    return before in GROUPS or before == "các" and head == "đại"


def _after_break(text: str, start: int, end: int) -> int:
    """Where the clause begins in which ``text[start:end]`` ends."""
    for match in _BREAK.finditer(text, start, end):
        if match[1]:
            start = match.end()
    return start


def read_office(
    text: str, start: int, limit: int, closing: str = "", before: bool = False
) -> int:
    """Where the office that begins at ``start`` ends; ``start`` when none does.

    :param limit: where to stop at the latest: the next person's name.
    :param closing: characters that show, where the office goes on to one of them, that
        words no list has belong to it.
    :param before: whether ``limit`` shows the same: the office stands before a name.
    """
    end = start
    position = start
    while True:
        first = _PLAIN_WORD.match(text, position, limit)
        if first is None or not _BEGINNING[first[0]]:
            return end
        head = HEAD.match(text, position, limit)
        if head is None:
            return end
        key = canonical_phrase(head[0])
        if key in NEVER_HEADS:
            return end
        stop = _read_part(text, head.end(), limit, key)
        if closing or before:
            stop = _read_over(text, head.end(), stop, limit, closing)
        if stop == head.end() and key in WEAK:
            return end
        bare = stop == head.end()
        end = _read_higher(text, position, stop, limit, closing, before)
        join = _JOIN.match(text, end, limit)
        if join is not None:
            position = join.end()
        elif bare and text[end : end + 1] == " ":
            position = end + 1  # a rank before an office: ``Thượng tá phi công``
        else:
            return end


def _read_higher(
    text: str, start: int, end: int, limit: int, closing: str, before: bool
) -> int:
    """The end of the body above that a comma adds to an office (``Vụ Pháp chế, Bộ Tư
    pháp``), where something closes it; ``end`` when there is none."""
    higher = _HIGHER.match(text, end, limit)
    if higher is None or not _LOWER.search(text, start, end):
        return end
    stop = _read_part(text, higher.start() + 1, limit)
    if stop <= higher.start() + 1:
        return end
    closed = text[stop : stop + 2].lstrip()[:1]
    if before and stop == limit or closed and closed in closing:
        return stop
    return end


_HIGHER = re.compile(
    r",\s(?:Bộ|Sở|Cục|Tổng cục|Công an|Bệnh viện|Trường|Đại học|Viện|Học viện|Ủy ban"
    r"|Uỷ ban|UBND|HĐND|Văn phòng|Quân khu|Quân đoàn|Quân chủng|Tổng công ty|Tập đoàn"
    r"|Bộ Tư lệnh|Trung tâm|Thanh tra|Liên đoàn|Hội đồng|Đại học)\s"
)
_LOWER = re.compile(
    r"\b(?:vụ|cục|phòng|khoa|trung tâm|đội|viện|trường|đồn|trạm|ban|bộ môn|tổ|chuyên gia"
    r"|giảng viên|đoàn|sư)\b",
    re.IGNORECASE,
)


def is_word(text: str, start: int) -> bool:
    """Whether a capitalised word is the first syllable of a body's (``Trung tâm``)."""
    match = _WORD.match(text, start)
    following = _WORD.match(text, match.end() + 1) if match else None
    if match is None or following is None or following[0][0].isupper():
        return False
    return f"{canonical(match[0])} {canonical(following[0])}" in PAIRS


def _read_part(text: str, position: int, limit: int, head: str = "") -> int:
    """The end of one office after its head, before any comma."""
    end = position
    personal = head in PERSONAL or head.partition(" ")[2] in PERSONAL
    aloft = head in ALOFT or head.partition(" ")[2] in ALOFT
    before = canonical(text[max(0, position - 12) : position].rpartition(" ")[2])
    while gap := _GAP.match(text, position, limit):
        match = _WORD.match(text, gap.end(), limit)
        if match is None:
            if gap[0][-1:].isalpha():
                end = gap.end()  # the words of a gap are the last ones
            break
        word = canonical(match[0])
        upper = match[0][0].isupper() or match[0][0].isdigit()
        if upper and (personal or aloft and not is_syllable(word)):
            position = _country(text, match, limit)
            if not position:
                break
            end = position
            continue
        position = _step(text, match, word, before, upper, limit)
        if not position:
            break
        if word not in LINKS or upper:
            end = position
        before = canonical(text[match.start() : position].rpartition(" ")[2])
    return end


def _read_over(text: str, head: int, end: int, limit: int, closing: str) -> int:
    """How far an office goes that was read to ``end``, words of no list among its own;
    ``end`` when these begin a clause, or nothing shows that they are its own.

    :param head: the end of its head.
    :param closing: as for :func:`read_office`; "": the limit closes it.
    """
    position = end
    if not closing and not _names_body(text[head:end]):
        return end
    before = ""
    for _ in range(_MOST_WORDS if closing else _MOST_BEFORE):
        gap = _GAP.match(text, position, limit)
        match = _WORD.match(text, gap.end(), limit) if gap else None
        if match is None:
            break
        word = canonical(match[0])
        if match[0][0].isupper():
            if word in STOP_CAPITALS:
                return end
        else:
            following = _WORD.match(text, match.end() + 1, limit)
            pair = f"{word} {canonical(following[0])}" if following else ""
            paired = f"{before} {word}" in PAIRS or pair in PAIRS and pair not in VERBS
            if word in CLAUSE_WORDS and not paired and word not in ("và", "của"):
                if word not in ("tại", "ở") or not following:
                    return end
                if following[0].islower() and canonical(following[0]) not in _UNITS:
                    return end
            if pair in CLAUSE_PAIRS or pair in NEVER:
                return end
            if pair == "phụ trách" and not closing:
                return end
        before = word
        position = match.end()
    if not closing:
        return position if position == limit else end
    closed = text[position : position + 2].lstrip()[:1]
    return position if closed and closed in closing else end


def _names_body(words: str) -> bool:
    """Whether the words after a head name a body, and not only a country."""
    found = words.split()
    return len(found) > 1 and canonical(found[0]) in BODIES


def _step(
    text: str,
    match: re.Match[str],
    word: str,
    before: str,
    upper: bool,
    limit: int,
) -> int:
    """Where the office goes on to from a word of it; 0 when it ends before."""
    following = None
    if text[match.end() : match.end() + 1] in (" ", "\u00a0"):
        following = _WORD.match(text, match.end() + 1, limit)
    pair = f"{word} {canonical(following[0])}" if following else ""
    if following is not None and not following[0][0].isupper():
        if pair in PAIRS and (upper or pair not in VERBS or before in BODIES):
            return following.end()
    if upper:
        if word in STOP_CAPITALS and before not in BODIES or pair == "đồng chí":
            return 0
        if following is not None and before in BODIES and before not in _WEAK_BODIES:
            if following[0].islower() and word not in SINGLES and _is_second(pair):
                return following.end()
        if (
            following is not None
            and following[0].islower()
            and pair not in CLAUSE_PAIRS
        ):
            if _is_word[pair] and text[match.start() - 2].islower():
                if text[text.rfind(" ", 0, match.start() - 1) + 1].islower():
                    return following.end()  # ``câu lạc bộ Doanh nhân``
        return match.end()
    if word == "tại" and following is not None:
        return _country(text, following, limit)
    if word not in SINGLES or pair in NEVER:
        return 0
    if word in LINKS and (following is None or not _goes_on(text, following, limit)):
        return 0
    return match.end()


def _read_dictionary(pair: str) -> bool:
    """Whether two syllables are a word of the dictionary."""
    return default_segmenter(tone_styles=True).is_word(pair.split(" "))


_is_word = Memo(_read_dictionary)
_UNITS = phrases("tỉnh thành thủ xã huyện quận phường".split())
_WEAK_BODIES = phrases("và an tỉnh".split())


def _is_second(pair: str) -> bool:
    """Whether a word with a small letter goes with the capitalised one before it, as the
    first of a body's name (``Cục Xuất bản``): not where it begins a clause."""
    second = pair.partition(" ")[2]
    return (
        pair not in NEVER
        and second not in CLAUSE_WORDS
        and second not in SINGLES
        and second not in _CLAUSE_FIRSTS
    )


_CLAUSE_FIRSTS = frozenset(pair.partition(" ")[0] for pair in CLAUSE_PAIRS)


def _country(text: str, match: re.Match[str], limit: int) -> int:
    """The end of a country's name (``Đại sứ Mỹ tại Trung Quốc``); 0 when it is none."""
    found = 0
    words: list[str] = []
    following: re.Match[str] | None = match
    while following is not None and len(words) < 3:
        words.append(canonical(following[0]))
        if tuple(words) in NATIONS:
            found = following.end()
        following = _WORD.match(text, following.end() + 1, limit)
    return found


def _goes_on(text: str, match: re.Match[str], limit: int) -> bool:
    """Whether a link (``và``, ``của``) leads to another word of the office."""
    if match[0][0].isupper():
        return True
    following = _WORD.match(text, match.end() + 1, limit)
    pair = canonical(match[0]) + " " + canonical(following[0]) if following else ""
    return pair in PAIRS and pair not in VERBS
