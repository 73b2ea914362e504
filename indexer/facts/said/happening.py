"""Whether what a verb of change tells has happened: what is denied, asked for, weighed,
wished or still to come has not."""

from __future__ import annotations

import re

AFTER = 60
"""Characters after a verb that are looked at."""

_UNREAL = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|sẵn sàng|đòi|kêu gọi|đề nghị|xem xét|nếu|có thể|sẽ|dự kiến|muốn"
    r"|ý định|khả năng|yêu cầu|tránh|nguy cơ|đề xuất|đề cử|giới thiệu|trước khi|cho đến khi|từ chối"
    r"|kể từ khi|từ khi|tin đồn|buộc phải|phải|nên|hoặc|việc|lúc|đến khi|để|ứng viên"
    r"|tuổi|sắp|nhằm|lời|thủ tục|quy trình|tiêu chuẩn|hình thức|đơn xin|thẩm quyền"
    r"|điều kiện|đe doạ|đe dọa|doạ|dọa|kiến nghị|cân nhắc|liệu|hay|giả|tưởng)(?!\w)"
    r"[^,.;:!?\n“”\"()]{0,28}\Z",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"(?<!\w)(?:đòi|kêu gọi|yêu cầu|buộc|ép|đề nghị|muốn|nếu|mong|khuyên|liệu|dù|trước khi"
    r"|đến khi)(?!\w)"
    r"[^.;:!?\n“”\"]{0,70}\Z"
)
"""Before somebody who changes: others only want it."""

_PROPOSED = re.compile(
    r"(?<!\w)(?:(?:kiến nghị|đề nghị|tờ trình|yêu cầu|xem xét|kêu gọi|đòi|muốn)(?!\w)"
    r"[^,.;:!?\n“”\"]{0,90}"
    r"|xem xét, (?:quyết định |tiến hành |xử lý )?(?:thi hành )?)\Z",
    re.IGNORECASE,
)
"""Before a verb, in its clause."""

_REAL = re.compile(
    r"(?:về việc|quyết định[^,.;:]{0,40}việc|nghị quyết[^,.;:]{0,60}việc|phê chuẩn[^,.;:]{0,60}việc"
    r"|(?:chịu|nhận|bị)(?: mức| hình thức)+ (?:kỷ|kỉ) luật\s?"
    r"|công bố[^,.;:]{0,50}việc|trao quyết định[^,.;:]{0,40})\s?[^,.;:]{0,10}\Z"
)
_ITSELF = re.compile(r"\W*Việc\s[^,.;:!?\n“”\"()]{2,50}\Z")
_IS_FACT = re.compile(
    r"\s(?:của (?:mình|ông|bà)\s)?(?:là|khiến|làm|đã|gây|diễn ra|cho thấy|đánh dấu|xảy ra)(?!\w)"
)
"""After ``Việc ông X từ chức``: something is said of it, so it is a fact."""


_LATER = re.compile(
    r"[^.;:!?\n“”\"()]*?(?:năm|tháng|tuần|ngày|thời gian) (?:sau|tới|sắp tới)(?!\w)"
)
"""After a verb: it is to come."""


_COMING = re.compile(
    r"(?<!\w)(?:sẽ (?:tiến hành|xem xét|trình|quyết định|bỏ phiếu|biểu quyết|làm thủ tục|họp)"
    r"|dự kiến|chuẩn bị)(?!\w)[^.;:!?\n“”\"]{0,160}\Z",
    re.IGNORECASE,
)
"""Before a verb: all of the sentence is about what is to come."""


def has_happened(before: str, after: str) -> bool:
    """Whether a change is told as done.

    :param before: its sentence up to the verb.
    :param after: the next :data:`AFTER` characters.
    """
    if _COMING.search(before):
        return False
    if _REAL.search(before):
        return True
    if _ITSELF.fullmatch(before):
        return _IS_FACT.match(after) is not None
    if _LATER.match(after) is not None:
        return False
    return not (_UNREAL.search(before) or _PROPOSED.search(before))


def is_proposed(before: str) -> bool:
    """Whether words that end a clause so far tell of a proposal."""
    return _PROPOSED.search(before) is not None


def is_wished(before: str) -> bool:
    """Whether others only want it.

    :param before: the sentence up to who would change.
    """
    return _WISHED.search(before) is not None
