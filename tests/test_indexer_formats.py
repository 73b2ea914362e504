"""Files people have beside text, pages and tables: office documents, mail, saved pages,
web archives, notes. All are made here; sentences are invented."""

from __future__ import annotations

import gzip
import sys
import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from indexer.sources import ReadOptions, read_path
from indexer.sources.options import (
    DAMAGED_ARCHIVE,
    DAMAGED_DOCUMENT,
    NO_ARCHIVE_READER,
    NO_OFFICE_READER,
    NO_TEXT_COLUMN,
    OLD_OFFICE,
    SCANNED,
    TOO_LONG,
)
from indexer.sources.record import NO_PROSE, REJOINED, Record, Rejected
from indexer.sources.web.mail import MAX_FIELD, MAX_RULES, TOO_MANY_PARTS
from search.errors import SourceError

TITLE = "Làng Bắc Sông vào vụ cấy"
FIRST = "Sáng 6/3/2025, bà con Bắc Sông xuống đồng cấy vụ mới, trời ấm và nước về đủ."
NEXT = (
    "Hợp tác xã đã phát giống lúa cứng cây cho hơn một trăm hộ trong ba ngày đầu tháng."
)
PAGE = (
    f"<html><head><title>{TITLE}</title><meta property='og:type' content='article'>"
    f"</head><body><article><h1>{TITLE}</h1><p>{FIRST}</p><p>{NEXT}</p><p>{FIRST}</p>"
    "</article></body></html>"
)


def read(path: Path, options: ReadOptions | None = None) -> list[Any]:
    return list(read_path(str(path), options))


def only(path: Path) -> Record:
    (record,) = read(path)
    assert isinstance(record, Record), record
    return record


def make_docx(path: Path, title: str) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.add_table(1, 2).rows[0].cells[1].text = "Một trăm hộ"
    document.add_paragraph(NEXT)
    document.core_properties.title = title
    document.core_properties.modified = datetime(2025, 3, 6, 1, 15)
    document.save(str(path))


def make_odt(path: Path, title: str) -> None:
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("text")
    document.body.clear()
    for text in (FIRST, "Một trăm hộ", NEXT):
        document.body.append(odfdo.Paragraph(text))
    document.meta.title = title
    document.meta.date = datetime(2025, 3, 6, 8, 15)
    document.save(str(path))


def make_rtf(path: Path, title: str) -> None:
    pytest.importorskip("striprtf")

    def escape(text: str) -> str:
        return "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text)

    paragraphs = "\\par ".join(map(escape, (FIRST, "Một trăm hộ", NEXT)))
    path.write_text(
        "{\\rtf1\\ansi\\ansicpg1252{\\info{\\title " + escape(title) + "}"
        "{\\creatim\\yr2025\\mo3\\dy6\\hr8\\min15}}" + paragraphs + "}",
        "ascii",
    )


def make_pdf(path: Path, title: str, lines: tuple[str, ...] = ()) -> None:
    """A PDF of one page whose font says by a table which letters it shows."""
    pytest.importorskip("pypdfium2")
    lines = lines or (FIRST, "Một trăm hộ.", NEXT)
    letters = sorted(set("".join(lines)))
    code = {letter: number for number, letter in enumerate(letters, 1)}
    table = "".join(f"<{code[c]:04x}> <{ord(c):04x}>\n" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{table}endbfchar endcmap end end"
    )
    shown = "".join(
        f"<{''.join(f'{code[c]:04x}' for c in line)}> Tj 0 -20 Td " for line in lines
    )
    content = f"BT /F1 12 Tf 40 700 Td {shown} ET"
    name = "feff" + title.encode("utf-16-be").hex()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 800] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H"
        " /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< /Title <{name}> /CreationDate (D:20250306081500+07'00') >>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    data += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 8 0 R >>\n"
        f"startxref\n{start}\n%%EOF"
    ).encode()
    path.write_bytes(data)


MAKERS = {".docx": make_docx, ".odt": make_odt, ".rtf": make_rtf, ".pdf": make_pdf}


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("title", [TITLE, "Microsoft Word - tin1.doc", ""])
def test_office_documents(tmp_path: Path, suffix: str, title: str) -> None:
    path = tmp_path / f"tin{suffix}"
    MAKERS[suffix](path, title)
    record = only(path)
    lines = [line.strip(" |") for line in record.text.split("\n") if line.strip(" |")]
    assert [line.rstrip(".") for line in lines] == [
        *(FIRST.rstrip("."), "Một trăm hộ", NEXT.rstrip(".")),
    ]
    assert record.title == (title if title == TITLE else "")
    assert record.published.startswith("2025-03-06T")
    assert not record.structured


