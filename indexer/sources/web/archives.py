"""Web archives (``.warc``, ``.warc.gz``): the pages in them, by warcio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from indexer.sources.options import (
    DAMAGED_ARCHIVE,
    MISSING_PARTS,
    NO_ARCHIVE_READER,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge
from indexer.sources.web.pages import MAX_PAGE, read_markup, require_web
from search.errors import SourceError


def read_archive(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Each page that was answered with 200 as a record, with its address.

    :raises SourceError: when the ``[web]`` extra is not installed.
    """
    require_web()
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        cure = MISSING_PARTS[NO_ARCHIVE_READER]
        raise SourceError(NO_ARCHIVE_READER, cure) from error
    found = False
    number = 0
    items = iter(ArchiveIterator(part.stream))
    while True:
        try:
            item = next(items, None)
            if item is None:
                break
            number += 1
            if not _is_page(item):
                continue
            data = cast(bytes, item.content_stream().read(MAX_PAGE + 1))
            url = item.rec_headers.get_header("WARC-Target-URI") or ""
        except (OSError, EOFError, TooLarge):
            raise  # of the file itself, not of what is in it
        except Exception as error:
            # warcio meets what it does not expect with any kind of error.
            yield Rejected(part.name, DAMAGED_ARCHIVE, str(error))
            return
        found = True
        source = f"{part.name}#{number}"
        if len(data) > MAX_PAGE:
            yield Rejected(source, TOO_LONG)
        else:
            yield read_markup(data, source, options, url.strip("<>"))
    if not found:
        yield Rejected(part.name, DAMAGED_ARCHIVE, "không có trang nào trong kho")


def _is_page(item: Any) -> bool:
    headers = item.http_headers
    if item.rec_type not in ("response", "resource"):
        return False
    if headers is None:
        kind = item.rec_headers.get_header("Content-Type") or ""
        return "html" in kind.lower()
    kind = headers.get_header("Content-Type") or ""
    return str(headers.get_statuscode()) == "200" and "html" in kind.lower()
