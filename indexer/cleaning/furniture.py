"""Page furniture: recommendations, rating boxes, related headlines, wire endings."""

from __future__ import annotations

import re

from indexer.cleaning.lines import LOWER, UPPER, Line, body_of

PROSE = 60
"""A paragraph at least this long with a full stop is running text."""

LONGEST_MARK = 60
"""Characters of a mark of the page's end, but for a list of keywords."""

HEADLINE = 26
"""Most words of a headline."""

BARE = 8
"""Most lines after a doubtful mark that nothing else confirms: not a table."""

BOX = 8
"""Most headlines of a box inside the text."""

SUMMARY = 350
"""Longest summary below a recommended headline."""

# Lines that stand in no article: what follows them to the end is furniture.
_SURE = re.compile(
    r"(?:(?:có thể )?bạn (?:có thể |sẽ )?(?:cũng )?(?:quan tâm|thích)|bạn có thể thích"
    r"|có thể bạn (?:cũng )?quan tâm"
    r"|(?:các |những )?(?:tin|bài|tin,? bài|bài viết|tin tức|nội dung|chủ đề)(?: viết)?"
    r"(?: có)? (?:liên quan|cùng chuyên mục|cùng chủ đề|đọc nhiều(?: nhất)?"
    r"|xem nhiều(?: nhất)?)|(?:các )?(?:tin|bài)(?: viết)? (?:khác|cũ hơn|mới hơn)"
    r"|cùng chuyên mục|đọc nhiều(?: nhất)?|xem nhiều(?: nhất)?|mới nhất|tin mới nhất"
    r"|tin đọc nhiều|được quan tâm(?: nhất)?|đang được quan tâm|tin nổi bật"
    r"|return to top|back to top|(?:lên|về) đầu trang|(?:quay )?về trang chủ"
    r"|ý kiến (?:bạn đọc|độc giả|của bạn)|(?:gửi|viết|thêm) (?:bình luận|ý kiến"
    r"|phản hồi)"
    r"|bình luận (?:của bạn|bài viết|\(\d+\))|nội dung góp ý|đánh giá bài viết"
    r"|hãy trở thành người đầu tiên .{0,40}|in bài viết|in ra giấy|gửi (?:email|mail)"
    r"|theo dõi .{2,40} trên (?:google news|google|facebook|zalo)"
    r"|bình chọn (?:bài viết|của bạn)|đăng ký (?:nhận tin|nhận bản tin).{0,30}"
    r"|chia sẻ (?:bài viết|facebook|qua).{0,20}|sao chép (?:liên kết|link)"
    r"|(?:advertisement|sponsored|quảng cáo))[\s:.!>»…]*",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(
    r"(?:từ khóa|từ khoá|tags?|chủ đề|thẻ|keywords?)\s*:.{0,300}", re.IGNORECASE
)
_KEYED = ("từ kh", "tag", "chủ đề")
_KEYED_LETTERS = "tTcC"
# Lines that may also be a subheading: furniture at the end or in a box only.
_DOUBTFUL = re.compile(
    r"(?:đánh giá|tin mới|bình luận|phản hồi|chia sẻ|xem thêm|đọc thêm|tin khác|video"
    r"|hình ảnh|tin tức|từ khóa|từ khoá|tags?|liên hệ|góp ý|tin nóng|nổi bật|tiêu điểm"
    r"|facebook|twitter|zalo|email|copy link|print|in|like|share|a[-+]"
    r"|sự kiện)[\s:.!]*",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:>>|»|››|&gt;&gt;|►|▶|⇒|☛)"
    r"|(?:xem thêm|đọc thêm|tin liên quan|bài liên quan|xem tiếp|mời xem)\s?:"
    r"|(?:bấm (?:vào )?(?:đây|để)|mời (?:bạn|quý vị|độc giả|các bạn)(?: đọc)? (?:đọc"
    r"|xem|bấm|theo dõi|tham gia))\b[\s:]",
    re.IGNORECASE,
)
_RELATED_LETTERS = ">»›&►▶⇒☛xXđĐtTbBmM"
_ENDING_MARK = re.compile(
    r"\s(?:PHẢN HỒI|BÌNH LUẬN|IN BÀI|(?:Tin|TIN)(?:,? bài)? (?:liên quan"
    r"|LIÊN QUAN)\s?:?"
    r"|BÀI LIÊN QUAN\s?:?|Return to top)\s*$"
)
_MARK_ENDS = "INnp:"
_WIRE_END = re.compile(r"(\.\s?/\s?\.?|(?<=[\w”\"])\s?/\.)\s*$")

_GLUE = re.compile(
    rf"[{LOWER}][\"”)?!]?(?=[“\"]?[{UPPER}][{LOWER}]+[\s,])"
    rf"|(?<=\b20\d\d)(?=[{UPPER}][{LOWER}]+\s)"
)
_CLOSED = re.compile(r"[.:;,…][\"”)]?$")
_SENTENCE_END = re.compile(rf"[{LOWER}\d)”\"][.!?]\s+[“\"]?[{UPPER}]")


