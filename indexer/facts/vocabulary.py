"""Word lists that the readers of places and of people share, in canonical spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.cleaning import lines
from search.language.normal import canonical

UPPER = lines.UPPER


def canonical_phrase(text: str) -> str:
    """Each word in its canonical spelling, one space between."""
    return " ".join(map(canonical, text.split()))


def phrases(items: Iterable[str]) -> frozenset[str]:
    """A set of canonical phrases."""
    return frozenset(map(canonical_phrase, items))


def listed(text: str) -> frozenset[str]:
    """A set of canonical phrases from lines of phrases parted by bars."""
    items = text.replace("\n", "|").split("|")
    return phrases(item for item in items if item.strip())


def either(words: Iterable[str]) -> str:
    """A pattern of any of some words that tries what they begin with once, not once for
    each; of two that match, the longer."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    whole = rests.pop("", None) is not None
    parts = [re.escape(first) + either(rest) for first, rest in rests.items()]
    if whole:
        parts.append("")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


SURNAMES = phrases("""
an âu ấu bá bạc bạch bàn bàng bành bế bì biện bồ bùi cấn cầm cao cát chang chảo châu chế
chu chử chung chương cổ cù cung cự danh diêm diệp doãn dư dương đái đàm đàng đào đặng
đậu đèo điền điêu điểu đinh đoàn đỗ đổng đồng đới đường giang giàng giáp hà hạ hạng hán
hàn hảng hầu hoa hoà hoàng hồ hồng hờ hứa huỳnh kha khà khiếu khổng khúc khuất khương
kiên kiều kim kông kpă kpuih ksor la lã lai lại lâm lầu lê liêu liễu lò lô lồ lỗ lộc lôi
lù lục lư lữ lương lường lưu lý ma mã mạc mạch mai man mang mạnh mâu mẫn mông mùa nay
nghiêm ngô nguỵ nguyễn nhâm nhan nhữ niê ninh nông ông ôn phạm phan phàn phí phù phùng
phương quách quế quan quản quàng rah rcom rmah rơ sầm siu sơn sùng tạ tàng tào tăng tẩn
tán tề thạch thái thang thào thẩm thân thi thiều thôi tiết tiêu tô tòng tôn tông tống
trà trang tráng trần triệu trình trịnh trương từ tường ung uông ưng ứng văn vàng vạn vi
viên vòng võ vũ vừ vương xa xà xin xồng y yên tập mao tưởng nhậm phó ka hmok kbuôr rơchâm
êban mlô lèng thích
""".split())
"""First words of Vietnamese names, of the peoples of Vietnam too."""

COMMON_SURNAMES = phrases("""
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đinh trịnh đoàn đào
lương trương phùng nghiêm doãn khuất quách triệu tạ vương tống hứa đàm lưu lâm lý hồ
chu trình tô tôn thạch vi mạc kiều cù quàng lường lò giàng sùng tòng nông bế
""".split())
"""Surnames that are hardly ever another word before a name."""

OPENERS = phrases("""
từ đoàn lại cả vạn mai mùa văn tiêu tạ ông sơn trang viên quan nay an yên hoa cao trong
""".split())
"""Surnames that also open a sentence as another word."""

HONORIFICS = phrases(
    "ông bà anh chị em cô chú bác cụ cháu bé thầy cậu dì mẹ ông/bà".split()
)
"""Words of address straight before a person's name."""
