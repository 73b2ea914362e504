"""Every format and packing that news comes in, whole and broken."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sources import ReadOptions, find_files, read_path, read_stream
from indexer.sources.options import (
    BAD_JSON,
    BAD_ROW,
    BINARY,
    DAMAGED_ARCHIVE,
    EMPTY,
    LEADS_OUT,
    NO_TEXT_COLUMN,
    NOT_AN_ARTICLE_PAGE,
    NOT_AN_OBJECT,
    TOO_LARGE_EXPANDED,
    TOO_LONG,
    UNKNOWN_FORMAT,
)
from indexer.sources.record import Record, Rejected
from indexer.sources.values import local_time, plain_name
from indexer.sources.web.markup import flatten, has_too_many_attributes, is_markup
from search.article import Article, Place, Stamp
from search.errors import SourceError, UsageError

SHARED = Path(__file__).parent.parent.parent / "shared"
Read = Record | Article | Rejected


def read(path: Path, options: ReadOptions | None = None) -> list[Read]:
    return list(read_path(str(path), options))


def records(path: Path, options: ReadOptions | None = None) -> list[Record]:
    found = read(path, options)
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def rejections(path: Path, options: ReadOptions | None = None) -> list[tuple[str, str]]:
    return [
        (item.source.removeprefix(str(path.parent) + "/"), item.reason)
        for item in read(path, options)
        if isinstance(item, Rejected)
    ]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# Plain text


def test_a_text_file_is_one_record(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.txt", "\ufeffDòng đầu\r\nDòng sau\r\n")
    assert records(path) == [
        Record(text="Dòng đầu\nDòng sau\n", source=str(path), encoding="utf-8")
    ]


def test_a_markdown_heading_is_the_title(tmp_path: Path) -> None:
    (record,) = records(write(tmp_path / "tin.md", "# Khởi công cầu\n\nThân bài.\n"))
    assert (record.title, record.text.strip()) == ("Khởi công cầu", "Thân bài.")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("trong.txt", b"  \n\0", EMPTY),
        ("rac.txt", bytes(range(256)) * 10, BINARY),
        ("dai.txt", b"a" * 2000, TOO_LONG),
        ("anh.jpg", b"\xff\xd8\xff", UNKNOWN_FORMAT),
        ("khong-duoi", bytes(range(32)) * 9, BINARY),
    ],
)
def test_bad_files_are_rejected_with_their_path(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = write(tmp_path / name, content)
    assert rejections(path, ReadOptions(max_article=1000)) == [(name, reason)]


# Folders


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".an.txt", ".git/x.txt", "c.txt"):
        write(tmp_path / "kho" / name, f"bài {name}")
    texts = [record.text for record in records(tmp_path / "kho")]
    assert texts == ["bài a/1.txt", "bài a/2.txt", "bài b.txt", "bài c.txt"]


def test_links_that_loop_are_entered_once(tmp_path: Path) -> None:
    write(tmp_path / "kho" / "a.txt", "một bài")
    (tmp_path / "kho" / "vong").symlink_to(tmp_path / "kho", target_is_directory=True)
    (tmp_path / "kho" / "mat").symlink_to(tmp_path / "khong-co")
    found = read(tmp_path / "kho")
    assert [type(item) for item in found] == [Record, Rejected]


def test_a_link_that_leads_out_of_its_folder_is_reported_not_read(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kho"
    write(kept / "a" / "1.txt", "một bài")
    write(tmp_path / "kho-khac" / "2.txt", "bài của người khác")
    (kept / "trong.txt").symlink_to("a/1.txt")
    (kept / "ngoai.txt").symlink_to("../kho-khac/2.txt")
    (kept / "ca-kho").symlink_to(tmp_path / "kho-khac", target_is_directory=True)
    found = read(kept)
    assert [item.text for item in found if isinstance(item, Record)] == ["một bài"] * 2
    reasons = {item.reason for item in found if isinstance(item, Rejected)}
    assert reasons == {LEADS_OUT}
    (tmp_path / "duong-tat").symlink_to(kept, target_is_directory=True)
    assert len([x for x in read(tmp_path / "duong-tat") if isinstance(x, Record)]) == 2
    assert len(records(kept / "ngoai.txt")) == 1


def test_files_about_a_folder_are_read_only_when_named(tmp_path: Path) -> None:
    for name in ("README.md", "LICENSE", "readme.txt", "readmission.txt"):
        (tmp_path / name).write_text("Tin về Huế.", encoding="utf-8")
    found = [Path(record.source).name for record in records(tmp_path)]
    assert found == ["readmission.txt"]
    assert len(records(tmp_path / "README.md")) == 1


def test_folders_deeper_than_recursion_are_walked(tmp_path: Path) -> None:
    here = os.getcwd()
    deep = tmp_path
    try:
        for _ in range(sys.getrecursionlimit() // 4):
            deep = deep / "x"
            if len(str(deep)) > 3000:
                break
            deep.mkdir()
        write(deep / "a.txt", "bài ở đáy")
    except OSError:
        pass
    finally:
        os.chdir(here)
    assert [record.text for record in records(tmp_path)] == ["bài ở đáy"]


def test_nothing_at_the_path_is_an_error_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path / "nham")
    assert "nham" in error.value.message and error.value.cure


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "kho" / "kin" / "a.txt", "x")
    (tmp_path / "kho" / "kin").chmod(0)
    try:
        assert [type(item) for item in read(tmp_path / "kho")] == [Rejected]
    finally:
        (tmp_path / "kho" / "kin").chmod(0o755)


def test_standard_input_is_sniffed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO('{"text": "bài một"}\n{"text": "bài hai"}\n'.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    found = list(read_path("-"))
    assert [item.source for item in found if isinstance(item, Record)] == ["-#1", "-#2"]


def test_an_index_is_no_source(tmp_path: Path) -> None:
    write(tmp_path / "tin" / "a.txt", "một bài")
    write(tmp_path / "tin" / "index" / "manifest.json", '{"text": "không phải tin"}')
    write(tmp_path / "tin" / "index" / "writer.lock", "{}")
    assert [record.text for record in records(tmp_path / "tin")] == ["một bài"]


@pytest.mark.parametrize(
    "options",
    [
        ReadOptions(format="pdf"),
        ReadOptions(encoding="utf-88"),
        ReadOptions(encoding="base64"),
        ReadOptions(columns={"tacgia": "c"}),
    ],
)
def test_options_that_cannot_be_used_say_what_can(
    tmp_path: Path, options: ReadOptions
) -> None:
    with pytest.raises(UsageError) as error:
        read(write(tmp_path / "a.txt", "một bài"), options)
    assert "--" in error.value.cure


@pytest.mark.parametrize("name", ["tcvn3", "VNI", "cp1258", "utf-8", "latin-1"])
def test_a_named_encoding_is_used(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.txt", b"C\xe9ng")
    (record,) = records(path, ReadOptions(encoding=name))
    expected = {"tcvn3": "Cộng", "utf-8": "C\ufffdng"}.get(name, "Céng")
    assert record.text == expected


# JSON


OBJECT = {
    "id": 12,
    "Tiêu đề": " Khai mạc  hội nghị ",
    "date": "2025-12-09",
    "source": "Báo Mẫu",
    "tác giả": ["Lê A", "Trần B"],
    "category": {"name": "Chính trị"},
    "url": "https://bao.example/bai-12",
    "lead": "Tóm lại.",
    "nội dung": "Thân bài.",
    "views": 3,
    "none": None,
}


def test_keys_are_known_in_both_languages_and_others_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", json.dumps(OBJECT) + "\n")
    assert records(path) == [
        Record(
            text="Thân bài.",
            source=f"{path}#1",
            structured=True,
            id="12",
            title="Khai mạc hội nghị",
            lead="Tóm lại.",
            published="2025-12-09",
            publisher="Báo Mẫu",
            byline="Lê A, Trần B",
            category="Chính trị",
            url="https://bao.example/bai-12",
            extra={"views": 3},
        )
    ]


LAYOUTS: dict[str, Callable[[list[dict[str, str]]], str]] = {
    "một dòng một bài.jsonl": lambda items: "\n".join(map(json.dumps, items)),
    "một dòng một bài.json": lambda items: "\n".join(map(json.dumps, items)),
    "mảng.json": lambda items: json.dumps(items, indent=1),
    "mảng một dòng.json": json.dumps,
    "nối nhau.json": lambda items: "\n".join(json.dumps(i, indent=2) for i in items),
    "trong phong bì.json": lambda items: json.dumps({"total": 2, "articles": items}),
    "mảng trong.jsonl": json.dumps,
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_in_every_layout(tmp_path: Path, name: str, encoding: str) -> None:
    items = [{"text": "bài một"}, {"text": "bài hai", "title": "Tít"}]
    content = LAYOUTS[name](items)
    content = content.replace("\\u00e0", "à").replace("\\u1ed9", "ộ")
    path = write(tmp_path / name, content.encode(encoding))
    assert [record.text for record in records(path)] == ["bài một", "bài hai"]


def test_a_bad_line_is_rejected_with_its_number_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    lines = [
        '{"text": "bài một"}',
        '{"text": "hỏng',
        "",
        "[1, 2]",
        '{"title": "chỉ có tít"}',
        '{"text": "' + "dài" * 1000 + '"}',
        "[" * 100_000,
        '{"text": 1' + "0" * 5000 + "}",
        '{"text": "bài cuối \\ud800"}',
    ]
    path = write(tmp_path / "tin.jsonl", "\n".join(lines))
    found = read(path, ReadOptions(max_article=2000))
    texts = [item.text for item in found if isinstance(item, Record)]
    assert texts == ["bài một", "bài cuối \ufffd"]
    assert rejections(path, ReadOptions(max_article=2000)) == [
        ("tin.jsonl#2", BAD_JSON),
        ("tin.jsonl#4", NOT_AN_OBJECT),
        ("tin.jsonl#5", EMPTY),
        ("tin.jsonl#6", TOO_LONG),
        ("tin.jsonl#7", BAD_JSON),
        ("tin.jsonl#8", BAD_JSON),
    ]


def test_a_line_beyond_the_limit_is_passed_over(tmp_path: Path) -> None:
    path = write(
        tmp_path / "tin.jsonl", '{"text": "' + "x" * 9000 + '"}\n{"text": "b"}'
    )
    assert rejections(path, ReadOptions(max_value=1000)) == [("tin.jsonl#1", TOO_LONG)]
    assert len(read(path, ReadOptions(max_value=1000))) == 2


def test_an_array_cut_short_gives_what_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.json", '[{"text": "bài một"}, {"text": "bà')
    found = read(path)
    assert [type(item) for item in found] == [Record, Rejected]


def test_a_line_in_another_encoding_is_read_in_its_own(tmp_path: Path) -> None:
    good = '{"text": "Đảng ủy xã họp"}\n'.encode()
    # "Đảng ủy" in windows-1258: the hook above stands after its vowel.
    other = b'{"text": "\xd0a\xd2ng u\xd2y"}\n'
    path = write(tmp_path / "tin.jsonl", good + other + good)
    assert [record.text for record in records(path)][1] == "Đảng ủy"


ARTICLE = Article(
    id="a1",
    body="Thân bài",
    title="Tít",
    published=Stamp("2025-12-09", "stated", "clock"),
    places=(Place("hue", "Huế", "venue"),),
    group="a1",
    source="cu.txt",
    encoding="vni",
    extra={"khóa": [1, None]},
)


def test_an_exported_article_comes_back_equal(tmp_path: Path) -> None:
    path = write(tmp_path / "xuat.jsonl", ARTICLE.to_json() + "\n")
    assert read(path) == [ARTICLE]


@pytest.mark.parametrize(
    "values",
    [
        {"id": "1", "body": "b", "title": "t"},
        {"id": "1", "body": "b", "encoding": "x", "published": "2025-01-01"},
        {"id": "1", "body": "b", "encoding": "x", "views": 3},
    ],
)
def test_what_only_looks_like_an_article_is_read_as_a_record(
    tmp_path: Path, values: dict[str, str]
) -> None:
    assert len(records(write(tmp_path / "x.jsonl", json.dumps(values)))) == 1


@pytest.mark.parametrize(
    ("given", "local"),
    [
        ("2026-03-07T08:01:53+07:00", "2026-03-07T08:01"),
        ("2026-03-06T22:30:00Z", "2026-03-07T05:30"),
        (1765270200, "2025-12-09T15:50"),
        (1765270200000, "2025-12-09T15:50"),
        ("2025-12", "2025-12"),
        ("Thứ Ba, 09/12/2025 15:50", "Thứ Ba, 09/12/2025 15:50"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
        (None, ""),
        (True, ""),
    ],
)
def test_instants_become_local_time_and_other_dates_stay(
    given: object, local: str
) -> None:
    assert local_time(given) == local


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Ngày đăng", "ngaydang"),
        ("published_at", "publishedat"),
        ("NỘI DUNG", "noidung"),
    ],
)
def test_plain_names(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_markup_in_a_value_becomes_lines(tmp_path: Path) -> None:
    markup = (
        "<p>Đoạn <b>một</b> &amp; hết.</p><figure><figcaption>Ảnh</figcaption></figure>"
        "<p>Đoạn hai<br/>dòng ba</p><script>x<1</script><!-- bỏ <p>"
    )
    (record,) = records(write(tmp_path / "a.jsonl", json.dumps({"content": markup})))
    assert record.text == "Đoạn một & hết.\nĐoạn hai\ndòng ba"


def test_a_less_than_sign_is_no_markup() -> None:
    assert not is_markup("3 < 5 và 7 > 6")
    assert flatten("3 < 5 và 7 > 6") == "3 < 5 và 7 > 6"


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_known_by_name(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Tiêu đề", "Ngày đăng", "Nội dung", "Lượt xem"],
        ["Tít", "9/12", '"Hai\ndòng"', "3"],
    ]
    content = "\n".join(delimiter.join(row) for row in rows)
    (record,) = records(write(tmp_path / "bang.csv", content))
    assert (record.title, record.published, record.text) == ("Tít", "9/12", "Hai\ndòng")
    assert record.extra == {"Lượt xem": "3"}


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "bang.tsv", "c1\tc2\nthân bài\ttít\n")
    options = ReadOptions(columns={"text": "c1", "title": "c2"})
    assert [(r.text, r.title) for r in records(path, options)] == [("thân bài", "tít")]


def test_a_table_without_text_says_what_it_has(tmp_path: Path) -> None:
    path = write(tmp_path / "bang.csv", "c1,c2\na,b\n")
    (rejected,) = read(path)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == NO_TEXT_COLUMN
    assert "c1, c2" in rejected.detail and "--column" in rejected.detail


def test_bad_rows_do_not_stop_a_table(tmp_path: Path) -> None:
    content = (
        "text,title\nbài một,t\n,\nchỉ\0một\n" + '"' + "x" * 3000 + '"\nbài hai,t\n'
    )
    path = write(tmp_path / "bang.csv", content)
    found = read(path, ReadOptions(max_value=1000))
    assert [item.text for item in found if isinstance(item, Record)] == [
        "bài một",
        "chỉmột",
        "bài hai",
    ]
    assert {item.reason for item in found if isinstance(item, Rejected)} <= {
        TOO_LONG,
        BAD_ROW,
    }


# Archives


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_packed_lines_are_read(tmp_path: Path, suffix: str) -> None:
    lines = b"".join(b'{"text": "b%d"}\n' % n for n in range(5000))
    path = write(tmp_path / f"tin.jsonl{suffix}", PACKERS[suffix](lines))
    texts = [record.text for record in records(path)]
    assert texts == [f"b{n}" for n in range(5000)]


def test_several_xz_streams_in_one_file_are_read(tmp_path: Path) -> None:
    data = lzma.compress(b'{"text": "a"}\n') + lzma.compress(b'{"text": "b"}\n')
    path = write(tmp_path / "tin.jsonl.xz", data)
    assert [record.text for record in records(path)] == ["a", "b"]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_file_cut_short_gives_what_it_has(tmp_path: Path, suffix: str) -> None:
    lines = b"".join(
        b'{"text": "%s"}\n' % os.urandom(40).hex().encode() for _ in range(20_000)
    )
    packed = PACKERS[suffix](lines)
    path = write(tmp_path / f"tin.jsonl{suffix}", packed[: len(packed) // 2])
    found = read(path)
    assert isinstance(found[-1], Rejected) and found[-1].reason == DAMAGED_ARCHIVE
    assert isinstance(found[0], Record)


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_rejected(tmp_path: Path, suffix: str) -> None:
    bomb = PACKERS[suffix](b'{"text": "a"}\n' + b" \n" * 2_000_000)
    path = write(tmp_path / f"bom.jsonl{suffix}", bomb)
    found = read(path, ReadOptions(free_expansion=1 << 20, max_ratio=100))
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == TOO_LARGE_EXPANDED


def test_a_zip_is_read_member_by_member(tmp_path: Path) -> None:
    path = tmp_path / "kho.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.txt", "bài b")
        archive.writestr("a/tin.jsonl", '{"text": "một"}\n{"text": "hai"}\n')
        archive.writestr("c.txt.gz", gzip.compress("bài c".encode()))
        archive.writestr("__MACOSX/._b.txt", "rác")
        archive.writestr(".an.txt", "rác")
        archive.writestr("../ngoai.txt", "bài ngoài")
    found = records(path)
    assert [record.text for record in found] == [
        "bài ngoài",
        "một",
        "hai",
        "bài b",
        "bài c",
    ]
    assert found[1].source == f"{path}/a/tin.jsonl#1"


def test_a_zip_bomb_and_a_damaged_zip_are_rejected(tmp_path: Path) -> None:
    bomb = tmp_path / "bom.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b" " * 30_000_000)
        archive.writestr("b.txt", "bài lành")
    options = ReadOptions(free_expansion=1 << 20, max_ratio=20)
    assert rejections(bomb, options) == [("bom.zip/a.txt", TOO_LARGE_EXPANDED)]
    damaged = write(tmp_path / "hong.zip", bomb.read_bytes()[:-60])
    assert rejections(damaged) == [("hong.zip", DAMAGED_ARCHIVE)]


def test_a_lying_zip_entry_cannot_expand_beyond_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "doi.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 50_000)
    data = path.read_bytes().replace((50_000).to_bytes(4, "little"), b"\x0a\0\0\0")
    found = read(write(path, data))
    assert [type(item) for item in found] == [Rejected]


def test_a_packed_stream_is_told_by_its_first_bytes() -> None:
    stream = io.BytesIO(gzip.compress('{"text": "bài"}'.encode()))
    (record,) = read_stream("-", ReadOptions(), stream)
    assert isinstance(record, Record) and record.text == "bài"


# Pages


PAGE = """<!DOCTYPE html><html><head><title>Xã Bình An mở chợ phiên | Báo Thử</title>
<meta property="og:site_name" content="Báo Thử">
<meta property="og:type" content="article">
<meta property="og:description" content="Chợ phiên đầu tiên của xã mở cửa sau hai năm
xây dựng.">
<link rel="canonical" href="https://baothu.example/cho-phien-1.html">
<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type":
["NewsArticle"],
"headline": "X&#227; B&#236;nh An mở chợ phiên", "author": {"@type": "Person", "name":
"Vũ Lan Chi"},
"articleSection": "Kinh tế"}]}</script></head><body>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/kt">Kinh
tế</a></li></ul></nav>
<div class="main"><div class="content"><h1>Xã Bình An mở chợ phiên</h1>
<div class="time-now">Thứ Ba, 09/12/2025 15:50 (GMT+7)</div>
<h2 class="sapo">Chợ phiên đầu tiên của xã mở cửa sau hai năm xây dựng.</h2>
<div class="detail-content"><p>Sáng sớm, hơn hai trăm hộ đã dọn hàng ra bán, phần lớn
là rau và cá
nuôi trong vùng, giá thấp hơn ở thị trấn một chút.</p>
<figure><img src="a.jpg"><figcaption>Gian hàng của hợp tác xã. Ảnh:
L.C</figcaption></figure>
<p>Ban quản lý cho biết mỗi tháng chợ họp sáu phiên, vào các ngày có số cuối là một và
sáu âm lịch.</p>
<p>Bà con mong có thêm bãi gửi xe và mái che trước mùa mưa năm tới.</p>
<div class="related-news"><p><a href="/x">Huyện bên cũng mở chợ đêm cho khách du
lịch</a></p></div>
<p style="text-align:right"><strong>Vũ Lan Chi</strong></p></div></div>
<div class="box-tinmoi"><p>Tin khác không thuộc bài này nhưng cũng khá dài để đánh lừa
máy đọc.</p></div></div>
<footer><p>Giấy phép số 1 cấp ngày 01/01/2020</p></footer></body></html>"""


def test_a_page_gives_its_facts_and_its_text_alone(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    (record,) = records(write(tmp_path / "trang.html", PAGE))
    assert record.title == "Xã Bình An mở chợ phiên"
    assert record.lead == "Chợ phiên đầu tiên của xã mở cửa sau hai năm xây dựng."
    assert record.published == "2025-12-09T15:50"
    assert record.publisher == "Báo Thử"
    assert record.byline == "Vũ Lan Chi"
    assert record.category == "Kinh tế"
    assert record.url == "https://baothu.example/cho-phien-1.html"
    assert record.captions == ("Gian hàng của hợp tác xã. Ảnh: L.C",)
    lines = record.text.split("\n")
    assert [line[:10] for line in lines] == ["Sáng sớm, ", "Ban quản l", "Bà con mon"]


TABLE_PAGE = """<html><head><meta charset="utf-8"><title>Mở lớp dạy nghề - Tin
Thử</title>
<meta name="description" content="Lớp đầu tiên có ba mươi học viên theo học trong hai
tháng.">
<meta property="article:published_time" content="2025-12-09T01:05:00Z"></head><body>
<header class="site-header"><div class="leaderboard">Quảng cáo dài dài để thử máy đọc
trang</div>
<p class="description">Một mẩu tin khác nằm ở đầu trang, không thuộc bài này đâu
nhé.</p></header>
<div class="article"><h1 class="article__title cms-title"> Mở lớp dạy nghề </h1>
<div class="article__meta"><time class="time"
datetime="2025-12-09T08:05:00+0700">09/12/2025 08:05</time></div>
<div class="article__sapo cms-desc">Tin Thử - Lớp đầu tiên có ba mươi học viên theo
học trong hai tháng.</div>
<div class="article__body cms-body"><p>Trung tâm học tập cộng đồng xã khai giảng lớp
may công nghiệp
cho lao động nữ, học phí do quỹ khuyến học chi trả toàn bộ.</p>
<table class="picture"><tr><td class="pic"><img src="x"></td></tr><tr><td
class="caption">Giờ thực hành
của lớp may. Ảnh: MINH AN</td></tr></table>
<table><tr><td>Khóa học</td><td>Học
viên</td></tr><tr><td>May</td><td>30</td></tr></table>
<div>Sau khóa học, ba công ty trong cụm công nghiệp cam kết nhận người làm
ngay.<br><br>Đợt hai sẽ
mở vào mùa hè, thêm nghề sửa xe và nấu ăn.</div>
<div class="story-box"><a href="/1">Bài đã đăng tuần trước về lớp học nghề</a> <a
href="/2">Một bài nữa</a></div>
</div><div class="article__author"><span class="name">Đỗ Minh An</span></div></div>
<section class="comments"><p>Bình luận của bạn đọc cũng có thể dài như một đoạn văn
thật sự.</p></section>

