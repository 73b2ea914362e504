"""What a page says about itself and to its reader: buttons, counters, weather, players,
the code of pictures, rights. None of it stands in an article, wherever in the text it is.

Forms were read off pages of national and provincial newspapers and of State portals.
"""

from __future__ import annotations

import re

from indexer.cleaning.furniture import PROSE, is_end_mark
from indexer.cleaning.lines import Line, body_of, split_spans

LONGEST = 240
"""Characters of a line that may be a control as a whole."""

HEAD = 12
"""Lines before the first running text in which a mark of the page's end is a button."""

_BUTTON = (
    r"(?:chia sẻ|facebook|zalo|twitter|messenger|e-?mail|telegram|viber|linkedin"
    r"|pinterest|youtube|tiktok|instagram|google news|in bài(?: viết)?|in trang|in|print"
    r"|sao chép (?:liên kết|link|đường dẫn)|copy(?: link)?|link|lưu(?: bài(?: viết)?"
    r"| tin)?|bỏ lưu|bình luận|thích|like|share|tweet|gửi|quay lại|trang chủ|nghe|đọc"
    r"|x|(?:a|A)\s?[-+]?)"
)
_CLOCKED = r"\d{1,2}:\d\d"
_NUMBER = r"\d[\d.,]*[kK]?"
_DEGREES = r"\d{1,2}\s?°\s?[CF]?"
_CONTROL = re.compile(
    r"(?:"
    # Asks the reader to follow or to turn on something.
    r"theo dõi(?: [^.!?]{2,60})? (?:trên|tại|qua)(?: (?:google(?: news)?|facebook|zalo"
    r"|youtube|tiktok))?"
    r"|(?:truy cập|chuyển (?:đến|tới)|đi (?:đến|tới)|bỏ qua(?: đến)?) nội dung"
    r"(?: luôn| chính)?|(?:nhảy|chuyển) (?:đến|tới) phần nội dung(?: chính)?"
    r"|skip to (?:main )?content"
    r"|xin vui lòng (?:gõ|nhập|viết) tiếng việt có dấu|thông tin bạn đọc"
    r"|(?:đóng )?lưu thông tin|đăng nhập(?: để .{3,40})?|đăng nhập ?[/|] ?đăng ký"
    # Text sizes and players.
    r"|(?:mặc định )?(?:cỡ|kích|khổ) chữ(?: (?:mặc định|nhỏ|vừa|lớn|to|rất lớn))*"
    r"|mặc định|(?:tăng|giảm|thu nhỏ|phóng to) (?:cỡ )?chữ|(?:độ )?tương phản"
    r"|(?:nghe|đọc|phát)(?: đọc)? (?:bài|tin|nội dung)(?: viết| báo)?"
    rf"(?:\s?{_CLOCKED}(?:\s?/\s?{_CLOCKED})?)?(?: (?:nam|nữ)(?: miền \w+)?)*"
    rf"|{_CLOCKED}\s?/\s?{_CLOCKED}|(?:giọng|tốc độ) đọc:?(?: .{{2,30}})?"
    # Counters.
    rf"|(?:số )?(?:lượt|lần) (?:xem|đọc|truy cập|nghe|chia sẻ)\s?:?\s?{_NUMBER}"
    rf"|(?:đã )?(?:xem|đọc|views?|hits?)\s?:\s?{_NUMBER}"
    rf"|{_NUMBER} (?:lượt (?:xem|đọc|truy cập|thích|chia sẻ)|views?|likes?)"
    # Weather.
    rf"|[^.!?:]{{0,40}}{_DEGREES}(?:\s*[/–-]\s*{_DEGREES}){{0,4}}"
    r"(?:\s*(?:icon|thời tiết|độ ẩm|gió|nắng|mưa|mây|trời|nhiệt độ)[^.!?]{0,50})?"
    # What is left of boxes and menus.
    r"|banner(?: [^.!?]{1,30})?|multimedia|logo|menu|icon|qc|slideshow"
    r"|lưu bài viết(?: thành công)?|bạn có thể xem lại bài viết đã lưu ở .{3,40}"
    r"|(?:trang )?tin bài đã lưu|(?:tìm kiếm|search)\s?(?:\.\.\.|…)?|đang tải.{0,12}"
    r"|(?:trình duyệt (?:của bạn )?không hỗ trợ|your browser does not support).{0,90}"
    r"|(?:nguồn\s?:?\s?)?\[link nguồn\](?:\s?(?:nguồn\s?:?\s?)?\[link nguồn\])*"
    # The code of pictures.
    r"|!\[[^\]]*\]\([^)]*\)|<(image|img)\b.*|data:image/\S+"
    r"|[^\s]*\.(?:jpe?g|png|gif|webp|svg)[)\]\"']*"
    # Rights.
    r"|(?:\(?\*\)?\s?)?(?:(?:nghiêm )?cấm sao chép\b|không(?: được)? sao chép (?:lại|dưới"
    r"|khi|hoặc|nội dung|toàn bộ|một phần)\b).{0,200}"
    r"|(?:\(?[*©®]\)?\s?|vui lòng )?ghi rõ nguồn\b.{0,150}"
    r"|(?:©|®|copyright|\(c\)|bản quyền(?: ©| thuộc)).{0,200}"
    # Bars of buttons.
    rf"|{_BUTTON}(?:[\s|•·,/]+(?:{_BUTTON}|{_NUMBER}))+" r")[\s.:|!>»…]*",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"(?:xem )?(?:video|clip)\s?:\s?\S.{0,150}", re.IGNORECASE)
