"""What is taken away as a file: the whole result set of a search, or chosen articles;
the citation of one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue

from search.errors import UsageError
from search.export.citations import bibtex, cite, ris
from search.export.formats import FORMATS, Format
from search.export.walking import find_all, find_chosen
from search.gazetteer.provinces import fold
from search.labels import format_number
from search.request import read_request
from webui.cache import cached
from webui.errors import respond
from webui.reading.choosing import read_choice
from webui.state import searcher

blueprint = Blueprint("exports", __name__)

MOST_ROWS = 200_000
"""Articles that a server sends in one file: some 70 MB of JSON Lines, half of what an
answer may have that is sent while it is made."""

MOST_AT_ONCE = 2
"""Files that a process makes at the same time: one less than the slow requests beside
which others still begin (``webui.serving.lanes.MOST_SLOW``)."""

PLAIN = "text/plain; charset=utf-8"
_CITED: dict[str, tuple[str, Callable[..., str]]] = {
    "txt": (PLAIN, lambda article: cite(article) + "\n"),
    "ris": (FORMATS["ris"].media_type, ris),
    "bib": (FORMATS["bibtex"].media_type, bibtex),
}
_BY_SUFFIX = {form.suffix: form for form in FORMATS.values()}
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@blueprint.route("/xuat.<suffix>", methods=["GET", "POST"])
def export(suffix: str) -> ResponseReturnValue:
    """All articles of a search; of a dossier where the address names articles.

    Arguments are those of the page of results, or ``id`` and ``note`` as of a dossier, in
    the address or, of a long dossier, in a form that is posted.
    """
    form = _BY_SUFFIX.get(suffix)
    if form is None:
        abort(404)
    is_posted = request.method == "POST"
    raw = request.get_data() if is_posted else request.query_string
    chosen = read_choice(raw.decode("utf-8", "replace"))
    view = searcher().view()
    if chosen:
        ids, notes = [one.id for one in chosen], [one.note for one in chosen]
        items = find_chosen(view.reader, ids, notes)
        return send(form.write(items, True), form, "ho-so")
    asked = read_request(request.args.to_dict(flat=False))
    found = find_all(view, asked)
    if found.total > MOST_ROWS:
        raise UsageError(
            f"Kết quả có {format_number(found.total)} bài; trang web xuất nhiều nhất"
            f" {format_number(MOST_ROWS)} bài một lần",
            "Thu hẹp theo thời gian, nơi chốn hay nguồn, hoặc dùng lệnh timtin export",
        )
    return send(form.write(found, False), form, _file_name(asked.q))


def _file_name(query: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in query[:60]).split()
    return "-".join(["tim-tin", *words])


def send(pieces: Iterator[bytes], form: Format, name: str) -> ResponseReturnValue:
    """A file, sent while it is made, when not too many are.

    :param name: of the file, without what its format ends it with.
    """
    if not _places.acquire(blocking=False):
        return _busy()
    response = Response(pieces, content_type=form.media_type)
    response.call_on_close(_Place().leave)
    plain = "-".join(map(fold, name.split("-"))).encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{plain}.{form.suffix}"; '
        f"filename*=UTF-8''{quote(name)}.{form.suffix}"
    )
    # A proxy that keeps answers back until they are whole would hold it up.
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class _Place:
    """One of the files that are made at the same time: a response may be closed twice,
    and gives its place back once."""

    def __init__(self) -> None:
        self._held = [True]

    def leave(self) -> None:
        """Give the place back."""
        with suppress(IndexError):
            self._held.pop()
            _places.release()


def _busy() -> ResponseReturnValue:
    answer = make_response(
        respond("Máy chủ đang xuất tệp cho người khác", "Đợi một lát rồi thử lại", 503)
    )
    answer.headers["Retry-After"] = "15"
    return answer


@blueprint.get("/bai/<path:article_id>/trich-dan.<any(txt,ris,bib):kind>")
@cached
def citation(article_id: str, kind: str) -> ResponseReturnValue:
    """How to cite an article."""
    media_type, write = _CITED[kind]
    return (
        write(searcher().article(article_id).article),
        200,
        {"Content-Type": media_type},
    )