</body></html>"""


def test_a_page_of_another_make(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    (record,) = records(write(tmp_path / "trang.htm", TABLE_PAGE))
    assert record.title == "Mở lớp dạy nghề"
    assert record.lead.endswith(
        "Lớp đầu tiên có ba mươi học viên theo học trong hai tháng."
    )
    assert record.published == "2025-12-09T08:05"
    assert record.byline == "Đỗ Minh An"
    assert record.captions == ("Giờ thực hành của lớp may. Ảnh: MINH AN",)
    lines = record.text.split("\n")
    assert lines[0].startswith("Trung tâm") and lines[-1].startswith("Đợt hai")
    assert "May" in lines and "30" in lines
    for furniture in ("Bình luận", "Quảng cáo", "Bài đã đăng", "mẩu tin", "Đỗ Minh An"):
        assert furniture not in record.text


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("Thứ Ba, 09/12/2025 15:50", "2025-12-09T15:50"),
        ("Thứ bảy, 07/03/2026 - 08:07", "2026-03-07T08:07"),
        ("07/03/2026 08:01 GMT+7", "2026-03-07T08:01"),
        ("15:50 | 09/12/2025", "2025-12-09T15:50"),
        ("08h05, ngày 9-12-2025", "2025-12-09T08:05"),
        ("Chủ nhật, ngày 7 tháng 12 năm 2025", "2025-12-07"),
        ("Cập nhật lúc 15:50, 9.12.2025", "2025-12-09T15:50"),
        ("02/13/2025", ""),
        ("Quyết định 09/12", ""),
    ],
)
def test_dates_as_pages_show_them_are_read_day_first(
    shown: str, published: str
) -> None:
    pytest.importorskip("lxml")
    from indexer.sources.web.page_facts import shown_date

    assert shown_date(shown) == published


def test_the_clock_on_the_page_corrects_a_wrong_zone(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    wrong = PAGE.replace(
        '"articleSection"', '"datePublished": "2025-12-09T15:50:00Z", "articleSection"'
    )
    (record,) = records(write(tmp_path / "trang.html", wrong))
    assert record.published == "2025-12-09T15:50"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<html></html>",
        "<html><body><p>Ngắn.</p></body></html>",
        "<html><body>"
        + "<a href='x'>Một đề mục tin khá dài để bấm</a> " * 50
        + "</body></html>",
        "<div>" * 20_000,
        "<p " * 50_000,
        "<!DOCTYPE html>" + "<![CDATA[" * 1000,
    ],
)
def test_pages_without_an_article_are_rejected(tmp_path: Path, markup: str) -> None:
    pytest.importorskip("lxml")
    (found,) = read(write(tmp_path / "trang.html", markup))
    assert isinstance(found, Rejected)
    assert found.reason == NOT_AN_ARTICLE_PAGE


def test_without_the_extra_a_named_page_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lxml.html", None)
    write(tmp_path / "kho" / "trang.html", PAGE)
    write(tmp_path / "kho" / "tin.txt", "một bài")
    with pytest.raises(SourceError, match=r"timtin\[web\]"):
        read(tmp_path / "kho" / "trang.html")
    found = read(tmp_path / "kho")
    assert [type(item) for item in found] == [Record, Rejected]
    assert isinstance(found[1], Rejected) and "timtin[web]" in found[1].detail


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Báo Thử</title>
<item><title>Một tin</title><link>https://baothu.example/1</link>
<pubDate>Tue, 09 Dec 2025 08:50:00 GMT</pubDate>
<description><![CDATA[<p>Tóm tắt <b>một</b></p>]]></description></item>
<item><title>Rỗng</title></item></channel></rss>"""


