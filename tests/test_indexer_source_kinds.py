"""Two more inputs of each kind of file, made for this: what is read of it as an article."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from indexer.building.reading import read_article
from indexer.sources import read_path
from indexer.sources.record import Record
from search.article import Article
from search.gazetteer.publishers import canonical_publisher

TITLE = "Xóm Đình mở lớp dạy đan"
TEXT = (
    "Xóm Đình mở lớp dạy đan cho ba mươi phụ nữ, học hai buổi mỗi tuần ở nhà văn hóa."
)
MORE = (
    "Lớp học do hợp tác xã lo nguyên liệu, ai học xong được nhận hàng về làm tại nhà."
)
PAGE = (
    f"<html><head><title>{TITLE}</title><meta property='article:published_time' "
    "content='2025-03-10T06:30:00+07:00'></head><body><article>"
    f"<h1>{TITLE}</h1><p>{TEXT}</p><p>{MORE}</p><p>{MORE}</p></article></body></html>"
)


def articles(path: Path, content: str | bytes) -> list[Article]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = []
    for record in read_path(str(path)):
        assert isinstance(record, Record), record
        article = read_article(record)
        assert isinstance(article, Article), article
        found.append(article)
    return found


def published(article: Article) -> str:
    return article.published.value if article.published else ""


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        # Null dates of other systems.
        ("0000-00-00 00:00:00", ""),
        ("1899-12-30", ""),
        ("1970-01-01 07:00:00", ""),
        ("1601-01-01T00:00:00Z", ""),
        # A clock of twelve hours.
        ("Monday, March 10, 2025 12:05 AM", "2025-03-10T00:05"),
        ("10/03/2025 1:45 PM", "2025-03-10T13:45"),
        # Zones that look like the year of a null date.
        ("Sun, 09 Mar 2025 23:30:00 +0000", "2025-03-10T06:30"),
        ("2025-03-09 23:30:00 -0000", "2025-03-10T06:30"),
        # Other spellings.
        ("10 tháng Ba, 2025", "2025-03-10"),
        ("Thứ Hai, 10 Tháng Mười Hai 2018", "2018-12-10"),
        ("10/3/25", "2025-03-10"),
        ("45726", "2025-03-10"),
    ],
)
def test_dates_of_other_systems(tmp_path: Path, date: str, expected: str) -> None:
    row = {"title": TITLE, "text": TEXT, "date": date}
    (article,) = articles(tmp_path / "a.json", json.dumps(row))
    assert published(article) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'date,text\n4/22/2025,"{0}"\n4/3/2025,"{0}"\n'),
        (
            "a.jsonl",
            '{{"text": "{0}", "date": "04/22/2025"}}\n{{"text": "{0}", "date": "04/03/2025"}}',
        ),
    ],
)
def test_a_file_whose_months_come_first(
    tmp_path: Path, name: str, content: str
) -> None:
    found = articles(tmp_path / name, content.format(TEXT))
    assert [published(article) for article in found] == ["2025-04-22", "2025-04-03"]


NEWS_PLEASE: dict[str, Any] = {
    "title": TITLE,
    "maintext": TEXT,
    "date_publish": "2025-03-10 06:30:00",
    "source_domain": "baosonla.vn",
    "url": "https://baosonla.vn/lop-dan",
}
FUNDUS: dict[str, Any] = {
    "title": TITLE,
    "body": {
        "summary": [TEXT],
        "sections": [{"headline": [], "paragraphs": [MORE, "Lớp mở đến tháng sáu."]}],
    },
    "publishing_date": "2025-03-10 06:30:00+07:00",
}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (NEWS_PLEASE, TEXT),
        (
            {**NEWS_PLEASE, "image_url": None, "authors": ["Lê An"], "language": "vi"},
            TEXT,
        ),
        (FUNDUS, MORE),
        ({**FUNDUS, "topics": ["đan"], "free_access": True}, "Lớp mở đến tháng sáu."),
        # trafilatura
        (
            {
                "title": TITLE,
                "hostname": "baosonla.vn",
                "source-hostname": "Báo Sơn La",
                "source": "https://baosonla.vn/lop-dan",
                "date": "2025-03-10",
                "raw_text": TEXT,
                "text": TEXT,
            },
            TEXT,
        ),
        (
            {
                "title": TITLE,
                "source": "https://www.baosonla.vn/lop-dan?x=1",
                "hostname": "www.baosonla.vn",
                "date": "2025-03-10",
                "text": f"{TEXT}\n{MORE}",
                "comments": "",
            },
            MORE,
        ),
        # Search engines and WordPress.
        (
            {"_index": "a", "_id": "7", "_source": {"title": TITLE, "content": TEXT}},
            TEXT,
        ),
        ({"_source": {"headline": TITLE, "articleBody": TEXT}, "sort": [1]}, TEXT),
        (
            {
                "id": 4,
                "date": "2025-03-10T06:30:00",
                "title": {"rendered": TITLE},
                "content": {"rendered": f"<p>{TEXT}</p>", "protected": False},
                "link": "https://baosonla.vn/lop-dan",
            },
            TEXT,
        ),
        (
            {
                "title": {"raw": TITLE, "rendered": TITLE},
                "content": {"rendered": f"<p>{TEXT}</p>\n<p>{MORE}</p>"},
            },
            MORE,
        ),
        # Paragraphs in a list; a date in an object.
        (
            {
                "title": TITLE,
                "body": [TEXT, MORE],
                "published": {"$date": "2025-03-10T00:00:00Z"},
            },
            MORE,
        ),
        ({"title": TITLE, "paragraphs": [{"text": TEXT}, {"text": MORE}]}, MORE),
    ],
)
def test_json_of_tools(tmp_path: Path, row: dict[str, Any], words: str) -> None:
    (article,) = articles(tmp_path / "a.json", json.dumps(row, ensure_ascii=False))
    assert article.title == TITLE and words in article.body
    assert words == TEXT or ", " + words not in article.body
    if "baosonla" in json.dumps(row) and "link" not in row:
        assert canonical_publisher(article.publisher) == "Báo Sơn La"


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("Kinh tế - Báo Sơn La RSS", "Báo Sơn La"),
        ("RSS Báo Sơn La | Văn hóa", "Báo Sơn La"),
    ],
)
def test_titles_of_feeds(tmp_path: Path, title: str, publisher: str) -> None:
    pytest.importorskip("feedparser")
    feed = (
        f"<rss version='2.0'><channel><title>{title}</title><item><title>{TITLE}</title>"
        f"<link>https://baosonla.vn/1</link><description>{TEXT}</description></item>"
        "<item><title>Xóm Đình có điện</title><link>https://baosonla.vn/2</link></item>"
        "</channel></rss>"
    )
    first, second = articles(tmp_path / "a.xml", feed)
    assert canonical_publisher(first.publisher) == publisher
    assert second.heading == "Xóm Đình có điện"  # an item of a title only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Text pasted from PDF.
        (
            "K ế ho ạ ch c ủ a xóm v ề vi ệ c m ở l ớ p d ạ y đan cho ph ụ n ữ trong xóm.",
            "Kế hoạch của xóm về việc mở lớp dạy đan",
        ),
        (
            "T H Ô N G  B Á O  c ủ a xóm v ề l ớ p d ạ y đan cho ph ụ n ữ trong xóm.",
            "của xóm về lớp dạy đan cho phụ nữ",
        ),
        # One run garbled, the rest right.
        (f"{TEXT} Hợp tÃ¡c xÃ£ lo nguyÃªn liá»‡u.", "Hợp tác xã lo nguyên liệu"),
        (f"Chá»§ nhiá»‡m lá»›p nÃ³i váº­y. {TEXT}", "Chủ nhiệm lớp nói vậy"),
        # Escapes, blanks that cannot be seen.
        (
            r"X\u00f3m m\u1edf l\u1edbp d\u1ea1y \u0111an cho ba m\u01b0\u01a1i ph\u1ee5 n\u1eef.",
            "Xóm mở lớp dạy đan",
        ),
        (
            "X%C3%B3m%20m%E1%BB%9F%20l%E1%BB%9Bp%20d%E1%BA%A1y%20%C4%91an%20cho%20ph"
            "%E1%BB%A5%20n%E1%BB%AF",
            "Xóm mở lớp dạy đan",
        ),
        ("Xóm\u200bmở\u200blớp dạy đan cho phụ nữ.", "Xóm mở lớp dạy"),
        ("Xóm mở\u00adlớp dạy\u2060đan cho phụ nữ.", "mở lớp dạy đan"),
    ],
)
def test_spoiled_text_is_mended(tmp_path: Path, text: str, expected: str) -> None:
    (article,) = articles(tmp_path / "a.json", json.dumps({"text": text}))
    assert expected in article.title + " " + article.body


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", f"---\ntitle: {TITLE}\ndate: 2025-03-10\n---\n\n{TEXT}\n"),
        (
            "b.md",
            f"---\ntieu_de: x\ntitle: '{TITLE}'\ndate: '2025-03-10'\ntags:\n- đan\n---\n"
            f"# {TITLE}\n\n{TEXT}\n",
        ),
        ("a.csv", f'sep=;\ntitle;date;text\n{TITLE};2025-03-10;"{TEXT}"\n'),
        ("b.csv", f'sep=\t\ntitle\tdate\ttext\n{TITLE}\t10/03/2025\t{TEXT}\n'),
        (
            "a.eml",
            f"From: a@lang.vn\nTo: b@lang.vn\nSubject: {TITLE}\n"
            "Date: Mon, 10 Mar 2025 06:30:00 +0700\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{TEXT}\n",
        ),
        (
            "b.eml",
            f"Subject: =?utf-8?B?{b64encode(TITLE.encode()).decode()}?=\n"
            "Date: Sun, 09 Mar 2025 23:30:00 +0000\nMIME-Version: 1.0\n"
            "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            + b64encode(f"<p>{TEXT}</p><p>{MORE}</p>".encode()).decode()
            + "\n",
        ),
        (
            "a.mhtml",
            "From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n"
            'Content-Type: multipart/related; boundary="b"\n\n--b\n'
            "Content-Type: text/html; charset=utf-8\nContent-Location: https://baosonla.vn/1\n"
            f"Content-Transfer-Encoding: 8bit\n\n{PAGE}\n--b--\n",
        ),
        (
            "b.mht",
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
            "Content-Transfer-Encoding: base64\nContent-Location: https://baosonla.vn/1\n\n"
            + b64encode(PAGE.encode()).decode()
            + "\n",
        ),
    ],
)  # fmt: skip
def test_notes_tables_mail_and_saved_pages(
    tmp_path: Path, name: str, content: str
) -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("yaml")
    (article,) = articles(tmp_path / name, content)
    assert article.title == TITLE and TEXT in article.body
    assert published(article)[:10] == "2025-03-10"