def cut_tail(lines: list[Line]) -> None:
    """Cut everything from the mark of the page's end on, and boxes of headlines in the
    middle of the text."""
    body = body_of(lines)
    marks = [
        (at, mark)
        for at, line in enumerate(body)
        if (len(line.text) <= LONGEST_MARK or line.text[0] in _KEYED_LETTERS)
        and (mark := _mark_of(line.text))
    ]
    if not marks:
        return
    total = sum(_prose(line.text) for line in body)
    tail = len(body)
    after = longest = sure = 0
    end = len(body)
    for at, mark in reversed(marks):
        sizes = [_prose(line.text) for line in body[at:end]]
        after, longest, end = after + sum(sizes), max(longest, *sizes), at
        alone = at > 0 and not _prose(body[at - 1].text)
        if mark == "sure":
            sure += 1
            listed = longest <= SUMMARY and (sure > 1 or alone)
            ends = after <= 0.5 * total or (listed and total - after >= PROSE)
        else:
            bare = alone and not after and len(body) - at <= BARE
            ends = after <= 0.35 * total and (sure > 0 or bare)
        if ends and after < total:
            tail = at
    for line in body[tail:]:
        line.mark("furniture")
    for at, mark in marks:
        if at < tail and mark == "sure":
            _cut_box(body[at : min(at + 1 + BOX, tail)])


def is_end_mark(text: str) -> bool:
    """Whether a line is a mark of the page's end and can be nothing else."""
    return len(text) <= LONGEST_MARK and _SURE.fullmatch(text) is not None


def _mark_of(text: str) -> str:
    if len(text) > LONGEST_MARK and not text[:8].lower().startswith(_KEYED):
        return ""
    if _SURE.fullmatch(text) or _KEYWORDS.fullmatch(text):
        return "sure"
    if _DOUBTFUL.fullmatch(text):
        return "doubtful"
    return ""


def _prose(text: str) -> int:
    return len(text) if len(text) >= PROSE and text[-1] in '.!?…”")' else 0


def _cut_box(box: list[Line]) -> None:
    """Cut a mark and the headlines right below it."""
    mark, *below = box
    mark.mark("furniture")
    for line in below:
        text = line.text
        if len(text) > 160 or text[-1] in ".:;," or _SENTENCE_END.search(text):
            return
        line.mark("furniture", soft=True)


def cut_related(lines: list[Line]) -> None:
    """Cut lines that point to other articles: ``>> ...``, ``Xem thêm: ...``."""
    for line in body_of(lines):
        text = line.text
        if (
            text[0] in _RELATED_LETTERS
            and len(text) <= 400
            and _RELATED.match(text)
            and (text[-1] not in ".;" or len(text) <= 160)
            and text[-1] != ":"
        ):
            line.mark("furniture")


def cut_glued(lines: list[Line]) -> None:
    """Cut paragraphs that are several headlines glued together without punctuation."""
    for line in body_of(lines):
        if is_glued(line.text):
            line.mark("furniture", soft=True)


def is_glued(text: str) -> bool:
    """Whether a paragraph is headlines run together: ``cán bộRa nghị quyết``."""
    if not 40 <= len(text) <= 1500 or _CLOSED.search(text[-2:]):
        return False
    glue = [match.end() for match in _GLUE.finditer(text)]
    cuts = [0, *(at for at in glue if not _is_brand(text, at)), len(text)]
    if len(cuts) < 3 or _SENTENCE_END.search(text):
        return False
    sizes = [
        len(text[start:end].split()) for start, end in zip(cuts, cuts[1:], strict=False)
    ]
    if max(sizes) > HEADLINE:
        return False
    enough = [size for size in sizes if size >= 4]
    return len(enough) >= 2 and len(enough) >= len(sizes) - 1


def _is_brand(text: str, at: int) -> bool:
    """Whether the place lies inside a word such as VietJet or iPod."""
    left = text[max(0, at - 20) : at].split()[-1]
    word = left + text[at : at + 20].split()[0]
    return word.isascii() and (left[0].isupper() or len(left) < 3)


def find_ending_mark(text: str) -> int:
    """Where furniture glued to the end of a paragraph begins, -1 when there is none."""
    match = _ENDING_MARK.search(text[-60:]) if text[-1] in _MARK_ENDS else None
    return max(0, len(text) - 60) + match.start() if match else -1


def find_wire_end(text: str) -> int:
    """Where what follows the last full stop of a wire story (``./.``) begins, -1 when
    the story does not end so."""
    match = _WIRE_END.search(text[-8:]) if text[-1] in "./" else None
    if match is None:
        return -1
    start = max(0, len(text) - 8) + match.start(1)
    return start + 1 if text[start] == "." else start
