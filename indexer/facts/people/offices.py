"""Offices as the press writes them: where one begins, and how far it goes.

An office begins with a head (``Phó Bí thư``, ``Giám đốc``, a rank, an occupation) and
goes on over capitalised words, levels (``tỉnh``, ``huyện``) and the words of bodies; it
ends at the first other word, which is mostly a verb. Commas continue it where another
head follows. No list of offices is needed, only of the words they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.facts.vocabulary import listed, phrases
from search.language.memo import Memo
from search.language.normal import canonical

_PREFIXES = "nguyên|cựu|cố|quyền|nữ|tân|phó|tổng|đương kim"
_HEADS = """
thường trực ban bí thư|thường trực|bí thư|chủ tịch|thủ tướng|tổng thống|bộ trưởng
thứ trưởng|ngoại trưởng|quốc vương|uỷ viên|uvbct|uvtv|uv|trưởng ban|ban|trưởng đoàn
trưởng phòng|phòng|trưởng công an|trưởng khoa|trưởng thôn|trưởng bản|trưởng đại diện
trưởng bộ phận|trưởng tiểu ban|giám đốc|tổng giám đốc|chánh án|chánh văn phòng
chánh thanh tra|viện trưởng|tư lệnh|chính uỷ|chỉ huy trưởng|tham mưu trưởng|chủ nhiệm
tổng kiểm toán|tổng thanh tra|thống đốc|cục trưởng|vụ trưởng|chi cục trưởng
hiệu trưởng|tổng thư ký|thư ký|đại sứ|tổng lãnh sự|thái tử|nhà vua|thị trưởng
người phát ngôn|phát ngôn viên|đặc phái viên|đại biểu|tổng biên tập|trợ lý|đại tướng
thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại uý
thượng uý|trung uý|thiếu uý|đô đốc|chuẩn đô đốc|đội trưởng|đội phó|trạm trưởng
đồn trưởng|chính trị viên|hạt trưởng|chủ toạ|thẩm phán|kiểm sát viên|điều tra viên
luật sư|bị cáo|bị can|nghi phạm|nhà văn|nhà thơ|nhà báo|nhạc sĩ|ca sĩ|nghệ sĩ
nghệ nhân|diễn viên|đạo diễn|hoạ sĩ|bác sĩ|kỹ sư|giáo sư|tiến sĩ|thạc sĩ|giáo viên
cô giáo|thầy giáo|huấn luyện viên|cầu thủ|cựu binh|cựu chiến binh|anh hùng|liệt sĩ
hoà thượng|thượng toạ|đại đức|linh mục|giám mục|hồng y|mục sư|doanh nhân|chuyên gia
già làng|trưởng làng|nhà nghiên cứu|nhà sử học|thủ lĩnh|lãnh tụ|tổng tham mưu trưởng
hạm trưởng|tổng đạo diễn|hoa hậu|trưởng họ|quản đốc|kiến trúc sư
"""
_HEAD_LIST = sorted(
    {head.strip() for line in _HEADS.split("\n") for head in line.split("|") if head},
    key=len,
    reverse=True,
)
_SPELLED = (
    "|".join(_HEAD_LIST)
    .replace("uỷ", "(?:uỷ|ủy)")
    .replace("hoà ", "(?:hoà|hòa) ")
    .replace("hoạ ", "(?:hoạ|họa) ")
    .replace("toạ", "(?:toạ|tọa)")
    .replace("uý", "(?:uý|úy)")
    .replace("ký", "(?:ký|kí)")
    .replace("sĩ", "(?:sĩ|sỹ)")
)
HEAD = re.compile(
    rf"(?<!\w)(?<!ủy )(?<!uỷ )(?:(?:{_PREFIXES}) ){{0,3}}(?:{_SPELLED})(?!\w)",
    re.IGNORECASE,
)
"""Where an office begins. ``ban`` and ``phòng`` count only after a prefix."""

_FIRSTS = phrases(
    word.split(" ")[0] for word in (*_HEAD_LIST, *_PREFIXES.split("|"), "kỹ", "ký")
)
_PLAIN_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"[.!?;:\n“”\"()…]|\s[-–—]\s")
_WEAK = phrases(("ban", "phòng", "uv", "thư ký"))
_WORD = re.compile(r"(\w+(?:[.&'’]\w+)*)([ \u00a0]?)")
_JOIN = re.compile(r"\s?(?:,|;(?=\s(?:và|kiêm)\b)|\bvà\b|\bkiêm\b)\s?")

# Commas within the names of ministries and departments.
_INNER = re.compile(
    r",\s(?=(?:Thể thao|Thương binh|Gia đình|Giáo dục|Thanh niên|Công nghệ|Du lịch)\b)"
)

# Lower-case words an office goes on with.
_SINGLES = phrases("""
tỉnh huyện xã phường quận nước kiêm và của về cấp thành trung thường ban đoàn đội phòng
sở bộ cục vụ viện hội khối khoa tổ chùa làng buôn thôn bản khu thị đặc uỷ đài báo trường
ngành đảng lữ sư nhà bang vùng nữ tướng trưởng phó liên tổng chi đảo toà án hãng quỹ
hđnd ubnd phủ quốc cơ thuộc phụ ương xử các
""".split())
_PAIRS = listed("""
tỉnh uỷ|thành uỷ|huyện uỷ|quận uỷ|thị uỷ|đảng uỷ|đảng bộ|chi bộ|quân uỷ|chính uỷ
uỷ viên|uỷ ban|thường vụ|chấp hành|trung ương|chính trị|tổ chức|tuyên giáo|dân vận
nội chính|kiểm tra|kinh tế|chính sách|chiến lược|đối ngoại|văn phòng|hội đồng|nhân dân
quốc hội|chủ tịch|chính phủ|quốc phòng|công an|ngoại giao|nội vụ|tư pháp|tài chính
kế hoạch|đầu tư|công thương|nông nghiệp|nông thôn|phát triển|môi trường|tài nguyên
giao thông|vận tải|xây dựng|thông tin|truyền thông|lao động|thương binh|xã hội|văn hoá
thể thao|du lịch|khoa học|công nghệ|giáo dục|đào tạo|y tế|dân tộc|tôn giáo|thanh tra
kiểm toán|nhà nước|ngân hàng|toà án|kiểm sát|tối cao|cấp cao|mặt trận|tổ quốc
liên đoàn|công đoàn|phụ nữ|nông dân|cựu chiến|chiến binh|thanh niên|sinh viên|việt nam
quân khu|quân đội|quân sự|bộ đội|biên phòng|tư lệnh|tham mưu|chỉ huy|cảnh sát|an ninh
hải quan|kho bạc|bảo hiểm|thống kê|quản lý|đại biểu|đại học|cao đẳng|trung học
tiểu học|mầm non|phổ thông|bệnh viện|trung tâm|tập đoàn|công ty|cổ phần|quản trị
giám đốc|hiệu trưởng|hiệp hội|thông tấn|báo chí|phát thanh|truyền hình|lý luận
học viện|hàn lâm|pháp luật|công tác|dân nguyện|hợp tác|thương mại|thư ký|đại sứ
đặc mệnh|toàn quyền|lãnh sự|hạ viện|thượng viện|nghị viện|thường trực|chuyên trách
dự khuyết|thi hành|dân sự|kinh doanh|phòng không|không quân|hải quân|cơ yếu|đường sắt
hàng không|dầu khí|điện lực|nhân quyền|phật giáo|giáo hội|trị sự|đoàn kết|đất đai
đô thị|kiến trúc|quy hoạch|công nghiệp|chế xuất|nhi đồng|thiếu niên|tiền phong
cộng sản|khuyến học|cao tuổi|điều tra|hình sự|ma tuý|thành phố|thị xã|thị trấn|đặc khu
cơ quan|điều hành|bí thư|liên hiệp|hữu nghị|nhà báo|nhà văn|nhà trường|đội bóng
đội tuyển|toàn quốc|quốc gia|quốc tế|liên bang|cộng hoà|liên minh|liên hợp|châu âu
châu á|nhạc viện|bảo tàng|thư viện|thế giới|trẻ em|dân số|gia đình|lâm nghiệp|thuỷ lợi
thuỷ sản|chăn nuôi|thú y|bảo vệ|thực vật|kiểm lâm|dự án|trọng tài|bóng đá|nghiên cứu
ứng dụng|chuyển đổi|tổng hợp|nội khoa|ngoại khoa|dự phòng|trưởng ban|trưởng đoàn
vũ trang|lực lượng|huấn luyện|kỹ thuật|hậu cần|tác chiến|phong trào|xã phường
người dân|doanh nghiệp|người phát|phát ngôn|đồng bằng
""")
# Pairs that are verbs too: within an office only capitalised or after a body's word.
_VERBS = phrases(
    ("kiểm tra", "thanh tra", "xây dựng", "tổ chức", "phát triển", "quản lý", "hợp tác")
    + ("đầu tư", "giáo dục", "đào tạo", "công tác", "lao động", "điều hành", "chỉ huy")
    + ("thi hành", "điều tra", "bảo vệ", "nghiên cứu", "chuyển đổi", "huấn luyện")
    + ("ứng dụng", "thống kê", "quy hoạch", "kiểm toán", "kiểm sát", "nhà báo")
)
# ... and these begin a verb with a word that is a body's elsewhere.
_NEVER = phrases(
    ("báo cáo", "hội kiến", "hội đàm", "hội ý", "liên hệ", "tổng kết", "chi tiết")
    + ("về dự", "về thăm", "về việc", "thường xuyên", "thành lập", "thị sát", "nhà ở")
    + ("trưởng thành", "bộ hành", "đoàn tụ", "vụ việc", "cấp bằng", "cấp phép")
    + (
        "về nước",
        "báo động",
        "khu trú",
        "trung thành",
        "bản thân",
        "đài thọ",
        "thành công",
    )
    + ("viện dẫn", "liên tục", "hội họp", "bang giao", "đội ngũ", "về quê", "cấp tốc")
)
_BODIES = phrases(
    "ban phòng sở cục vụ viện bộ đội uỷ và trung tâm trưởng an quan khoa hội".split()
)
_LINKS = phrases(("và", "của", "các", "về", "thuộc", "kiêm", "liên", "tổng", "phụ"))
_STOP_CAPITALS = phrases(("ông", "bà", "đồng", "các", "anh", "chị", "theo", "tại"))
_OFFICE_WORDS = phrases(
    word
    for phrase in (*_SINGLES, *_PAIRS, *_HEAD_LIST, *_PREFIXES.split("|"), "kí", "sỹ")
    for word in phrase.split(" ")
)
_NEVER_LAST = phrases("""
của và là cho với đối theo do bởi khi thì mà có được bị từ đến về trong ngoài trên dưới
những các một hai ba này đó đã đang sẽ rằng như cùng nhau người tên gồm giả vợ chồng con
mẹ bố cha bạn sau trước giữ giam tố can đón gặp thăm mời giúp tuổi hại
""".split())


def _may_belong(word: str) -> bool:
    """Whether a word may be part of an office: all but small words that are in none."""
    return canonical(word) in _OFFICE_WORDS or not word.islower() or not word.isalpha()


def _may_end(word: str) -> bool:
    """Whether an office can end with a word."""
    return _may_belong(word) and canonical(word) not in _NEVER_LAST


def _may_begin(word: str) -> bool:
    """Whether an office can begin with a word."""
    return canonical(word) in _FIRSTS


_BELONGING = Memo(_may_belong)
_BEGINNING = Memo(_may_begin)
may_end_office = Memo(_may_end).__getitem__
"""Whether an office can end with a word: a quick check before the grammar."""


def office_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where in ``text[start:end]`` an office that goes on to its end may begin, left to
    right."""
    first = _reach(text, start, end)
    breaks = [match.end() for match in _BREAK.finditer(text, first, end)]
    for word in _PLAIN_WORD.finditer(text, breaks[-1] if breaks else first, end):
        if _BEGINNING[word[0]]:
            yield word.start()