def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    path = write(tmp_path / "tin.xml", FEED)
    found = read(path)
    assert isinstance(found[0], Record)
    assert (found[0].title, found[0].text, found[0].published, found[0].publisher) == (
        "Một tin",
        "Tóm tắt một",
        "2025-12-09T15:50",
        "Báo Thử",
    )
    assert isinstance(found[1], Rejected) and found[1].reason == EMPTY


# What lies beside the project


HTML = SHARED / "html"
PAGES = {
    "baochinhphu_article": ("Chính sách mới có hiệu lực", "2026-03-01T09:51", "", 70),
    "baodautu_article": (
        "Xử phạt Giám đốc tài chính",
        "2026-03-07T08:47",
        "Nguyên Minh",
        12,
    ),
    "dantri_article": ("Giá vàng giảm", "2026-03-07T08:07", "Tri Túc", 12),
    "tuoitre_article": (
        "Chiến sự đẩy giá",
        "2026-03-07T08:01",
        "NHẬT XUÂN, NGHI VŨ",
        26,
    ),
    "vnexpress_2025_10_22_fundus": ("Đau bụng", "2025-10-22T19:25", "Lê Phương", 5),
}


@pytest.mark.skipif(not HTML.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("name", PAGES)
def test_saved_pages(name: str) -> None:
    pytest.importorskip("lxml")
    title, published, byline, paragraphs = PAGES[name]
    (record,) = records(HTML / f"{name}.html")
    assert record.title.startswith(title)
    assert (record.published, record.byline) == (published, byline)
    lines = record.text.split("\n")
    assert paragraphs <= len(lines) <= paragraphs + 2
    for furniture in (
        "Tham khảo thêm",
        "Chia sẻ",
        "Giấy phép số",
        "{",
        "Bình luận",
        "Ảnh:",
    ):
        assert furniture not in record.text


@pytest.mark.skipif(not HTML.is_dir(), reason="needs ../shared")
def test_a_list_of_articles_is_no_article() -> None:
    pytest.importorskip("lxml")
    assert rejections(HTML / "tuoitre_list.html") == [
        ("tuoitre_list.html", NOT_AN_ARTICLE_PAGE)
    ]


@pytest.mark.skipif(not HTML.is_dir(), reason="needs ../shared")
def test_a_page_reads_as_other_people_read_it() -> None:
    pytest.importorskip("lxml")
    expected = json.loads(
        (HTML / "vnexpress_2025_10_22_fundus.expected.json").read_text()
    )
    version = expected["V1"]
    (record,) = records(HTML / "vnexpress_2025_10_22_fundus.html")
    assert record.title == version["title"]
    assert record.lead == version["body"]["summary"][0]
    caption = record.captions[0]
    paragraphs = [p for s in version["body"]["sections"] for p in s["paragraphs"]]
    assert record.text.split("\n") == [p for p in paragraphs if p != caption]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_a_corpus_is_read_without_a_loss() -> None:
    path = str(SHARED / "corpus" / "news-2013.jsonl.xz")
    found = list(read_path(path))
    assert sum(isinstance(item, Record) for item in found) == 628


def test_files_carry_what_tells_that_they_changed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "bài")
    (file,) = find_files(str(path))
    assert not isinstance(file, Rejected)
    assert (file.size, file.modified) == (4, path.stat().st_mtime_ns)
    assert file.named


