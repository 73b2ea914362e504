"""Captions: what stands under a picture, with a credit or without any mark."""

from __future__ import annotations

import re

from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, body_of, split, split_spans

LONGEST = 380
"""A credited paragraph longer than this is text with a credit, not a caption."""

FIRST = 260
"""Characters of a paragraph in which a caption may stand before its text."""

SENTENCES = 2
"""Full stops inside a credited caption."""

SHORT = 140
"""Longest caption that is known by its wording alone."""

_PICTURE = (
    r"(?:Ảnh(?:\s+(?:minh\s+(?:họa|hoạ)|tư\s+liệu|chụp\s+màn\s+hình|đồ\s+họa|st|AI))?"
    r"|ẢNH|Nguồn\s+ảnh|Photo|Minh\s+(?:họa|hoạ)|Đồ\s+(?:họa|hoạ))"
)
_MARK = rf"\s?[:{DASH}]\s?"
_CREDIT = rf"(?:{_PICTURE}{_MARK}|(?:ảnh|[Nn]guồn|Video|Clip|Infographic)\s?:\s?)"
_PLAIN = re.compile(
    rf"(?:^|[\s.,;/{DASH}])({_PICTURE}{_MARK}|[Tt]rong\s+ảnh\s?:|Nguồn\s?:)"
    r"([^:\n]{1,60})$"
)
_NAME = rf"[{UPPER}][{UPPER}{LOWER}.]*"
# "... Ảnh: N.S Chiều 8-12, tại thành phố ...": the last capital word before a run of
# small ones begins the text again.
_GLUED = re.compile(
    rf"(?:^|[\s.({DASH}])(?:{_PICTURE}{_MARK})(?:{_NAME}[\s{DASH}]+){{1,4}}?"
    rf"(?=[“\"]?[{UPPER}][{UPPER}{LOWER}]*(?:,?\s[{LOWER}\d][^\s.]*){{3}})"
    rf"(?!\S+\s(?:cung|chụp|minh|trên|từ|của|gửi|sưu|tư|cấp)\b)"
)
# "... góp công. Ảnh:N.S Người già nói": a credit between two sentences of one paragraph,
# as texts have it whose line breaks were lost.
_INSIDE = re.compile(
    rf"(?:{_PICTURE}\s?:\s?)(?:{_NAME}|\((?:{_NAME}\s?){{1,3}}\))"
    rf"(?:[\s/{DASH}]+{_NAME}){{0,4}}?\s*"
    rf"(?=[“\"]?(?:[{UPPER}][{UPPER}{LOWER}]*(?:,?\s[{LOWER}\d(][^\s.]*){{2}}"
    r"|(?:Ông|Bà|Anh|Chị|Theo|Tại|Thủ tướng|Chủ tịch|Tổng Bí thư|Bộ trưởng|Phó)\s))"
    rf"(?!\S+\s(?:cung|chụp|minh|trên|từ|của|gửi|sưu|tư|cấp)\b)"
)
_BRACKETED_CREDIT = re.compile(
    rf"[(\[]\s?(?:{_CREDIT}[^()\[\]]{{1,80}}|{_PICTURE})[)\]]"
)
_SOURCED = re.compile(r"[(\[]\s?[Nn]guồn\s?:")

_MAY_BE_CREDIT = re.compile(
    "Ảnh|ẢNH|ảnh|Nguồn|Photo|Minh h|Đồ h|Infographic|Video|Clip", re.UNICODE
)
_PICTURED = re.compile("Ảnh|ẢNH|Nguồn|Photo|Minh|Đồ")
_CODE = re.compile(rf"\((?:NLĐO?|[A-ZĐ]{{2,6}})\)\s?[{DASH}]")
_BEFORE_CODE = re.compile(rf"^.{{0,260}}?{_CREDIT}[^:()]{{1,30}}?(?={_CODE.pattern})")
_PERIOD = re.compile(rf"[^\sA-ZĐ.][.!?…][”\"]?\s+(?=[“\"(]?[{UPPER}])")

