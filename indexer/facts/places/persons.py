"""Whether a place's name is a person's, or a part of one."""

from __future__ import annotations

import re

from indexer.facts.places.before import Before
from indexer.facts.places.names import NEVER_PERSONS, Spotted
from indexer.facts.vocabulary import (
    COMMON_SURNAMES,
    HONORIFICS,
    OPENERS,
    SURNAMES,
    UPPER,
    canonical_phrase,
    listed,
    phrases,
)
from search.language.normal import canonical

# Capitalised words before a name that are no part of a person's name.
_ORGAN_WORDS = phrases(
    ("tỉnh", "thành", "đảng", "đội", "báo", "uỷ", "sở", "đài", "phố", "lớn")
    + ("bắc", "nam", "đông", "tây", "hội", "ban", "viện", "trường", "học", "an", "y")
    + ("thành phố", "đô", "vietnam", "thị", "huyện", "quận", "xã", "phường", "khu")
    + ("bộ", "tp", "q", "h", "tx", "tại", "ở", "cảng", "ga", "đảo", "vịnh", "hồ")
    + ("từ", "đến", "về", "và", "ủy", "tế", "ngãi", "nước", "dân", "sản", "thủ", "đèo")
)
_PERSON_NOUNS = listed("""
đồng chí|thiếu tá|trung tá|thượng tá|đại tá|thiếu tướng|trung tướng|thượng tướng
đại tướng|thiếu uý|trung uý|thượng uý|đại uý|chuyên gia|nhà báo|nhà thơ|nhà văn
nhạc sĩ|ca sĩ|diễn viên|đại biểu|luật sư|bác sĩ|kỹ sư|giáo sư|tiến sĩ|thạc sĩ|bị cáo
bị can|đối tượng
nghi phạm|nạn nhân|cầu thủ|nghệ sĩ|phóng viên|đạo diễn|hoạ sĩ|thí sinh|học sinh
sinh viên|chiến sĩ|liệt sĩ|cựu binh|nghệ nhân|doanh nhân|hoà thượng|thủ môn|tiền đạo
tiền vệ|hậu vệ|trung vệ|luyện viên|động viên|trọng tài|võ sĩ|tay vợt|kỳ thủ
hoa hậu|á hậu|người mẫu|nhạc công|tài xế|lái xe|thầy giáo|cô giáo|bác sỹ|ca sỹ|nhạc sỹ
thượng toạ|đại đức|linh mục|giám mục|anh hùng|nhà giáo|tuyển thủ|đội trưởng
""")
_COMRADE = canonical_phrase("đồng chí")
_NAME_LIKE = phrases(
    ("thái bình", "thái nguyên", "hà giang", "hà nam", "hà tĩnh", "cao bằng", "long an")
    + ("lâm đồng", "ninh bình", "khánh hoà", "an giang", "kiên giang", "hà bắc")
)
AFTER_CAPITAL = re.compile(rf"\s+([{UPPER}]\w*|\w+)(?:\s+(\w+))?")


def is_person(spotted: Spotted, before: Before, text: str) -> bool:
    if before.last in HONORIFICS or before.last_two == _COMRADE:
        return True
    if spotted.name in NEVER_PERSONS:
        return False
    if before.raw:
        word = before.raw[-1]
        if word[0].isupper() and (len(word) == 1 or not word.isupper()):
            return _is_name_before(before, " " not in spotted.name)
        if word.isupper() and text[spotted.start : spotted.end].isupper():
            return before.last in COMMON_SURNAMES
    return _is_name_after(spotted, text)


def _is_name_before(before: Before, short: bool) -> bool:
    """Whether the capitalised words before a name begin a person's name.

    :param short: the name has one syllable (``Huế``), which is a given name after
        any capitalised word that is no word for a place or a body.
    """
    chain = 0
    for word in reversed(before.raw):
        if not word[0].isupper() or (len(word) > 1 and word.isupper()):
            break
        chain += 1
    first = before.words[-chain]
    opens = before.opens and chain == len(before.raw)
    start = len(before.words) - chain
    if " ".join(before.words[max(0, start - 2) : start]) in _PERSON_NOUNS:
        return True
    if not HONORIFICS.isdisjoint(before.words[max(0, start - 1) : start + 1]):
        return True
    if first in SURNAMES and not (chain == 1 and first in _ORGAN_WORDS):
        return not (opens and chain == 1 and first in OPENERS)
    return short and before.last not in _ORGAN_WORDS and not (opens and chain == 1)


def _is_name_after(spotted: Spotted, text: str) -> bool:
    """``Thái Bình Minh``: a place's name that a capitalised syllable carries on."""
    if spotted.name not in _NAME_LIKE:
        return False
    match = AFTER_CAPITAL.match(text, spotted.end)
    if match is None or text[spotted.end] == "\n":
        return False
    word = match[1]
    if not word[0].isupper() or word.isupper() or canonical(word) in COMMON_SURNAMES:
        return False
    return not (match[2] and canonical(f"{word} {match[2]}") in _TITLE_STARTS)


_TITLE_STARTS = phrases(("Phó Chủ", "Chủ tịch", "Bí thư", "Phó Bí", "Giám đốc"))
