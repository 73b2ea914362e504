"""What a user may say about how sources are read, and the reasons for rejecting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MIB = 1024 * 1024

EMPTY = "không có nội dung"
TOO_LONG = "bài quá dài"
BAD_JSON = "JSON hỏng"
NOT_AN_OBJECT = "dòng không phải một bài"
BINARY = "không phải văn bản"
UNREADABLE = "không mở được"
LEADS_OUT = "liên kết dẫn ra ngoài thư mục"
TOO_LARGE_EXPANDED = "tệp nén giãn ra quá lớn"
DAMAGED_ARCHIVE = "tệp nén hỏng hoặc có mật khẩu"
NO_TEXT_COLUMN = "không thấy cột nội dung"
BAD_ROW = "dòng bảng hỏng"
NOT_AN_ARTICLE_PAGE = "trang không phải một bài viết"
UNKNOWN_FORMAT = "định dạng không đọc được"
BAD_FEED = "nguồn tin (RSS/Atom) hỏng"
NO_PAGE_READER = "chưa cài phần đọc trang web"
NO_FEED_READER = "chưa cài phần đọc nguồn tin RSS/Atom"

NO_ARCHIVE_READER = "chưa cài phần đọc kho trang web (WARC)"
NO_OFFICE_READER = "chưa cài phần đọc tài liệu văn phòng"
NO_FRONT_MATTER_READER = "chưa cài phần đọc phần đầu (front matter) của Markdown"
DAMAGED_DOCUMENT = "tài liệu hỏng"
LOCKED_DOCUMENT = "tài liệu có mật khẩu"
SCANNED = "tài liệu không có chữ (có thể là bản quét)"
OLD_OFFICE = "tài liệu kiểu cũ không đọc được"

_WEB = 'Cài bằng: pip install "timtin[web]"'
_OFFICE = 'Cài bằng: pip install "timtin[office]"'
MISSING_PARTS = {
    NO_PAGE_READER: _WEB,
    NO_FEED_READER: _WEB,
    NO_ARCHIVE_READER: _WEB,
    NO_OFFICE_READER: _OFFICE,
    NO_FRONT_MATTER_READER: _OFFICE,
}
"""Reason -> its cure, where a file can be read once a package is installed."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read; the defaults suit what is commonly met.

    :param format: ``text``, ``json``, ``table``, ``page``, ``feed``, ``message``,
        ``archive``, ``document`` or ``sheet`` for every file; by the file's name and first
        bytes when empty.
    :param encoding: of every file; detected when empty.
    :param columns: field of :class:`indexer.sources.record.Record` -> column or key, for
        tables and JSON whose names are not known.
    :param max_article: characters of one article; a longer one is rejected.
    :param max_value: bytes of one line or one JSON value.
    :param max_ratio: how many times its size an archive may expand to, counted from
        its first ``free_expansion`` bytes on.
    """

    format: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    max_article: int = 5 * MIB
    max_value: int = 64 * MIB
    max_ratio: int = 200
    free_expansion: int = 64 * MIB
    max_parts: int = 200_000
