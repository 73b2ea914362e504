"""One table of settings: name, default, help, environment variable.

A setting's environment variable is ``TIMTIN_`` plus its name in capitals; options of
the command line go before it. The README lists this table and a test holds it to that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path

from search.errors import UsageError
from search.location import Location, parse_location

MAX_QUERY_LENGTH = 1_000
"""Characters of a query that are read; a warning tells of the rest."""

MAX_QUERY_BYTES = 1_500
"""The same in UTF-8, for what is not Vietnamese: 1,000 characters of news have 1,400."""

MAX_PAGE_SIZE = 100
MAX_WINDOW = 10_000
"""Results that paging reaches (offset + size): bounds the work of one request."""


ZONE = "Asia/Ho_Chi_Minh"
"""The time zone of readers, unless set: seven hours ahead of UTC since 1975."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; its type is the default's."""

    name: str
    default: str | int
    help: str
    minimum: int = 0

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"TIMTIN_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("index", "index", "thư mục chứa chỉ mục, hoặc opensearch://MÁY:9200/tên"),
    Setting("engine", "whoosh", "động cơ khi lập chỉ mục mới: whoosh hoặc tantivy"),
    Setting("page_size", 10, "số kết quả mỗi trang", minimum=1),
    Setting("workers", 1, "số tiến trình đọc bài khi lập chỉ mục", minimum=1),
    Setting("memory", 256, "bộ nhớ đệm khi lập chỉ mục, tính bằng MiB", minimum=32),
    Setting("recency", 3, "phần trăm điểm thưởng cho bài mới khi xếp theo mức phù hợp"),
    Setting("host", "127.0.0.1", "địa chỉ mà trang web lắng nghe"),
    Setting("port", 8000, "cổng mà trang web lắng nghe", minimum=1),
    Setting("robots", "deny", "máy tìm kiếm được đọc trang web không: allow hoặc deny"),
    Setting("threads", 1, "số luồng mỗi tiến trình phục vụ trang web", minimum=1),
    Setting("timezone", ZONE, "múi giờ của người đọc: hôm nay là ngày nào"),
    Setting("alerts", "theo-doi.json", "tệp ghi các tìm kiếm được theo dõi"),
    Setting("smtp", "", "máy chủ gửi thư: smtp://tên:mật-khẩu@máy:587"),
    Setting("mail_from", "", "địa chỉ gửi của thư báo bài mới"),
    Setting("site", "", "địa chỉ trang web, để thư và nguồn tin dẫn về"),
    Setting("processes", 0, "số tiến trình phục vụ trang web; 0: mỗi nhân một"),
    Setting("time_limit", 10, "giây tính toán mà một yêu cầu được dùng; 0: không hạn"),
    Setting("allowed_hosts", "localhost", "tên miền mà trang web trả lời"),
    Setting("trusted_proxy", "none", "địa chỉ proxy được tin về người hỏi"),
    Setting("password_file", "none", "tệp mật khẩu đã băm của cả trang web"),
    Setting("opensearch_user", "", "tên dùng với cụm OpenSearch"),
    Setting("opensearch_password", "", "mật khẩu dùng với cụm OpenSearch"),
    Setting("opensearch_ca", "", "tệp chứng thư của nơi cấp TLS cho cụm OpenSearch"),
    Setting("shards", 1, "số mảnh của chỉ mục mới trong cụm OpenSearch", minimum=1),
    Setting("access_log", "none", "tệp nhật ký truy cập; -: stderr"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force."""

    index: Location
    engine: str
    page_size: int
    workers: int
    memory: int
    recency: int
    host: str
    port: int
    robots: str
    threads: int
    processes: int
    timezone: str
    alerts: Path
    smtp: str
    mail_from: str
    site: str
    time_limit: int
    allowed_hosts: str
    trusted_proxy: str
    password_file: str
    opensearch_user: str
    opensearch_password: str = field(repr=False)
    opensearch_ca: str
    shards: int
    access_log: str


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment.

    :raises UsageError: when a number is none or too small, naming the variable.
    """
    environ = os.environ if environ is None else environ
    values = {item.name: _read(item, environ.get(item.variable)) for item in SETTINGS}
    return Config(
        index=parse_location(str(values["index"])),
        engine=str(values["engine"]),
        page_size=min(int(values["page_size"]), MAX_PAGE_SIZE),
        workers=int(values["workers"]),
        memory=int(values["memory"]),
        recency=int(values["recency"]),
        host=str(values["host"]),
        port=int(values["port"]),
        robots=str(values["robots"]),
        threads=int(values["threads"]),
        processes=int(values["processes"]),
        timezone=_checked_zone(str(values["timezone"])),
        alerts=Path(str(values["alerts"])),
        smtp=str(values["smtp"]),
        mail_from=str(values["mail_from"]),
        site=str(values["site"]).rstrip("/"),
        time_limit=int(values["time_limit"]),
        allowed_hosts=str(values["allowed_hosts"]),
        trusted_proxy=str(values["trusted_proxy"]),
        password_file=str(values["password_file"]),
        opensearch_user=str(values["opensearch_user"]),
        opensearch_password=str(values["opensearch_password"]),
        opensearch_ca=str(values["opensearch_ca"]),
        shards=int(values["shards"]),
        access_log=str(values["access_log"]),
    )


def _read(setting: Setting, text: str | None) -> str | int:
    if not text:
        return setting.default
    if isinstance(setting.default, str):
        return text
    try:
        value = int(text)
    except ValueError:
        value = setting.minimum - 1
    if value < setting.minimum:
        raise UsageError(
            f"{setting.variable}={text!r} không phải là số nguyên"
            f" từ {setting.minimum} trở lên",
            f"Đặt lại biến môi trường {setting.variable} hoặc xóa nó đi",
        )
    return value


def local_date(environ: Mapping[str, str] | None = None) -> date:
    """The day it is for readers now; in the default time zone, where none is set that
    there is."""
    environ = os.environ if environ is None else environ
    name = environ.get("TIMTIN_TIMEZONE") or ZONE
    return datetime.now(_zone(name) or _zone(ZONE)).date()


@lru_cache(maxsize=4)
def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Some systems have no table of time zones.
        return timezone(timedelta(hours=7)) if name == ZONE else None


def _checked_zone(name: str) -> str:
    if name != ZONE and _zone(name) is None:
        raise UsageError(
            f"TIMTIN_TIMEZONE={name!r} không phải là múi giờ",
            f"Viết như {ZONE} hoặc xóa biến môi trường TIMTIN_TIMEZONE đi",
        )
    return name