_SCENE = re.compile(
    r"(?:Quang\s+cảnh|Toàn\s+cảnh|Khung\s+cảnh|Hình\s+ảnh|Ảnh\s+minh\s+h(?:ọa|oạ)"
    r"|Ảnh\s+tư\s+liệu|Ảnh\s+chụp|Chụp\s+ảnh\s+lưu\s+niệm)\b",
    re.IGNORECASE,
)
_CORNER = re.compile(r"(?:Một\s+góc|(?:Một\s+)?Tiết\s+mục)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:(?:Các|Những|Một số|Đông đảo|Toàn thể|Nhiều|Hai|Ba)\s+)?"
    r"(?:(?:quý\s+)?đại\s+biểu|lãnh\s+đạo|đoàn"
    r"|cán\s+bộ"
    r"|người\s+dân|nhân\s+dân|bà\s+con|học\s+sinh|sinh\s+viên|giáo\s+viên|cử\s+tri"
    r"|lực\s+lượng|chiến\s+sĩ|công\s+an|bộ\s+đội|đoàn\s+viên|thanh\s+niên|hội\s+viên"
    r"|phụ\s+nữ|công\s+nhân|nông\s+dân|ngư\s+dân|bác\s+sĩ|thí\s+sinh|khách\s+mời"
    r"|thường\s+trực|ban\s+tổ\s+chức|tổng\s+bí\s+thư|chủ\s+tịch|phó|bí\s+thư|trưởng"
    r"|thủ\s+tướng|bộ\s+trưởng|thứ\s+trưởng|giám\s+đốc|tổng\s+giám\s+đốc|thượng\s+tướng"
    r"|đại\s+tướng|trung\s+tướng|thiếu\s+tướng|đại\s+tá|thượng\s+tá|trung\s+tá"
    r"|ủy\s+viên"
    r"|uỷ\s+viên|nguyên|đại\s+diện|các\s+đơn\s+vị|phóng\s+viên|nhà\s+báo|chuyên\s+gia"
    r"|hiệu\s+trưởng|viện\s+trưởng|cục\s+trưởng|vụ\s+trưởng|chánh)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:Đồng\s+chí|Đ/c|Ông|Bà|Anh|Chị|Em|Bạn|Cụ|Cháu|Thầy|Cô)\s+[{UPPER}]"
)
_ACT = re.compile(
    r"\b(?:phát\s+biểu|thảo\s+luận|tham\s+luận|trình\s+bày|báo\s+cáo|quán\s+triệt"
    r"|kết\s+luận|trao(?!\s+đổi)|tặng|chụp\s+ảnh|chụp\s+hình|bỏ\s+phiếu|biểu\s+quyết"
    r"|dâng\s+h(?:ương|oa)|thắp\s+hương|cắt\s+băng|bấm\s+nút|ký\s+kết|bắt\s+tay"
    r"|chúc\s+mừng|tham\s+quan|lắng\s+nghe|theo\s+dõi|chào\s+cờ|làm\s+lễ|điều\s+hành"
    r"|nhận\s+(?:hoa|bằng|giấy|quyết|cờ|quà)|ra\s+mắt|động\s+thổ|khai\s+mạc|bế\s+mạc"
    r"|đón\s+tiếp|phát\s+động|thăm\s+hỏi|giới\s+thiệu|trả\s+lời|nêu\s+ý\s+kiến"
    r")\b",
    re.IGNORECASE,
)
_ATTEND = re.compile(
    r"\b(?:tham\s+dự|tham\s+gia|dự|chủ\s+trì|chủ\s+tọa|chủ\s+toạ|điều\s+khiển"
    r"|kiểm\s+tra"
    r"|thăm|làm\s+việc|khảo\s+sát|tiếp|chứng\s+kiến|trao\s+đổi|có\s+mặt)\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:hội\s+nghị|buổi|lễ|đại\s+hội|kỳ\s+họp|phiên|cuộc|hội\s+thảo|tọa\s+đàm"
    r"|toạ\s+đàm|chương\s+trình|hội\s+trường|điểm\s+cầu|hiện\s+trường|diễn\s+đàn"
    r"|họp\s+báo|hội\s+đàm|sự\s+kiện|gian\s+hàng|triển\s+lãm|ngày\s+hội|lớp|khóa)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:(?:Các|Những|Toàn thể|Đông đảo)\s+)?(?:quý\s+)?đại\s+biểu\b"
    r"|Các\s+đồng\s+chí\s+"
    r"lãnh\s+đạo\b",
    re.IGNORECASE,
)
# What tells a story and not a picture: tense, reported speech, linking words.
_STORY = re.compile(
    r"\b(?:đã|sẽ|đang\s+được|được|bị|phải|cần|nên|vẫn|còn|cũng|rằng|cho\s+biết"
    r"|cho\s+rằng"
    r"|cho\s+hay|khẳng\s+định|nhấn\s+mạnh|đề\s+nghị|yêu\s+cầu|nêu\s+rõ|chỉ\s+đạo:|đồng"
    r"\s+thời|sau\s+đó|trong\s+đó|theo\s+đó|tuy\s+nhiên|nhằm|do\s+đó|vì|nếu|không|chưa"
    r"|hơn|khi\s+nào|hãy|vừa\s+(?:qua|rồi)|có\s+thể|là|gồm|cùng\s+(?:dự|tham)|và\s+chỉ"
    r"\s+đạo)\b",
    re.IGNORECASE,
)
_GALLERY = re.compile(
    r"(?:(?:Dưới đây|Sau đây)\s+là\s+)(?:một\s+số|một\s+vài|những|chùm|các|vài)\s+"
    r"(?:hình\s+ảnh|ảnh|bức\s+ảnh|hình)\b[^.!?]{0,110}[:.]?"
    r"|(?:một\s+số|một\s+vài|những|chùm|các|vài)\s+(?:hình\s+ảnh|ảnh|bức\s+ảnh|hình)\b"
    r"[^.!?]{0,110}:|(?:một\s+số|một\s+vài|chùm)\s+(?:hình\s+ảnh|ảnh)\b[^.!?:]{0,90}"
    r"|Hình\s+ảnh\s+(?:tại|về|trong|buổi|hội\s+nghị|đại\s+hội|lễ)\b[^.!?]{0,100}:",
    re.IGNORECASE,
)