def _reach(text: str, start: int, end: int) -> int:
    """How far back from ``end`` the words go that offices are made of."""
    reach = end
    start = max(start, text.rfind("\n", start, end) + 1)
    while start < end:
        first = max(start, text.rfind(" ", start, end) + 1)
        word = text[first:end]
        if word and not _BELONGING[word]:
            break
        reach, end = first, first - 1
    return reach


def read_office(text: str, start: int, limit: int) -> int:
    """Where the office that begins at ``start`` ends; ``start`` when none does.

    :param limit: where to stop at the latest: the next person's name.
    """
    end = start
    position = start
    while True:
        first = _PLAIN_WORD.match(text, position, limit)
        if first is None or not _BEGINNING[first[0]]:
            return end
        head = HEAD.match(text, position, limit)
        if head is None or canonical(head[0]) in _WEAK:
            return end
        end = _read_part(text, head.end(), limit)
        join = _JOIN.match(text, end, limit)
        if join is None:
            return end
        position = join.end()


def _read_part(text: str, position: int, limit: int) -> int:
    """The end of one office after its head, before any comma."""
    end = position
    if text[end : end + 1] not in (" ", "\u00a0"):
        return end
    position += 1
    before = ""
    while position < limit:
        match = _WORD.match(text, position, limit)
        if match is None:
            break
        word = canonical(match[1])
        upper = match[1][0].isupper() or match[1][0].isdigit()
        step = _step(text, match, word, before, upper, limit)
        if step == 0:
            break
        taken = text[position : position + step].rstrip()
        if word not in _LINKS or upper:
            end = position + len(taken)
        before = canonical(taken.rpartition(" ")[2])
        position += step
        if not text[position - 1 : position].isspace():
            inner = _INNER.match(text, position, limit)
            if inner is None:
                break
            position = inner.end()
    return end


def _step(
    text: str, match: re.Match[str], word: str, before: str, upper: bool, limit: int
) -> int:
    """How many characters the office goes on from here; 0 when it ends before."""
    following = _WORD.match(text, match.end(), limit) if match[2] else None
    pair = f"{word} {canonical(following[1])}" if following else ""
    if following is not None and not following[1][0].isupper():
        if pair in _PAIRS and (upper or pair not in _VERBS or before in _BODIES):
            return following.end() - match.start()
    if upper:
        if word in _STOP_CAPITALS:
            return 0
        return match.end() - match.start()
    if word not in _SINGLES or pair in _NEVER:
        return 0
    if word in _LINKS and (following is None or not _goes_on(text, following, limit)):
        return 0
    return match.end() - match.start()


def _goes_on(text: str, match: re.Match[str], limit: int) -> bool:
    """Whether a link (``và``, ``của``) leads to another word of the office."""
    if match[1][0].isupper():
        return True
    following = _WORD.match(text, match.end(), limit)
    pair = canonical(match[1] + " " + following[1]) if following else ""
    return pair in _PAIRS and pair not in _VERBS
