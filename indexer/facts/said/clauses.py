"""What may stand between a person and the verb that is said of them."""

from __future__ import annotations

import re

from indexer.facts.vocabulary import listed
from search.language.normal import canonical

_ADVERBS = """
cũng|đã|còn|vẫn|lại|luôn|từng|vừa|mới|liên tục|tiếp tục|thẳng thắn|nhiều lần|một lần nữa
lần nữa|khi đó|lúc đó|sau đó|trước đó|mới đây|vừa qua|gần đây|thì|đều|chỉ|đồng thời
đặc biệt|tự tin|thành thật|thật thà|vui vẻ|buồn bã|hồ hởi|phấn khởi|cười|công khai
chính thức|lên tiếng|trực tiếp|đành|bèn|liền|ngậm ngùi|xúc động|tha thiết|rất|mạnh mẽ
kiên quyết|bức xúc|hào hứng|khéo léo|tiết lộ thêm|chân thành|nghẹn ngào|lo lắng|lo ngại
hài hước|say sưa|giận dữ|nghiêm túc|bất ngờ|thường|hay|có lần|quả quyết|cảm động|phải
tự hào|trân trọng|rưng rưng|khiêm tốn|nhân đây|theo đó|qua đó|mạnh dạn|tiếp lời|phân trần
nhận lời|có ý kiến|trấn an|mở đầu|kết thúc|cởi mở|tỏ ý|cương quyết
""".strip().replace("\n", "|")
_DAY = r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?"
FILLERS = (
    rf"(?:\s(?:{_ADVERBS}|hôm\s(?:qua|nay|kia|{_DAY})"
    rf"|(?:sáng|trưa|chiều|tối|đêm)\s(?:qua|nay|{_DAY})|ngày\s{_DAY})){{0,5}}"
)
"""Adverbs and times, as a pattern."""

FIRST_WORDS = frozenset(
    phrase.partition(" ")[0] for phrase in _ADVERBS.split("|")
) | frozenset("hôm sáng trưa chiều tối đêm ngày".split())
"""The words with which they begin."""

BRACKET = r"(?:\s?\([^()\n]{1,110}\))?"
"""A bracket, or nothing."""

APPOSITION = r"(?:\s?,\s[^.;:!?\n“”\"()]{2,130}?\s?,|\s?[-–—]\s?[^;:!?\n“”\"()]{2,150}?\s?[-–—,])??"
"""What is said of the person between two commas or dashes, or nothing."""

NOT_OFFICES = listed("""
bị can|bị cáo|nghi phạm|ca sĩ|nghệ sĩ|nhạc sĩ|diễn viên|đạo diễn|siêu mẫu|người mẫu|á hậu
hoa hậu|cầu thủ|thủ môn|tiền đạo|tiền vệ|hậu vệ|trung vệ|doanh nhân|liệt sĩ|liệt sỹ
nhà văn|nhà thơ|trọng tài|hoạ sĩ|chuyên gia|luật sư|kỹ sư|bác sĩ|huấn luyện viên|nghệ nhân
phi công|bác sỹ|ca sỹ|nghệ sỹ|nhạc sỹ|hoạ sỹ
""")
"""What people are called by a court or a trade: no office that may be lost."""

_PHRASE = re.compile(r"[^.;:,!?\n“”\"()–-]{0,70}\Z")
_NEVER_BEFORE = listed("""
của|cho|với|đối|từ|bởi|cùng|tới|gặp|hỏi|mời|bắt|đưa|giúp|nhờ|buộc|để|phỏng|vấn|về|đón
tiếp|chồng|vợ|con|gái|trai|mẹ|bố|cha|cháu|anh|chị|em|dì|chú|bác|đình|phía|diện|ruột|cạnh
rể|dâu|bạn|đồng|nghiệp|lý|trợ|thư|viên|giữ|thăm|theo|do|bị|được|vào|ra|là|tên|sự|hộ
bằng|giữa|tay|thưa|mà|chúc|chào|thay|yêu|cầu|nghị|bảo|nhắc|khuyên|chọn|bầu|nhiệm|quyền|nhóm|nhà
""")
_ALLOWED_KIN = re.compile(
    r"(?:[Nn]hân viên|[Hh]ọc viên|[Đđ]oàn viên|[Hh]ội viên|[Gg]iáo viên)\s\Z"
)


def begins_clause(text: str, start: int) -> bool:
    """Whether the person named at an offset may be the subject of a clause: no word
    before makes them another thing's (``vợ ông X``) or the object of a verb."""
    before = text[max(0, start - 70) : start]
    words = before.rsplit(None, 1)
    phrase = _PHRASE.search(before)
    if not words or phrase is None or not phrase[0].strip():
        return True
    last = canonical(words[-1].lower())
    if last == "nhiệm" and before.endswith(("tiền nhiệm ", "kế nhiệm ")):
        return True
    return last not in _NEVER_BEFORE or _ALLOWED_KIN.search(before) is not None


REACH = 340
"""Characters after a person in which the verb that is said of them must end."""