def cut_credited(lines: list[Line]) -> list[Line]:
    """Cut captions that carry a credit: ``... Ảnh: N.S``, ``... (Ảnh: TTXVN)``."""
    result: list[Line] = []
    for line in lines:
        if line.kind != "body" or not _MAY_BE_CREDIT.search(line.text):
            result.append(line)
        elif _goes_on(line.text):
            result += _cut_bracketed(line)
        elif len(line.text) <= LONGEST and _is_credited(line.text):
            match = _find_glued(line.text)
            end = match.end() if match else len(line.text)
            result += split(line, 0, end, "caption")
        elif _CODE.search(line.text) and (match := _BEFORE_CODE.match(line.text)):
            result += split(line, 0, match.end(), "caption")
        elif match := _find_glued(line.text):
            result += split(line, 0, match.end(), "caption")
        else:
            result += _cut_bracketed(line)
    return result


def _goes_on(text: str) -> bool:
    """Whether a credit stands between sentences, two or more before it."""
    spans = _inside(text)
    return bool(spans) and _PERIOD.search(text[: spans[0][0]]) is not None


def _inside(text: str) -> list[tuple[int, int]]:
    """Credits between two sentences."""
    spans = []
    end = 0
    for mark in _PICTURED.finditer(text, 2):
        start = mark.start()
        if start < end or text[start - 1] != " " or text[start - 2] not in '.!?…”"':
            continue
        if match := _INSIDE.match(text, start):
            spans.append(match.span())
            end = match.end()
    return spans


def is_credited(text: str) -> bool:
    """Whether a line is a caption by its credit."""
    return _MAY_BE_CREDIT.search(text) is not None and _is_credited(text)


