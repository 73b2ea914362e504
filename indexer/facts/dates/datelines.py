"""Which of a text's days is the event's: the dateline, or the first telling sentence.

Each day gets points for how it is introduced and where it stands; below
:data:`LEAST` it is more often background than the event. The points were set by
reading and checked on 11,000 dated articles of 2003 to 2025 (docs/dates.md).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.facts.dates.written import FoundDate

NEWS = 2
"""Days for which an event is news."""

ONLY_LEAST = -5.0
"""Points that the only day of a text's start needs: it has no rival."""

ONLY_HEAD = 600
"""Characters of the body in which the only day is believed so."""

OPENING = 300
"""Characters of the body in which any plan is what the article is about."""

SHORT_RANGE = 10
"""Days of a span that is one event (``12-14/9``); a longer one is a campaign."""

LEAST = -1.0
"""Points that a day needs: at -1 nine of ten days found were the event's, at -3
eight of ten, and a quarter more articles had one."""

DEPTH = 400
"""Characters from the start of the body that cost one point."""

_KINDS = frozenset({"point", "planned", "range"})
_RELATIVE = ("nay", "qua", "mai")
_TIMES = ("sáng", "rạng", "trưa", "chiều", "tối", "đêm", "khuya")
_OPENING = frozenset({"ngày", "hôm", "hôm nay", "hôm qua"})
_TOLD = frozenset({"vào", "ngày", "giờ", "lúc"})
_WEAK = frozenset({"vào", "từ", "kể từ", "đến", "tới", "sau", "trước", "hết"})
_BACKGROUND = re.compile(
    r"(?:trước đó|trước đây|\bhồi|vừa qua|năm ngoái|năm trước|xảy ra|bị bắt|được biết"
    r"|đã đưa|lần đầu|sau khi|kể từ|từ khi|\bkhi|tờ báo|đưa tin|tương tự)[^.!?]*$"
)
_ASIDE = re.compile(
    r"(?:trước đó|trước đây|\bhồi|vừa qua|năm ngoái|năm trước|được biết|lần đầu"
    r"|sau khi|từ khi|trước thời điểm|\bhạn|gia hạn|(?:trả lời|kể lại|nhớ lại|hỏi)\s?:"
    r"|số ra|bài báo|tờ báo|đưa tin|đăng trên|tạp chí|trang web|tương tự|bị bắt"
    r"|ký quyết định|\([^)]*|giống như|như (?:trận|vụ|hồi))[^.!?]*$"
)
_EVENT = re.compile(
    r"\b(?:tổ chức|diễn ra|khai mạc|bế mạc|khai trương|xảy ra|kéo dài|tiếp dân"
    r"|đối thoại|khánh thành|khởi công|họp|hội nghị|phiên|lễ|kỳ họp|cuộc|công bố"
    r"|ra mắt|trong|tiếp)\b[^.!?;]*$"
)
_LABEL = re.compile(r":\s*(?:(?:ngày|từ|lúc|vào|giờ)\s*)*$")
_PAST_AFTER = re.compile(r"[\s,)]*(?:vừa qua|vừa rồi|năm ngoái|hàng năm|hằng năm)")
_AHEAD_AFTER = re.compile(r"[\s,)]*(?:sắp )?tới\b")
_SENTENCE = re.compile(r"[.!?…][\"”]?\s+")


def rank_days(
    head: str, found: list[FoundDate], known: tuple[date, date] | None
) -> list[FoundDate]:
    """The days that may be the event's, the likeliest first.

    :param head: the start of the body, in which ``found`` was found.
    :param known: the first and the last day on which it may have been published; then all
        the more is a day that is written with its year another year's or another story's.
    """
    dated = known is not None
    news = _news_days(known)
    scored = []
    for item in found:
        points = _points(head, item, dated)
        if (
            item.kind in _KINDS
            and item.start <= ONLY_HEAD
            and (year := news.get((item.month, item.day)))
        ):
            points += item.year in (0, year)
        scored.append((points, item))
    best = [(-points, item.start, item) for points, item in scored if points >= LEAST]
    best.sort(key=lambda entry: entry[:2])
    if best:
        return [item for _, _, item in best]
    return _only_day(head, scored, dated)