_VIDEO_LETTERS = "vVcCxX"
_LABEL = re.compile(r"(?:(?:XEM|Xem|MỜI XEM) )?(?:CLIP|VIDEO|Clip|Video)\s?:\s(?=\S)")
_OPENING = re.compile(
    r"(?:(?:Lưu bài viết thành công|Bạn có thể xem lại bài viết đã lưu ở"
    r"(?: (?:trang|mục))?|(?:Trang )?Tin bài đã lưu|Chia sẻ bài viết"
    rf"|Nghe (?:đọc )?bài(?: viết)?(?: {_CLOCKED}(?:\s?/\s?{_CLOCKED})?)?)[\s.:]*)+"
    rf"|Nghe đọc bài {_CLOCKED}\s?/\s?{_CLOCKED}\s*"
)
_INNER = re.compile(
    r"(?:Nguồn\s?:\s?)?\[Link nguồn\][\s.]*|<(?:image|img)\b[^<>]{0,400}>"
    r"(?:[^<>]{0,200}</image>)?|!\[[^\]\n]{0,200}\]\([^)\n]{1,300}\)"
)
_MAY_BE_INNER = re.compile(r"\[Link|<im|!\[")


def cut_controls(lines: list[Line]) -> list[Line]:
    """Mark the lines that are controls, and cut those that stand at the start or inside
    of a paragraph of flattened text."""
    result: list[Line] = []
    head = True
    for index, line in enumerate(lines):
        if line.kind != "body":
            result.append(line)
            continue
        text = line.text
        head = head and index < HEAD and not _is_prose(text)
        if is_control(text) or (head and is_end_mark(text)):
            line.mark("furniture")
        elif (
            text[0] in _VIDEO_LETTERS and _VIDEO.fullmatch(text) and not _is_prose(text)
        ):
            line.mark("caption")
        elif spans := _spans_inside(text):
            result += split_spans(line, spans, "furniture")
            continue
        result.append(line)
    if not body_of(result):
        for line in result:
            line.mark("body")
    return result


def is_control(text: str) -> bool:
    """Whether a line is a page's control and nothing else."""
    if len(text) > LONGEST:
        return False
    if not any(map(str.isalnum, text)):
        return len(text) < 4 and text[0] in ".,|•·-–_"
    return _CONTROL.fullmatch(text) is not None


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE and text[-1] in '.!?…”")'


def _spans_inside(text: str) -> list[tuple[int, int]]:
    spans = []
    opening = (
        (_OPENING.match(text) or _LABEL.match(text)) if text[0] in _FIRST else None
    )
    if opening and opening.end() < len(text):
        spans.append(opening.span())
    if ("[" in text or "<" in text) and _MAY_BE_INNER.search(text):
        start = spans[0][1] if spans else 0
        spans += [match.span() for match in _INNER.finditer(text, start)]
    return spans


_FIRST = "LBTCNXVM"
"""Letters with which an opening begins."""
