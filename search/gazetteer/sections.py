"""Sections of newspapers by their real names, where an archive has only a code of them.

A code is a name without blanks and diacritics (``TheGioi``, ``DoiNoi-DoiNgoai``), as
sites write it in their addresses. The names are those that Vietnamese newspapers share.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search.gazetteer.provinces import fold

_NAMES = """
Âm nhạc|An ninh|An toàn giao thông|Ảnh|Bạn đọc|Bất động sản|Bình luận|Bóng đá|Bóng đá quốc tế
Bóng đá Việt Nam|Chính trị|Chứng khoán|Công nghệ|Cuộc sống|Dân sinh|Doanh nghiệp|Doanh nhân
Du học|Du lịch|Đào tạo|Đầu tư|Điện ảnh|Đô thị|Đối ngoại|Đối nội|Đời sống|Đường dây nóng|Gia đình
Giải trí|Giao thông|Giáo dục|Giới trẻ|Góc nhìn|Hậu trường|Hình sự|Học bổng|Hồ sơ|Hội nhập|Khoa học
Khởi nghiệp|Khuyến học|Kinh doanh|Kinh tế|Lao động|Mỹ thuật|Môi trường|Năng lượng|Nghị trường
Ngân hàng|Nhà đất|Nhịp sống|Nhịp sống trẻ|Nông nghiệp|Ô tô|Pháp đình|Pháp luật|Phần cứng|Phần mềm
Phóng sự|Quần vợt|Quân sự|Quốc hội|Quốc phòng|Quốc tế|Sách|Sân khấu|Sức khỏe|Tài chính|Tâm sự
Tennis|Thể thao|Thế giới|Thế giới trẻ|Thị trường|Thiết bị|Thời sự|Thời tiết|Thời trang|Tin tức
Tuyển dụng|Tuyển sinh|Tư vấn|Văn hóa|Văn học|Văn nghệ|Việc làm|Vi tính|Xã hội|Xây dựng|Xe|Xuất bản
Y tế|Ý kiến
"""
_ABBREVIATIONS = {"cntt": "Công nghệ thông tin", "bds": "Bất động sản"}
_CODE = re.compile(r"[A-Za-z]{2,40}(?:-[A-Za-z]{2,40}){0,3}")


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    names = [name for line in _NAMES.split("\n") for name in line.split("|") if name]
    return {fold(name): name for name in names} | _ABBREVIATIONS


@lru_cache(maxsize=1_024)
def section_name(written: str) -> str:
    """The name of a section; what is no code of a known one stays as it is."""
    if not _CODE.fullmatch(written):
        return written
    parts = [_known().get(part.lower()) for part in written.split("-")]
    return " - ".join(part for part in parts if part) if all(parts) else written