@pytest.mark.parametrize("layers", [2, 3])
def test_layers_of_packing_count_together(tmp_path: Path, layers: int) -> None:
    data = b'{"text": "a"}\n' + b" \n" * 2_000_000
    for _ in range(layers):
        data = gzip.compress(data)
    options = ReadOptions(free_expansion=1_000_000)
    path = write(tmp_path / "bom.jsonl.gz", data)
    assert (path.name, TOO_LARGE_EXPANDED) in rejections(path, options)
    stream = io.BytesIO(data)
    read = list(read_stream("-", options, stream))
    assert [item.reason for item in read if isinstance(item, Rejected)] == [
        TOO_LARGE_EXPANDED
    ]


def test_packed_members_of_a_zip_count_together(tmp_path: Path) -> None:
    path = tmp_path / "kho.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6):
            packed = gzip.compress(b'{"text": "a"}\n' + b" \n" * 200_000)
            archive.writestr(f"{number}.jsonl.gz", packed)
    options = ReadOptions(free_expansion=1_000_000)
    rejected = rejections(path, options)
    assert rejected[0] == ("kho.zip/2.jsonl.gz", TOO_LARGE_EXPANDED)
    assert len(rejected) == 4
    assert not rejections(path, ReadOptions(free_expansion=4_000_000))


@pytest.mark.parametrize(
    "tag",
    [
        "<div " + " ".join(f"x{n}=1" for n in range(60_000)) + ">",
        "<p " + "a" * 3 + " ".join(f'x{n}="<"' for n in range(40_000)) + ">",
        "<a b'c " + " ".join(f"x{n}" for n in range(60_000)) + ">",
    ],
)
def test_a_tag_of_very_many_attributes_is_not_parsed(tmp_path: Path, tag: str) -> None:
    pytest.importorskip("lxml")
    path = write(tmp_path / "trang.html", f"<html><body>{tag}{'<p>Bài</p>' * 50}")
    assert rejections(path) == [("trang.html", NOT_AN_ARTICLE_PAGE)]


def test_code_and_long_values_are_no_attributes() -> None:
    code = "if(a<b" + " && x" * 1000 + "){}"
    markup = (
        f'<script async>{code}</script><img src="{"A a " * 2000}"><style>a<b {code}'
    )
    assert not has_too_many_attributes(markup)