def _news_days(known: tuple[date, date] | None) -> dict[tuple[int, int], int]:
    """(Month, day) -> year of the days on which what an article reports as news may have
    happened: that of its publication, where it is known, and the few before it."""
    if known is None or known[0] != known[1]:
        return {}
    days = [known[0] - timedelta(back) for back in range(NEWS + 1)]
    return {(day.month, day.day): day.year for day in days}


def _only_day(
    head: str, scored: list[tuple[float, FoundDate]], dated: bool
) -> list[FoundDate]:
    """The one day that the start of a text gives, where it is introduced as an event's:
    ``sẽ tiếp dân vào ngày 11/11``, ``xảy ra lúc 2h ngày 3/4``, ``trong 3 ngày: 12-14/9``.
    """
    days = [(points, item) for points, item in scored if item.day]
    if len({item.value for _, item in days}) != 1:
        return []
    points, item = days[0]
    line = head.rfind("\n", 0, item.start) + 1
    before = head[max(line, item.start - 120) : item.start].lower()
    if (
        item.start > ONLY_HEAD
        or _PAST_AFTER.match(head, item.end)
        or _ASIDE.search(before)
    ):
        return []
    if item.kind == "range":
        spans = item.cue not in _WEAK and _is_short(item)
        return [item] if spans and _EVENT.search(before) else []
    if (
        points < ONLY_LEAST
        or item.kind not in ("point", "planned")
        or item.cue not in _TOLD
    ):
        return []
    event = _EVENT.search(before) is not None
    if item.kind == "planned" and not event and item.start > OPENING:
        return []  # what somebody will do besides, not what the article announces
    event = event or item.kind == "planned"
    # A written year beside a known one is another year's, or another story's.
    return [item] if event or not (dated and item.year) else []


def _is_short(item: FoundDate) -> bool:
    """Whether a range of days is one event's."""
    first, last = (
        (*map(int, value.strip("-").split("-")),) for value in (item.value, item.until)
    )
    return (last[-2] - first[-2]) % 12 * 31 + last[-1] - first[-1] <= SHORT_RANGE


def _points(head: str, item: FoundDate, dated: bool) -> float:
    if item.kind == "month":
        # "Tháng 12/2025, ..." as a dateline; worth less than any day.
        opens = item.start <= 12 and item.year
        return LEAST if opens else LEAST - 1
    if item.kind not in _KINDS or not item.day:
        return LEAST - 1
    cue = item.cue
    line = head.rfind("\n", 0, item.start) + 1
    before = head[max(line, item.start - 120) : item.start].lower()
    points = -item.start / DEPTH + _cue_points(cue, item.start)
    if item.start <= len(cue) + 4 and (cue.startswith(_TIMES) or cue in _OPENING):
        points += 2.5
    if item.start - line <= len(cue) + 8:
        points += 1.5
    else:
        breaks = [match.end() for match in _SENTENCE.finditer(before)]
        if breaks and len(before) - breaks[-1] <= len(cue) + 8:
            points += 1
    if item.year and item.end > item.start:
        points -= 1.5 if dated else 0.75
    if item.kind == "planned" or _AHEAD_AFTER.match(head, item.end):
        points -= 1.5
    elif item.kind == "range":
        points -= 2.5
    if _PAST_AFTER.match(head, item.end):
        points -= 2
    if _BACKGROUND.search(before[-80:]):
        points -= 1.2
    if _LABEL.search(before):
        points -= 2
    return points


def _cue_points(cue: str, start: int) -> float:
    if cue.endswith(_RELATIVE):
        return 4
    if cue.startswith(_TIMES):
        return 1.5
    if cue in _WEAK:
        return -1.5
    return -3 if not cue and start > 5 else 0