@pytest.mark.parametrize("suffix", MAKERS)
def test_documents_are_told_by_their_beginning(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"tin{suffix}"
    MAKERS[suffix](path, TITLE)
    packed = tmp_path / f"goi{suffix}.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert only(packed).title == TITLE


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".pdf", ".xlsx"])
def test_damaged_documents_are_rejected(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("docx")
    path = tmp_path / f"hong{suffix}"
    magic = b"%PDF-1.4\n" if suffix == ".pdf" else b"PK\x03\x04"
    path.write_bytes(magic + bytes(range(256)) * 20)
    (rejected,) = read(path)
    assert (type(rejected), rejected.reason) == (Rejected, DAMAGED_DOCUMENT)


def test_a_scanned_pdf_says_so(tmp_path: Path) -> None:
    path = tmp_path / "quet.pdf"
    make_pdf(path, TITLE, (" ",))
    assert [item.reason for item in read(path)] == [SCANNED]


def test_a_pdf_whose_words_are_torn_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "tach.pdf"
    make_pdf(path, TITLE, ("Ngh ị quy ế t c ủa H ội đ ồng nhân dân t ỉnh v ề lúa.",))
    record = only(path)
    assert record.text == "Nghị quyết của Hội đồng nhân dân tỉnh về lúa."
    assert record.notes == (REJOINED,)


def test_a_document_that_expands_beyond_the_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "bom.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 5_000_000)
    options = ReadOptions(free_expansion=1_000_000)
    assert [item.reason for item in read(path, options)] == [TOO_LONG]


@pytest.mark.parametrize("suffix", [".doc", ".xls"])
def test_old_office_files_say_what_to_save_them_as(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cu{suffix}"
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 100)
    (rejected,) = read(path)
    assert rejected.reason == OLD_OFFICE
    assert f"{suffix}x" in rejected.detail


def make_xlsx(path: Path, rows: list[list[object]]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(str(path))


def test_sheets_are_tables(tmp_path: Path) -> None:
    path = tmp_path / "tin.xlsx"
    make_xlsx(
        path,
        [
            ["Bảng tin tháng ba"],
            ["Tiêu đề", "Nội dung", "Ngày đăng", "Lượt xem"],
            [TITLE, FIRST, datetime(2025, 3, 6, 8, 15), 12],
            ["", NEXT, 45722, None],
            [None, None, None, None],
        ],
    )
    found = read(path)
    assert [(item.title, item.text) for item in found] == [(TITLE, FIRST), ("", NEXT)]
    assert [item.published for item in found] == ["2025-03-06T08:15", "45722"]
    assert found[0].source == f"{path}#Sheet!3"


def test_a_workbook_without_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    make_xlsx(path, [["a", "b"], [1, 2]])
    assert [item.reason for item in read(path)] == [NO_TEXT_COLUMN]


@pytest.mark.parametrize(
    ("module", "suffix", "reason", "extra"),
    [
        ("docx", ".docx", NO_OFFICE_READER, "timtin[office]"),
        ("pypdfium2", ".pdf", NO_OFFICE_READER, "timtin[office]"),
        ("openpyxl", ".xlsx", NO_OFFICE_READER, "timtin[office]"),
        ("warcio.archiveiterator", ".warc", NO_ARCHIVE_READER, "timtin[web]"),
    ],
)
def test_a_missing_library_is_named_with_its_cure(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    suffix: str,
    reason: str,
    extra: str,
) -> None:
    path = tmp_path / f"tin{suffix}"
    path.write_bytes(b"%PDF-" if suffix == ".pdf" else b"x")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert caught.value.message == reason
    assert f'pip install "{extra}"' in caught.value.cure


def message(kind: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Lê An <an@vi.du>", TITLE
    mail["Date"] = "Thu, 06 Mar 2025 08:15:00 +0700"
    if kind != "html":
        mail.set_content(f"{FIRST}\n\n{NEXT}\n", cte="quoted-printable")
    if kind == "both":
        mail.add_alternative(PAGE, subtype="html")
    if kind == "html":
        mail.set_content(f"<p>{FIRST}</p><p>{NEXT}</p>", subtype="html", cte="base64")
    if kind == "attached":
        mail.add_attachment(
            b"\x00\x01", maintype="image", subtype="png", filename="a.png"
        )
    return mail


@pytest.mark.parametrize("kind", ["plain", "html", "both", "attached"])
@pytest.mark.parametrize("name", ["thu.eml", "thu.txt"])
def test_mail(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(message(kind).as_bytes())
    record = only(path)
    assert record.title == TITLE
    assert [line for line in record.text.split("\n") if line] == [FIRST, NEXT]
    assert record.published == "Thu, 06 Mar 2025 08:15:00 +0700"


@pytest.mark.parametrize("located", ["snapshot", "part"])
def test_saved_pages_of_browsers(tmp_path: Path, located: str) -> None:
    pytest.importorskip("lxml")
    url = "https://bacsong.vn/lang-vao-vu.html"
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    if located == "snapshot":
        mail["Snapshot-Content-Location"] = url
    mail["Subject"] = "=?utf-8?Q?L=C3=A0ng?="
    mail.make_related()
    page = EmailMessage()
    page.set_content(PAGE, subtype="html", cte="quoted-printable")
    page["Content-Location"] = url
    mail.attach(page)
    path = tmp_path / "trang.mhtml"
    path.write_bytes(mail.as_bytes())
    record = only(path)
    assert (record.title, record.url) == (TITLE, url)
    assert record.text.split("\n")[:2] == [FIRST, NEXT]


def make_warc(path: Path, packed: bool) -> None:
    pytest.importorskip("warcio")
    data = b""
    for number, (status, kind, body) in enumerate(
        [
            ("200 OK", "text/html; charset=utf-8", PAGE.encode()),
            ("404 Not Found", "text/html", PAGE.encode()),
            ("200 OK", "image/png", b"\x89PNG"),
            ("200 OK", "text/html", PAGE.replace("Bắc", "Nam").encode()),
        ]
    ):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        record = (
            (
                "WARC/1.0\r\nWARC-Type: response\r\n"
                f"WARC-Target-URI: https://bacsong.vn/{number}\r\n"
                "WARC-Date: 2025-03-06T01:15:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:0000000{number}>\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            ).encode()
            + answer
            + b"\r\n\r\n"
        )
        data += gzip.compress(record) if packed else record
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["kho.warc", "kho.warc.gz", "kho"])
def test_web_archives(tmp_path: Path, name: str) -> None:
    pytest.importorskip("lxml")
    path = tmp_path / name
    make_warc(path, name.endswith(".gz"))
    found = read(path)
    assert [item.url for item in found] == [
        "https://bacsong.vn/0",
        "https://bacsong.vn/3",
    ]
    assert found[0].text.startswith(FIRST)


@pytest.mark.parametrize("length", [-1, 9, 10**15])
def test_a_web_archive_of_nonsense_is_rejected(tmp_path: Path, length: int) -> None:
    path = tmp_path / "kho.warc"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n"
    path.write_bytes(head.encode() * 50)
    [found] = read(path)
    assert isinstance(found, Rejected) and found.reason == DAMAGED_ARCHIVE


def test_a_web_archive_without_pages_is_rejected(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    path = tmp_path / "kho.warc"
    path.write_bytes(b"WARC/1.0\r\nhong")
    assert [item.reason for item in read(path)] == [DAMAGED_ARCHIVE]


@pytest.mark.parametrize(
    "front",
    [
        f"title: {TITLE}\ndate: 2025-03-06\nauthor: Lê An\ntags: [lúa, mùa]",
        f'title: "{TITLE}"\ndate: "2025-03-06"\nauthor:\n  - Lê An\ntags:\n  - lúa',
        f"tiêu đề: {TITLE}\nngày: 2025-03-06\ntác giả: Lê An",
    ],
)
def test_front_matter_gives_the_fields(tmp_path: Path, front: str) -> None:
    pytest.importorskip("yaml")
    path = tmp_path / "tin.md"
    path.write_text(f"---\n{front}\n---\n\n{FIRST}\n\n{NEXT}\n", "utf-8")
    record = only(path)
    assert (record.title, record.byline) == (TITLE, "Lê An")
    assert record.published == "2025-03-06"
    assert record.text.strip().startswith(FIRST)


def test_hostile_front_matter_is_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    laughs = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))
    path = tmp_path / "tin.md"
    for front in (laughs, ": : :\n- [", "[" * 5000, "một dòng"):
        path.write_text(f"---\n{front}\n---\n{FIRST}", "utf-8")
        assert only(path).text.strip() == FIRST


def test_excels_line_of_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "tin.csv"
    for first in ("sep=;", '"sep=;"', "sep=;;;"):
        path.write_text(f"{first}\ntext;title\n{FIRST};{TITLE}\n", "utf-8")
        assert only(path).title == TITLE


@pytest.mark.parametrize(
    "text",
    [
        "int main() { return x[3] + (y << 2); } /* ==== */\n" * 20,
        "QUJD" * 600,
        "1,2;3.4|5 6 7 8 9 10\n" * 50,
    ],
)
def test_what_is_no_prose_is_marked(tmp_path: Path, text: str) -> None:
    path = tmp_path / "la.txt"
    path.write_text(text, "utf-8")
    assert only(path).notes == (NO_PROSE,)
    path.write_text(f"{TITLE}\n\n{FIRST}\n{NEXT}", "utf-8")
    assert only(path).notes == ()


def test_lines_broken_to_fit_a_page_are_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "dan.txt"
    path.write_text(
        "Bà con Bắc Sông xuống đồng\ncấy vụ mới, trời ấm và\nnước về đủ cho cả ba\n"
        "thôn. Hợp tác xã phát gi-\nống lúa cho hơn một trăm hộ\ntrong xã.\nLàng vui.",
        "utf-8",
    )
    assert only(path).text.split("\n") == [
        "Bà con Bắc Sông xuống đồng cấy vụ mới, trời ấm và nước về đủ cho cả ba"
        " thôn. Hợp tác xã phát giống lúa cho hơn một trăm hộ trong xã.",
        "Làng vui.",
    ]


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (
            "Ngh ị quy ế t c ủa H ội đ ồng nhân dân t ỉnh v ề lúa.",
            "Nghị quyết của Hội đồng nhân dân tỉnh về lúa.",
        ),
        (
            "Bà con bi ế t ông không c ó l ỗi, do anh t ự làm.",
            "Bà con biết ông không có lỗi, do anh tự làm.",
        ),
        ("T H Ô N G  B Á O\nVề vụ lúa.", "THÔNG BÁO\nVề vụ lúa."),
        ("K Ế T  L U Ậ N\nVề vụ lúa.", "KẾT LUẬN\nVề vụ lúa."),
    ],
)
def test_torn_words_are_joined_and_noted(tmp_path: Path, torn: str, whole: str) -> None:
    path = tmp_path / "dan.txt"
    path.write_text(torn, "utf-8")
    record = only(path)
    assert (record.text, record.notes) == (whole, (REJOINED,))


@pytest.mark.parametrize(
    "text",
    [
        "Ông A, bà B và anh C ở xã D. " * 5,
        "Ở ý y à ừ, o e u i a.",
        "Nhóm a b c d e g h.",
    ],
)
def test_letters_that_stand_alone_rightly_stay(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tin.txt"
    path.write_text(text, "utf-8")
    assert only(path).text == text


@pytest.mark.parametrize(
    ("channel", "publisher", "category"),
    [
        ("Thời sự - VnExpress RSS", "VnExpress", "Thời sự"),
        ("Tuổi Trẻ Online - Thời sự - RSS Feed", "Tuổi Trẻ", "Thời sự"),
        ("Thời sự | Báo Thanh Niên", "Thanh Niên", "Thời sự"),
        ("VnExpress", "VnExpress", ""),
        ("Chuyện làng - Bản tin xã", "Chuyện làng - Bản tin xã", ""),
    ],
)
def test_a_channel_is_its_newspaper_and_section(
    tmp_path: Path, channel: str, publisher: str, category: str
) -> None:
    pytest.importorskip("feedparser")
    path = tmp_path / "tin.rss"
    path.write_text(
        f"<rss version='2.0'><channel><title>{channel}</title>"
        f"<item><title>{TITLE}</title><description>{FIRST}</description></item>"
        f"<item><title>{TITLE} hai</title></item></channel></rss>",
        "utf-8",
    )
    found = read(path)
    assert [item.text for item in found] == [FIRST, f"{TITLE} hai"]
    assert {item.category for item in found} == {category}
    assert {item.publisher.removeprefix("Báo ") for item in found} == {publisher}


def test_a_long_field_of_a_mail_is_read_in_part(tmp_path: Path) -> None:
    file = tmp_path / "dai.eml"
    words = "=?utf-8?q?a?= " * 60_000
    file.write_text(f"From: a\nSubject: {words}\nMIME-Version: 1.0\n\nTin.")
    [record] = read_path(str(file))
    assert isinstance(record, Record) and record.text == "Tin."
    assert len(record.title) <= MAX_FIELD


def test_a_mail_of_very_many_parts_is_not_parsed(tmp_path: Path) -> None:
    file = tmp_path / "nhieu.eml"
    head = "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    file.write_text(head + "--b\n\nTin.\n" * (MAX_RULES + 1))
    [found] = read_path(str(file))
    assert isinstance(found, Rejected) and found.reason == TOO_MANY_PARTS