def _find_glued(text: str) -> re.Match[str] | None:
    """A credit near the start of a paragraph whose text goes on after it."""
    text = text[: FIRST + 120]
    match = _GLUED.search(text) if _PICTURED.search(text) else None
    if match is None or match.start() > FIRST or _PERIOD.search(text[: match.start()]):
        return None
    return match


def _is_credited(text: str) -> bool:
    """Whether a paragraph ends with a credit and is short enough for a caption."""
    offset = max(0, len(text) - 110)
    tail = text[offset:]
    match = _PLAIN.search(tail)
    if match:
        before = text[: offset + match.start(1)]
        if _PERIOD.search(match[2]) or ".." in match[2] or "…" in match[2]:
            return False
        if match[1].startswith("Nguồn"):
            told = _PERIOD.search(before) or before[:1].isdigit()
            return bool(before.strip()) and not told
        return len(_PERIOD.findall(before)) <= SENTENCES
    found = list(_BRACKETED_CREDIT.finditer(tail))
    if not found or tail[found[-1].end() :].strip(" ."):
        return False
    if _SOURCED.match(found[-1].group()):
        return not _PERIOD.search(text[: offset + found[-1].start()])
    return len(_PERIOD.findall(text)) <= SENTENCES


def _cut_bracketed(line: Line) -> list[Line]:
    """Cut credits inside a paragraph: those in brackets, the first sentence with them
    when the paragraph begins with it, else those between two sentences."""
    spans = [
        match.span()
        for match in _BRACKETED_CREDIT.finditer(line.text)
        if not _SOURCED.match(match.group())
    ]
    if spans:
        start, end = spans[0]
        if start <= FIRST and not _PERIOD.search(line.text[:start]):
            spans[0] = (0, end)
    else:
        spans = _inside(line.text)
    return split_spans(line, spans, "caption") if spans else [line]


def cut_unmarked(lines: list[Line]) -> None:
    """Cut short lines that describe people in a picture and carry no mark.

    Subheadings stay: they name no people doing something before a camera. A line
    with a final full stop must also stand out as short among its neighbours.
    """
    body = body_of(lines)
    for position, line in enumerate(body):
        if len(line.text) > SHORT or position == 0 or len(line.text) < 12:
            continue
        before = len(body[position - 1].text) if position else 0
        after = len(body[position + 1].text) if position + 1 < len(body) else before
        if describes_picture(line.text, min(before, after)):
            line.mark("caption", soft=True)


def describes_picture(text: str, neighbour: int = 1000) -> bool:
    """Whether a short line reads as a caption.

    :param neighbour: the length of the shorter of the two paragraphs around it.
    """
    closed = text.endswith(".") and not text.endswith("...")
    bare = text[:-1] if closed else text
    if bare[-1] in '.!?:;…,”"' or _PERIOD.search(bare) or ";" in bare or "“" in bare:
        return False
    if re.search(r"[:\"]", bare) or _STORY.search(bare):
        return False
    if not closed and _CORNER.match(bare):
        return True
    if _SCENE.match(bare):
        return not closed or len(bare) <= 110
    if not _PEOPLE.match(bare) and not _NAMED.match(bare):
        return False
    occasion = _OCCASION.search(bare) is not None
    if not closed:
        acts = _ACT.search(bare) is not None
        return acts or (occasion and _ATTEND.search(bare) is not None)
    if neighbour < 1.25 * len(text):
        return False
    if _ACT.search(bare):
        return occasion or len(text) <= 90
    return occasion and _PLURAL.match(bare) is not None and len(text) <= 100


def cut_gallery(lines: list[Line]) -> bool:
    """Cut a heading over pictures (``Một số hình ảnh tại hội nghị:``) and captions
    below it.

    :return: whether running text follows it: it may belong to another story, which no
        rule can tell.
    """
    foreign = False
    inside = False
    for line in body_of(lines):
        text = line.text
        if len(text) <= 160 and _GALLERY.fullmatch(text):
            line.mark("furniture")
            inside = True
        elif inside:
            if (
                len(text) <= 160
                and not _PERIOD.search(text)
                and not _STORY.search(text)
            ):
                line.mark("caption", soft=True)
            elif len(text) > 160:
                foreign = True
    return foreign
