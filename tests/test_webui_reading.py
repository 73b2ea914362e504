"""What a reader takes away from the page: exports, citations, the dossier."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.export.citations import bibtex, cite, ris
from search.searcher import Searcher
from webui.app import create_app
from webui.reading import exports
from webui.reading.choosing import MOST, Chosen, changed, read_choice, to_query
from webui.serving import limits
from webui.serving.limits import Limited, Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from werkzeug.test import TestResponse

QUERIES = ("", "q=tinh+gọn", "q=tinh+gọn&sort=newest", "province=gia-lai&copies=1")


@pytest.mark.parametrize("query", QUERIES)
def test_the_rows_are_those_that_the_page_counts(
    client: FlaskClient, query: str
) -> None:
    page = client.get(f"/api/search?{query}&size=100").json
    assert page is not None
    ids = [hit["id"] for hit in page["hits"] if not hit["lacks"]]
    table = client.get(f"/xuat.csv?{query}&page=2&size=1")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row["Mã bài"] for row in rows] == ids
    assert page["total"] == len(rows) > 0
    lines = client.get(f"/xuat.jsonl?{query}").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert client.get(f"/xuat.ris?{query}").text.count("TY  - NEWS") == len(ids)
    assert client.get(f"/xuat.bib?{query}").text.count("@article") == len(ids)
    assert client.get(f"/xuat.xlsx?{query}").data[:2] == b"PK"


def test_files_are_named_by_their_search(client: FlaskClient) -> None:
    answer = client.get("/xuat.csv", query_string={"q": 'Đà\r\nLạt"; x=/../'})
    told = answer.headers["Content-Disposition"]
    assert told == (
        'attachment; filename="tim-tin-da-lat-x.csv"; '
        "filename*=UTF-8''tim-tin-%C4%90%C3%A0-L%E1%BA%A1t-x.csv"
    )
    assert client.get("/xuat.pdf").status_code == 404


def test_the_page_offers_each_file_with_its_search(client: FlaskClient) -> None:
    text = client.get("/?q=tinh+gọn&sort=newest&page=1").text
    for suffix in ("xlsx", "csv", "jsonl", "ris", "bib"):
        address = f"/xuat.{suffix}?q=tinh+g%E1%BB%8Dn&amp;sort=newest"
        assert f'href="{address}"' in text
    assert 'id="dossier"' in text


def test_more_than_a_server_sends_is_said(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    answer = client.get("/xuat.csv")
    assert answer.status_code == 400
    assert "timtin export" in answer.text


def test_only_some_files_are_made_at_once(client: FlaskClient) -> None:
    opened = [
        client.get("/xuat.csv", buffered=False) for _ in range(exports.MOST_AT_ONCE)
    ]
    refused = client.get("/xuat.csv")
    assert refused.status_code == 503 and refused.headers["Retry-After"]
    assert client.get("/").status_code == 200
    for answer in opened:
        answer.close()
    # Whoever asks for the head alone keeps no place either.
    for _ in range(exports.MOST_AT_ONCE + 1):
        assert client.head("/xuat.csv").status_code == 200
    assert client.get("/xuat.csv").status_code == 200


def compute(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def send(app: Flask, limits: Limits, pieces: WSGIApplication) -> tuple[bytes, int]:
    """What is sent of an answer that is made piece by piece, and the status of the page
    that it ends with, 0 for none."""
    environ = {"REQUEST_METHOD": "HEAD", "SERVER_NAME": "x", "SERVER_PORT": "80"}
    environ |= {"wsgi.url_scheme": "http", "PATH_INFO": "/"}
    begun = ["0"]

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        begun.append(status)
        return lambda _: None

    sent = b"".join(Limited(app, pieces, limits, lambda: None)(environ, start))
    return sent, int(begun[-1].split()[0])


def test_each_piece_has_the_time_of_an_answer(app: Flask) -> None:
    def pieces(environ: object, start: object) -> Iterator[bytes]:
        for _ in range(5):
            compute(0.1)
            yield b"x"
        compute(5.0)
        yield b"never"

    assert send(app, Limits(0.3), pieces) == (b"xxxxx", 422)


@pytest.mark.parametrize("seconds", [0.05, 0])
def test_all_pieces_have_a_time_too(app: Flask, seconds: float) -> None:
    def pieces(environ: object, start: object) -> Iterator[bytes]:
        for _ in range(100):
            compute(0.01)
            yield b"x"

    sent, status = send(app, Limits(seconds), pieces)
    assert (len(sent) < 100, status) == ((True, 422) if seconds else (False, 0))


def test_all_pieces_have_a_length(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_STREAM", 1_000)

    def pieces(environ: object, start: object) -> Iterator[bytes]:
        while True:
            yield b"x" * 90

    assert send(app, Limits(1.0), pieces) == (b"x" * 990, 422)


@pytest.mark.parametrize("kind", ["txt", "ris", "bib"])
def test_an_article_has_citations(
    client: FlaskClient, searcher: Searcher, kind: str
) -> None:
    article = searcher.article("a1").article
    expected = {
        "txt": cite(article) + "\n",
        "ris": ris(article),
        "bib": bibtex(article),
    }
    answer = client.get(f"/bai/a1/trich-dan.{kind}")
    assert answer.data.decode() == expected[kind]
    assert client.get(f"/bai/khong-co/trich-dan.{kind}").status_code == 404
    assert client.get("/bai/a1/trich-dan.doc").status_code == 404


# The dossier


def test_a_choice_is_read_from_an_address_and_back() -> None:
    chosen = read_choice("note=x&id=a&note=m%E1%BB%99t+%0D%0A+hai&id=b")
    assert chosen == (Chosen("a", "một hai"), Chosen("b"))
    assert read_choice(to_query(chosen)[1:]) == chosen
    assert changed(chosen, {"len": "b"}) == [*reversed(chosen)]
    assert changed(chosen, {"xuong": chosen[0].id}) == [*reversed(chosen)]
    assert changed(chosen, {"len": chosen[0].id}) == list(chosen)
    assert changed(chosen, {"bo": chosen[0].id}) == [Chosen("b")]
    assert changed(chosen, {"bo": "z", "q": "b"}) == list(chosen)
    assert len(read_choice("&".join(f"id={n}" for n in range(9_000)))) == MOST
    assert read_choice("id=%00&id=%ff&id=" + "x" * 3_000) == (Chosen("\ufffd"),)


def test_a_dossier_is_ordered_noted_and_taken_away(client: FlaskClient) -> None:
    asked = "id=a1&note=đọc+%3Cb%3E&id=a7&id=không"
    text = client.get(f"/ho-so?{asked}").text
    assert "Hồ sơ: 2 bài" in text and "1 bài không còn" in text
    assert "đọc &lt;b&gt;</textarea>" in text
    assert 'name="xuong" value="a1" aria-label="Đưa bài 1 xuống"' in text
    assert text.count('name="len"') == text.count('name="xuong"') == 1
    later = post(client, "/ho-so", f"{asked}&xuong=a1", follow_redirects=True).text
    assert (
        later.index('value="a7"') < later.index('value="a1"') < later.index("đọc &lt;b")
    )
    left = post(client, "/ho-so", f"{asked}&bo=a1")
    assert left.status_code == 303
    assert left.headers["Location"] == "/ho-so?id=a7&id=kh%C3%B4ng"
    for answer in (
        client.get(f"/xuat.csv?{asked}"),
        post(client, "/xuat.csv", asked),
    ):
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert [(row[0], row[-1]) for row in rows[1:]] == [
            ("a1", "đọc <b>"),
            ("a7", ""),
        ]
    assert "N1  - đọc <b>" in post(client, "/xuat.ris", asked).text


def post(
    client: FlaskClient, path: str, form: str, follow_redirects: bool = False
) -> TestResponse:
    return client.post(
        path,
        data=form.encode(),
        content_type="application/x-www-form-urlencoded",
        follow_redirects=follow_redirects,
    )


def test_a_dossier_longer_than_an_address_is_a_form(client: FlaskClient) -> None:
    others = "&".join(f"id=khong-con-{number:06}" for number in range(1_500))
    asked = f"id=a1&note=mùa&{others}&id=a7"
    page = post(client, "/ho-so", f"{asked}&len=a7")
    assert page.status_code == 200 and "Location" not in page.headers
    assert "Hồ sơ: 2 bài" in page.text and "1.500 bài không còn" in page.text
    assert len(page.get_data()) < 30_000
    table = post(client, "/xuat.csv", asked)
    assert [row[0] for row in csv.reader(io.StringIO(table.text))][1:] == ["a1", "a7"]


def test_an_empty_dossier_says_how_to_fill_it(client: FlaskClient) -> None:
    for address in ("/ho-so", "/ho-so?id=", "/ho-so?note=x"):
        answer = client.get(address)
        assert answer.status_code == 200 and "chưa có bài nào" in answer.text


def test_escapes_of_articles_stay_texts(client: FlaskClient) -> None:
    text = client.get("/ho-so?id=a7").text
    assert "\x1b" not in text and "\u202e" not in text


def test_an_index_that_is_missing_is_said(tmp_path: Path) -> None:
    client = create_app(tmp_path / "none").test_client()
    for address in ("/xuat.csv?q=x", "/ho-so?id=1", "/bai/1/trich-dan.ris"):
        answer = client.get(address)
        assert answer.status_code >= 500 and "timtin index" in answer.text


def test_a_file_is_sent_while_it_is_made(client: FlaskClient) -> None:
    answer = client.get("/xuat.csv", buffered=False)
    assert answer.is_streamed and answer.content_length is None
    first = next(iter(answer.response))
    assert first.count(b"\n") == 1  # the headings alone
    answer.close()
