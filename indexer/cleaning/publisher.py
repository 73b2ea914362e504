"""Who prints an article, from everything that says so: what came beside the text, the
address, a code before the first sentence, a closing line."""

from __future__ import annotations

import re

from search.gazetteer.publishers import find_publisher, host_of, is_aggregator

MAX_URL = 2_000
"""Characters of an address that are looked at."""

_SHARED = re.compile(
    r"((?:Báo|Đài|Cổng|Trang)\s[^\d.!?:]{3,60}?)(?:\s\1)?\s\d{1,3}\s"
    r"(?:phút|giờ|ngày|tuần|tháng|năm)(?:\strước)?"
)
_ORGAN_NAME = re.compile(r"(?:Báo|BÁO|Đài|Cổng|Trang)\s")


def choose_publisher(given: str, url: str, code: str) -> str:
    """The publisher: given apart, else known by the address, else printed, else a host.

    A name or code stays as it was given or printed; of an address the newspaper's name
    is taken, or its host, and of a channel's title (``VnExpress - Thế giới``) the
    newspaper. A site that collects the articles of others is the publisher of none that
    says whose it is.
    """
    if given and not is_aggregator(given):
        return _name_of(given)
    known = find_publisher(url) if url else None
    if known is not None:
        return known.name
    return code or _copied_from(url) or _name_of(given) or host_of(url)


def _copied_from(url: str) -> str:
    """The newspaper whose host stands in the path of an aggregator's address."""
    if not is_aggregator(url):
        return ""
    parts = url[:MAX_URL].split("/")[3:-1]
    hosts = (host for part in parts if (host := host_of(part)))
    return next((_name_of(host) for host in hosts), "")


def _name_of(given: str) -> str:
    """A given publisher as it is shown."""
    known = find_publisher(given)
    host = host_of(given)
    if known is None:
        return host or given
    return known.name if host or " - " in given or "|" in given else given


def is_publisher_name(text: str) -> bool:
    """Whether a line is nothing but a known newspaper's name (``Báo Sơn La``)."""
    return _ORGAN_NAME.match(text) is not None and find_publisher(text) is not None


def read_shared_by(text: str) -> str:
    """The newspaper in an aggregator's closing line (``Báo X Báo X 146 ngày``)."""
    match = _SHARED.fullmatch(text) if len(text) <= 160 else None
    return match[1] if match and find_publisher(match[1]) else ""
