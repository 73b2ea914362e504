"""How facts are written for a Vietnamese reader: dates, provenance, roles, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from search.article import OfficialDocument, Provenance, Role, Stamp
from search.gazetteer.party_documents import issues, value_of

PROVENANCE_LABELS: dict[Provenance, str] = {
    "stated": "ghi trong bài",
    "inferred": "suy ra",
    "supplied": "nguồn cung cấp",
}

ROLE_LABELS: dict[Role, str] = {
    "venue": "nơi diễn ra",
    "subject": "được nói đến",
    "publisher": "nơi đặt tòa soạn",
    "mentioned": "có nhắc tên",
}

CHANGE_LABELS = {
    "appointed": "được bổ nhiệm",
    "took": "nhậm chức",
    "moved": "được điều động",
    "assigned": "được giao",
    "elected": "được bầu",
    "approved": "được phê chuẩn",
    "relieved": "miễn nhiệm",
    "left": "thôi chức",
    "retired": "nghỉ hưu",
    "dismissed": "cách chức",
    "suspended": "bị đình chỉ",
    "disciplined": "bị kỷ luật",
    "charged": "bị khởi tố",
    "arrested": "bị bắt",
}
"""What may become of an office (``Change.kind``)."""

STATEMENT_LABELS = {"said": "nói", "asked": "yêu cầu, đề nghị"}

DATE_SOURCE_LABELS = {
    "header": "dòng đầu tệp",
    "clock": "đồng hồ trên trang",
    "text": "thân bài",
    "title": "tiêu đề",
    "url": "địa chỉ trang",
    "metadata": "dữ liệu kèm theo",
    "file": "tên tệp",
}


def format_source(source: str) -> str:
    """What gave a date, in the reader's words; several agreed where ``+`` joins them."""
    parts = source.split("+")
    return " và ".join(DATE_SOURCE_LABELS.get(part, part) for part in parts)


FLAG_LABELS = {
    "after-gallery": "Đoạn sau mục hình ảnh có thể thuộc một bài khác",
    "too-much": "Làm sạch sẽ bỏ hơn nửa bài, nên giữ lại các đoạn không có dấu hiệu chắc",
    "month-first": "Tệp viết tháng trước ngày (kiểu Mỹ), ngày được đọc như vậy",
    "day-or-month": "Không rõ tệp viết ngày trước hay tháng trước, đọc theo ngày trước",
    "rejoined": "Chữ bị tách rời trong nguồn (dán từ PDF), đã ghép lại",
    "broken-words": "Chữ bị tách rời trong nguồn mà không ghép lại được hết",
    "no-prose": "Nội dung không giống một bài báo",
}
"""What no rule of cleaning could decide about an article, and what reading its file had
to say (``extra["flags"]``)."""


def document_value(document: OfficialDocument) -> str:
    """A document as the value of its facet."""
    return value_of(document.number, document.year)


def document_label(document: OfficialDocument) -> str:
    """A document's number; with its year, or those it may be of, where it is shared."""
    years = issues(document.number)
    if document.year or not years:
        return value_of(document.number, document.year)
    return f"{document.number} ({' hoặc '.join(map(str, years))})"


def flag_sentences(extra: Mapping[str, Any]) -> tuple[str, ...]:
    """The flags of an article in words; what anything else wrote there is left out."""
    flags = extra.get("flags")
    if not isinstance(flags, list):
        return ()
    return tuple(FLAG_LABELS[flag] for flag in FLAG_LABELS if flag in flags)


def format_date(stamp: Stamp | None) -> str:
    """``8/12/2025``, ``15:50, 9/12/2025``, ``tháng 12/2024``, ``năm 2023`` or
    ``không rõ ngày``."""
    if stamp is None:
        return "không rõ ngày"
    match stamp.precision:
        case "year":
            return f"năm {stamp.value}"
        case "month":
            year, month = stamp.value.split("-")
            return f"tháng {int(month)}/{year}"
        case _:
            year, month, day = stamp.value[:10].split("-")
            text = f"{int(day)}/{int(month)}/{year}"
            return (
                f"{stamp.value[11:]}, {text}" if stamp.precision == "minute" else text
            )


def format_date_only(stamp: Stamp | None) -> str:
    """The same without the time of day."""
    return format_date(stamp).rpartition(", ")[2]


def format_day(day: date) -> str:
    """``8/12/2025``."""
    return f"{day.day}/{day.month}/{day.year}"


def format_number(number: int) -> str:
    """``43.301``: thousands by dots, as Vietnamese writes them."""
    return f"{number:,}".replace(",", ".")


def format_decimal(number: float) -> str:
    """``1.234,5``: one digit behind the comma."""
    return f"{number:,.1f}".translate(_SWAPPED)


_SWAPPED = str.maketrans(",.", ".,")


MAX_LACKS = 3
"""Parts of a query that are named for an article that lacks more."""


def name_lacks(parts: Sequence[str]) -> str:
    """What of a query an article lacks, in a few words."""
    named = ", ".join(parts[:MAX_LACKS])
    more = len(parts) - MAX_LACKS
    return f"{named} và {more} phần khác" if more > 0 else named
