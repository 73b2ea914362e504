"""Central documents of the Party that are called by their number alone.

Numbers start afresh with each congress, so that one number is several documents of
different years. Source: the documents' printed heads (number, day, subject), written from
memory. Checked in December 2026 against public texts that print number, day and subject
together: 18-NQ/TW (25 October 2017, the apparatus; 16 June 2022, land), 19-NQ/TW (2012,
land; 25 October 2017), 20-NQ/TW (18 November 2002, Ho Chi Minh City), 45-NQ/TW (term XIII,
intellectuals), 66-NQ/TW and 68-NQ/TW (2025). The other rows were met in no text at hand.
"""

from __future__ import annotations

import re
from functools import lru_cache

WELL_KNOWN: dict[str, frozenset[int]] = {
    "NQ": frozenset(
        (18, 19, 20, 21, 26, 27, 28, 29, 35, 36, 37, 41, 42, 43, 44, 45)
        + (57, 59, 66, 68, 70, 71, 72, 79, 80)
    ),
    "QĐ": frozenset(
        (22, 37, 41, 65, 69, 80, 96, 114, 124, 131, 132, 144, 148, 178, 189)
        + (205, 208, 232)
    ),
    "CT": frozenset((5, 13, 24, 35, 40, 42, 45)),
    "KL": frozenset((14, 21, 121, 123, 126, 127, 137)),
}
"""Central Party documents that the press calls by kind and number alone."""

_SHARED = {
    "10-NQ/TW": {2017: "kinh tế tư nhân", 2022: "địa chất|khoáng sản"},
    "11-NQ/TW": {2017: "kinh tế thị trường", 2022: "trung du|miền núi Bắc Bộ"},
    "12-NQ/TW": {
        2012: "xây dựng Đảng",
        2017: "doanh nghiệp nhà nước",
        2022: "công an|an ninh",
    },
    "15-NQ/TW": {2012: "chính sách xã hội", 2022: "Thủ đô|Hà Nội"},
    "18-NQ/TW": {
        2017: "bộ máy|hệ thống chính trị|tinh gọn|sắp xếp|đầu mối|sáp nhập",
        2022: "đất",
    },
    "19-NQ/TW": {
        2012: "đất đai",
        2017: "sự nghiệp|đơn vị công lập|bộ máy|tinh gọn",
        2022: "nông nghiệp|nông dân|nông thôn",
    },
    "20-NQ/TW": {
        2002: "Hồ Chí Minh|TP.?HCM|TPHCM",
        2012: "khoa học",
        2017: "sức khỏe|sức khoẻ|y tế",
        2022: "kinh tế tập thể|hợp tác xã",
    },
    "21-NQ/TW": {
        2012: "bảo hiểm",
        2017: "dân số",
        2022: "cơ sở đảng|đảng viên",
    },
    "23-NQ/TW": {2018: "công nghiệp", 2022: "Tây Nguyên"},
    "24-NQ/TW": {2013: "khí hậu|môi trường|tài nguyên", 2022: "Đông Nam Bộ"},
    "26-NQ/TW": {
        2008: "nông nghiệp|nông dân|nông thôn",
        2018: "cán bộ",
        2022: "Trung Bộ|miền Trung",
    },
    "27-NQ/TW": {2018: "tiền lương", 2022: "pháp quyền"},
    "28-NQ/TW": {
        2013: "bảo vệ Tổ quốc",
        2018: "bảo hiểm",
        2022: "phương thức lãnh đạo",
    },
    "29-NQ/TW": {2013: "giáo dục|đào tạo", 2022: "công nghiệp hóa|công nghiệp hoá"},
    "36-NQ/TW": {
        2014: "công nghệ thông tin",
        2018: "biển",
        2023: "sinh học",
    },
    "39-NQ/TW": {2015: "biên chế", 2019: "nguồn lực", 2023: "Nghệ An"},
    "43-NQ/TW": {2019: "Đà Nẵng", 2023: "đại đoàn kết"},
    "45-NQ/TW": {2019: "Hải Phòng", 2023: "trí thức"},
    "35-CT/TW": {2019: "nhiệm kỳ 2020|Đại hội XIII", 2024: "nhiệm kỳ 2025|Đại hội XIV"},
}
_TERMS = {"X": 2006, "XI": 2011, "XII": 2016, "XIII": 2021, "XIV": 2026}
TERM_YEARS = 5


def issues(number: str) -> tuple[int, ...]:
    """The years of the documents that share a number; none where it is one document."""
    return tuple(_SHARED.get(number, ()))


@lru_cache(maxsize=64)
def _subjects(number: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple(
        (year, re.compile(words, re.IGNORECASE))
        for year, words in _SHARED.get(number, {}).items()
    )


def year_by_subject(number: str, words: str) -> int:
    """The year of the one document of a number whose subject some words name; 0 where
    they name none, or more than one."""
    found = [year for year, subject in _subjects(number) if subject.search(words)]
    return found[0] if len(found) == 1 else 0


def year_by_term(number: str, term: str) -> int:
    """The year of the one document of a number that was issued in a term of the Central
    Committee (``XII``); 0 where there is no such one."""
    first = _TERMS.get(term.upper(), 0)
    found = [year for year in issues(number) if first <= year < first + TERM_YEARS]
    return found[0] if len(found) == 1 else 0


def year_before(number: str, year: int) -> int:
    """The year of the one document of a number that there was by some year; 0 where
    there were more, or none."""
    found = [issued for issued in issues(number) if issued <= year]
    return found[0] if len(found) == 1 else 0


def value_of(number: str, year: int) -> str:
    """A document as a facet's value: its number, with its year where documents of
    several years share it and the year is known (``18-NQ/TW (2022)``)."""
    return f"{number} ({year})" if year and number in _SHARED else number
