"""The words around numbers that make them a date, or something else.

All patterns are for lower-case composed text. Those that end in ``$`` are searched in
the few dozen characters before a number, the others matched right after it.
"""

from __future__ import annotations

import re

REJECTED_AFTER = re.compile(
    r"\s?[%‰°]|[/\-–]\w|[.,:]\d|\s?(?:triệu|tỷ|tỉ|nghìn|ngàn|đồng|usd|euro|km|kg|ha"
    r"|m2|tấn"
    r"|mét|lít|điểm|lần|người|cm|mm|inch|giờ|phút|tuổi|ván|set|bàn|phiếu|hộ|em"
    r"|tháng)\b",
    re.IGNORECASE,
)
LUNAR_AFTER = re.compile(
    r"\s*\(?(?:tháng\s+(?:giêng|chạp)|(?:năm\s+\w+\s+\w+\s+)?\(?(?:âm\s+lịch|âl\b)"
    r"|tết\b"
    r"|(?:năm\s+)?(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s+(?:tý|tí|sửu|dần|mão"
    r"|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)\b)",
    re.IGNORECASE,
)
# The look ahead, at the letters with which a cue begins, spares most places the rest.
CUE = re.compile(
    r"(?=s[áa]|r[ạằ]|tr[ưươ]|t[ốhừớí]|ch[iủậ]|cn|đê|đế|k[hể]|h[ôếạ]|n[gh]|b[ữ]|m[ùồ]|v[à]"
    r"|\d)(?:(?P<part>(?:rạng )?sáng|trưa|chiều|tối|đêm|khuya)(?: sớm| muộn)?"
    r"(?:\s(?:nay|qua|mai|kia|cùng ngày|hôm (?:nay|qua)|(?:thứ (?:hai|ba|tư|năm|sáu|bảy"
    r"|[2-7])|chủ nhật)))?"
    r"|(?P<relative>(?:hôm|ngày|bữa)\s(?:nay|qua|mai|kia))"
    r"|(?P<weekday>(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\snhật|cn)(?:\s(?:tới|này"
    r"|tuần (?:này|trước|sau|qua)|vừa qua))?)"
    r"|(?P<clock>\d{1,2}\s?(?:[:hg]\s?\d{0,2}|giờ(?:\s\d{1,2}(?:\sphút)?)?))"
    r"|(?P<lunar>mùng|mồng|rằm|nhằm|nhằm ngày)"
    r"|(?P<plain>ngày|hôm)"
    r"|(?P<bare>vào|từ|kể từ|đến|tới|trước|hết|sau|tính đến|hạn|chậm nhất))"
    r"\s*[,(\-–]?\s*(?:(?:tức\s)?(?:ngày|hôm)\s*)?[,(]?\s*"
    r"(?:(?P<first>\d{1,2})(?!\d)(?:\s?,\s?\d{1,2}(?!\d))*\s?(?P<join>[,&]|và|đến"
    r"|tới|[-–])\s?(?:ngày\s)?)?$"
)
DEADLINE = re.compile(
    r"\b(?:đến|tới|trước|hết|hạn|hạn chót|hạn cuối|chậm nhất|muộn nhất|không quá)"
    r"(?:\s(?:hết|cuối|nay|nay là|là|vào|vào lúc|lúc|thời điểm|trước|sáng|trưa|chiều"
    r"|tối|\d{1,2}\s?(?:h|g|giờ)(?:\s?\d\d)?))*(?:\sngày)?\s*$"
    r"|\bhạn\s(?:chót|cuối|nộp|nhận|đăng ký|trả|gửi)(?:\s[^\s,.;:!?]+){0,5}?"
    r"(?:\s(?:là|vào))?\s?:?(?:\sngày)?\s*$"
)
SINCE = re.compile(
    r"\b(?:từ|kể từ|hiệu lực|áp dụng|thi hành|sau)(?:\s(?:từ|kể từ|vào|đầu|hôm|lúc|sáng"
    r"|trưa|chiều|tối|\d{1,2}\s?(?:h|g|giờ)(?:\s?\d\d)?))*(?:\sngày)?\s*$"
)
BIRTH = re.compile(
    r"\b(?:sinh|sn|s\.n|năm sinh|mất|qua đời|từ trần|tạ thế)\s*(?:vào\s)?(?:ngày|năm)?"
    r"\s*:?\s*$"
)
DOCUMENT = re.compile(
    r"(?:\bsố\s?:?\s?\d+\s?[/-]\S+(?:\s\S+){0,2}?|\d/\S{2,24}"
    r"|\d-[a-zđ]{1,4}/[a-zđ]{1,6}"
    r"|\b(?:nghị quyết|nghị định|quyết định|chỉ thị|thông tư|công văn|kết luận|quy định"
    r"|hướng dẫn|thông báo|kế hoạch|công điện|tờ trình|pháp lệnh|luật)\ssố\s\S+"
    r"(?:\s\S+){0,3}?)[,\s]*(?:\(?(?:ban hành|ký|ký ban hành|đề)\s*)?ngày\s*$"
    r"|\b(?:nghị quyết|nghị định|quyết định|chỉ thị|thông tư|công văn|công điện"
    r"|tờ trình|văn bản|báo cáo|kế hoạch|thông báo|kết luận|hướng dẫn|giấy mời"
    r"|giấy phép|biên bản|công thư|đề án|sắc lệnh|lệnh|pháp lệnh|luật)"
    r"\s(?:(?:số\s?:?\s?)?\d[\w/.-]*,?\s)(?:(?:ban hành|ký|đề)\s*)?(?:vào\s)?ngày\s*$"
    r"|\b(?:nghị quyết|nghị định|quyết định|chỉ thị|thông tư|công văn|công điện"
    r"|tờ trình"
    r"|pháp lệnh|số ra|ra số|báo số)\s(?:(?:ban hành|ký|đề)\s*)?ngày\s*$"
)
# "Kinh tế tư nhân ngày 3/2", "bệnh nhân ngày 3/2": no occasion.
_OCCASION = "".join(
    f"(?<!{word} )"
    for word in "tư cá nạn công bệnh phạm thân doanh pháp quân chứng nguyên thương danh"
    " tù thi mỹ".split()
)
ANNIVERSARY = re.compile(
    rf"\b(?:(?:kỷ niệm|kỉ niệm|chào mừng|dịp|{_OCCASION}nhân ngày|phong trào)"
    r"(?:\s[^\s,.;]+){0,8}?"
    r"|(?:ngày|lễ)\s(?:quốc khánh|giải phóng|thành lập|quốc tế|thương binh|nhà giáo"
    r"|phụ nữ|thầy thuốc|báo chí|truyền thống|chiến thắng|gia đình|doanh nhân"
    r"|pháp luật)"
    r"(?:\s[^\s,.;]+){0,7}?|lễ|tết|nghỉ)[\s(]*$"
)
FUTURE = re.compile(r"\b(?:sẽ|dự kiến|sắp|dự định|theo kế hoạch)\b[^.!?]*$")
MONTH_CUE = re.compile(r"(?:^|[\s(“\"])tháng\s*$")
YEAR_CUE = re.compile(
    r"(?:^|[\s(,“\"])(?:năm(?: học)?|đầu|cuối|giữa|xuân|hè|thu|đông|mùa"
    r"|quý\s[ivx\d]{1,3},?)"
    r"\s*$"
)
NAMED = re.compile(
    r"\b(?:đường|phố|quảng trường|công viên|trường|xí nghiệp|công ty|nhà máy|sân|rạp"
    r"|chợ"
    r"|phường|khu|ngõ|hẻm|kiệt|số|số nhà|km|căn|lô|tỉ số|tỷ số|sđt|đt|điện thoại"
    r"|hotline|fax|tel|tỉ lệ|tỷ lệ|bệnh viện|làng|cầu|tổ|ấp|lớp|điều|khoản"
    r"|mục)\s*:?\s*$"
)
STATUS = re.compile(r"(?:^|[.!?…\n]\s*)(?:tính )?đến\s[^.!?]*$")
STARTS = re.compile(r"(?:^|[.!?…\n]\s*)$")
RANGE_JOIN = re.compile(
    r"\s*\)?\s*(?:[-–—]|(?:cho )?(?:đến|tới)(?: hết)?)\s*"
    r"(?:(?:rạng )?(?:sáng|trưa|chiều|tối|đêm)\s)?(?:(?:hết )?(?:ngày|tháng|năm)\s)?\s*"
)
LIST_JOIN = re.compile(
    r"\s*(?:[,;&]|và|hoặc)\s*(?:(?:sáng|trưa|chiều|tối|đêm)\s)?(?:ngày\s)?\s*"
)
