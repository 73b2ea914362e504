"""Files that attack their reader: each kind with its sizes and its random changes.

As a program it reads one path a line, indexes that file in a process of its own that may
take so much processor time and memory and no more, and prints what it took.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

Maker = Callable[[random.Random], tuple[str, bytes]]
"""Makes a file: its suffix and its bytes."""

MOST_SECONDS = 100
"""Of processor time, for one file; a sound file of the size takes a few."""

MOST_MEMORY = 2 << 30
SIZES = (100_000, 400_000, 1_000_000)

UNITS = (
    "a|a |aa. |A |A. |PV\n|\n|\t|  |\r|.|,|;|:|-|–|(|)|[|]|{|}|<|>|&|&amp;|\"|“|”|'|/|\\|*|#|=|_|%|0|1|12|1/1|"
    "1/1/|12/2025|12/12/2025|ngày 12|ngày 12/|tháng |năm 2025 |2025|20:30|20h30 |quý 4|thứ Hai |sáng |hôm qua |"
    "Nguyễn Văn An, |Nguyễn Văn |Nguyễn |ông |Ông An |bà |Chủ tịch |Phó Chủ tịch UBND tỉnh |Bí thư |Bộ trưởng |"
    "đồng chí |TP. |TP.HCM |tỉnh |tỉnh Gia Lai |huyện |xã |phường |Huế |Hà Nội, |(Hà Nội) |Hà Nội - |UBND |HĐND |"
    "18-NQ/TW|18-NQ/TW |số 18|số 18/2025/NĐ-CP |Nghị quyết |Nghị quyết số |Luật |Điều 1 |khoản 2 |NQ/|/TW|-CP|"
    "Tin liên quan\n|Xem thêm: |Đọc thêm\n|Ảnh: |(Ảnh: PV)|Theo |Nguồn: |Chia sẻ\n|Bình luận\n|Từ khóa: |>> |"
    "1. |1) |- |* |• |# || | |||a@b.c |http://a.b |http://|www.a.vn |\ue000|\ue001|\u200b|\u0301|ạ|a\u0323|ệ|"
    "ﬁ|😀|\u202e|\xa0|ｎ|0\ufe0f\u20e3|\x00|\x0c|aA|AB|Ab |A B |I |V |X. |IV - |“a” |\"a\" |'a |(a) |[a] |"
    "<p>|<p>a|<b>a</b>|</p>|<div>|<!--|-->|<![CDATA[|]]>|<?x |<a href=x>|&#1;|&lt;|{\\rtf|From: a\n|>|a=b&|---\n|"
    "title: a\n|{\"a\":1}\n|[1],|\\u0041|\\|%41|=?utf-8?b?YQ==?=|Tiêu đề: a\n|Ngày: 1/1/2025\n"
).split("|")  # fmt: skip


def text_of(unit: str, suffix: str) -> Maker:
    return lambda draw: (
        suffix,
        (unit * (draw.choice(SIZES) // max(1, len(unit)))).encode(),
    )


def nested(
    left: str, middle: str, right: str, suffix: str, depths: tuple[int, ...]
) -> Maker:
    def make(draw: random.Random) -> tuple[str, bytes]:
        depth = draw.choice(depths)
        closed = right * depth if draw.random() < 0.7 else ""
        return suffix, (left * depth + middle + closed).encode()

    return make


def fixed(suffix: str, make: Callable[[random.Random], bytes]) -> Maker:
    return lambda draw: (suffix, make(draw))


def packed(
    pack: Callable[[bytes], bytes], suffix: str, layers: int, size: int
) -> Maker:
    def make(draw: random.Random) -> tuple[str, bytes]:
        data = (b'{"title": "a", "text": "' + b"a b " * 50 + b'"}\n') * (size // 230)
        for _ in range(layers):
            data = pack(data)
        return ".jsonl" + suffix * layers, data

    return make


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def office(name: str, xml: str, others: dict[str, bytes] | None = None) -> bytes:
    return zipped({name: xml.encode(), **(others or {})})


def bombs() -> dict[str, Maker]:
    zeros = b"\0" * 30_000_000
    blanks = b"a " * 15_000_000
    inner = zipped({"a.txt": blanks})
    made: dict[str, Maker] = {
        "gzip of zeros": fixed(".txt.gz", lambda _: gzip.compress(zeros)),
        "zip of text": fixed(
            ".zip", lambda _: zipped({f"{n}.txt": blanks for n in range(9)})
        ),
        "zip of zips": fixed(
            ".zip", lambda _: zipped({f"{n}.zip": inner for n in range(9)})
        ),
        "zip of gzips": fixed(
            ".zip",
            lambda _: zipped(
                {f"{n}.txt.gz": gzip.compress(blanks) for n in range(40)}, 0
            ),
        ),
        "zip of many": fixed(
            ".zip", lambda _: zipped({f"{n}.txt": b"a" for n in range(5_000)})
        ),
        "zip with ways out": fixed(
            ".zip",
            lambda _: zipped(
                {"../../a.txt": b"a", "/etc/b.txt": b"b", "c\\..\\d.txt": b"c"}
            ),
        ),
    }
    for name, pack in (
        ("gz", gzip.compress),
        ("bz2", bz2.compress),
        ("xz", lzma.compress),
    ):
        for layers in (1, 2, 3, 5):
            made[f"{layers} times {name}"] = packed(
                pack, f".{name}", layers, 20_000_000
            )
    return made


def documents() -> dict[str, Maker]:
    word = '<w:document xmlns:w="w"><w:body>{}</w:body></w:document>'
    laugh = "<!DOCTYPE a [<!ENTITY x0 'ha'>" + "".join(
        f"<!ENTITY x{n} '&x{n - 1};&x{n - 1};&x{n - 1};'>" for n in range(1, 30)
    )
    return {
        "docx nested": fixed(".docx", lambda d: office("word/document.xml", word.format("<w:tbl><w:tr><w:tc>" * d.choice((100, 20_000))))),
        "docx bomb": fixed(".docx", lambda _: office("word/document.xml", word.format("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 900_000))),
        "docx laughs": fixed(".docx", lambda _: office("word/document.xml", laugh + "]><a>&x29;</a>")),
        "odt laughs": fixed(".odt", lambda _: office("content.xml", laugh + "]><a>&x29;</a>")),
        "odt blanks": fixed(".odt", lambda _: office("content.xml", '<office:document-content xmlns:office="o" xmlns:text="t"><text:s text:c="999999999"/></office:document-content>')),
        "xlsx wide": fixed(".xlsx", lambda _: office("xl/worksheets/sheet1.xml", '<worksheet><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')),
        "rtf nested": nested("{\\b ", "a", "}", ".rtf", (1_000, 100_000)),
        "rtf words": fixed(".rtf", lambda _: b"{\\rtf1 " + b"\\par\\u7879?" * 90_000),
        "rtf binary": fixed(".rtf", lambda _: b"{\\rtf1 {\\bin99999999999 a}" * 9_000),
        "pdf junk": fixed(".pdf", lambda d: b"%PDF-1.7\n" + d.randbytes(300_000)),
        "pdf loop": fixed(".pdf", lambda _: b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 99999999>>endobj trailer<</Root 1 0 R>>"),
        "feed laughs": fixed(".xml", lambda _: (laugh + "]><rss><channel><title>&x29;</title></channel></rss>").encode()),
        "feed secrets": fixed(".xml", lambda _: b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item></channel></rss>"),
        "feed of many": fixed(".xml", lambda _: b"<rss><channel>" + b"<item><title>a</title><description>b c d</description></item>" * 20_000),
        "mail in mail": fixed(".eml", lambda d: b"From: a\nSubject: b\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * d.choice((50, 3_000))),
        "parts in parts": fixed(".eml", lambda d: b"".join(b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(d.choice((90, 2_000))))),
        "mail of heads": fixed(".eml", lambda _: b"From: a\nMIME-Version: 1.0\n" + b"X-A: b\n" * 150_000 + b"\na"),
        "mail of parts": fixed(".eml", lambda _: b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\n<p>a\n" * 30_000),
        "mail, long word": fixed(".eml", lambda _: b"Subject: " + b"=?utf-8?q?a?= " * 60_000 + b"\nMIME-Version: 1.0\n\na"),
        "warc lengths": fixed(".warc", lambda d: b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % d.choice((-1, 9, 10**15)) * 2_000),
        "front matter": fixed(".md", lambda _: b"---\n" + b"a: [" * 30_000 + b"\n---\na"),
        "front matter of names": fixed(".md", lambda _: b"---\na: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)) + b"---\na"),
    }  # fmt: skip


def data() -> dict[str, Maker]:
    return {
        "json arrays": nested("[", "1", "]", ".json", (1_000, 200_000)),
        "json objects": nested('{"text":', '"a"', "}", ".json", (1_000, 200_000)),
        "jsonl objects": nested('{"a":[', '"a"', "]}", ".jsonl", (1_000, 100_000)),
        "json of keys": fixed(".json", lambda _: json.dumps({f"k{n}": n for n in range(100_000)}).encode()),
        "json of one key": fixed(".json", lambda _: b'{"text":"a",' * 1 + b'"text":"b",' * 100_000 + b'"c":1}'),
        "json numbers": fixed(".jsonl", lambda _: b'{"title":"a","text":"b","date":' + b"9" * 200_000 + b"}\n"),
        "json signs": fixed(".jsonl", lambda _: b'{"title":"\\ud800","text":"\\u0000\\udfff","date":NaN}\n' * 3_000),
        "json line": fixed(".jsonl", lambda _: b'{"title":"a","text":"' + b"a " * 10_000_000 + b'"}\n'),
        "json lines": fixed(".jsonl", lambda _: b"{}\n" * 300_000),
        "csv wide": fixed(".csv", lambda _: b"title,text" + b",a" * 100_000 + b"\n" + b"x," * 100_000),
        "csv open": fixed(".csv", lambda _: b'title,text\n"' + b"a,\n" * 300_000),
        "csv quotes": fixed(".csv", lambda _: b"title,text\n" + b'""' * 500_000),
        "csv rows": fixed(".csv", lambda _: b"title,text\n" + b"a,b\n" * 60_000),
        "csv of nothing": fixed(".csv", lambda _: b"\n" * 500_000),
        "random bytes": fixed(".txt", lambda d: d.randbytes(300_000)),
        "random bytes, no name": fixed("", lambda d: d.randbytes(300_000)),
        "wide characters": fixed(".txt", lambda d: "Tin ở Huế. ".encode(d.choice(("utf-16", "utf-32", "utf-7"))) * 9_000 + b"\xd8"),
        "half characters": fixed(".txt", lambda _: b"\xe1\xba" * 200_000),
        "old letters": fixed(".txt", lambda d: bytes(d.choices(range(0x80, 0x100), k=200_000))),
        "one line": fixed(".txt", lambda d: " ".join(d.choices(UNITS, k=100_000)).encode()),
    }  # fmt: skip


TAGS = "div p b a ul li table td span font h1 blockquote svg form select option iframe noscript".split()


def pages() -> dict[str, Maker]:
    body = b"<html><head><title>a</title>%s</head><body><p>Tin.</p>%s"
    made = {
        f"{tag} in {tag}": nested(
            f"<{tag}>", "Tin ở Huế.", f"</{tag}>", ".html", (300, 40_000)
        )
        for tag in TAGS
    }
    inside = {
        "attributes": lambda d: b"<p " + b"".join(b"a%d=b " % n for n in range(d.choice((2_000, 50_000)))) + b">",
        "one attribute": lambda d: b"<p class='" + b"a " * 300_000 + b"'>a",
        "classes": lambda _: b"".join(b"<p class='a%d b%d'>a</p>" % (n, n) for n in range(20_000)),
        "comments": lambda _: b"<!--" * 100_000,
        "scripts": lambda _: b"<script>" * 50_000,
        "styles": lambda _: b"<style>a</style>" * 30_000,
        "characters": lambda _: b"&#7879;&amp;&nbsp;" * 60_000,
        "no characters": lambda _: b"&" * 300_000,
        "breaks": lambda _: b"a<br>" * 100_000,
        "links": lambda _: b"<a href='/a'>Tin ti\xe1\xba\xbfp</a> " * 20_000,
        "dates": lambda _: b"<time datetime='2025-01-01'>1/1/2025</time>" * 10_000,
        "pictures": lambda _: b"<figure><img src=a><figcaption>a</figcaption></figure>" * 10_000,
        "paragraphs": lambda _: b"<p>Tin \xe1\xbb\x9f Hu\xe1\xba\xbf.</p>" * 20_000,
        "open paragraphs": lambda _: b"<p>Tin" * 60_000,
        "cells": lambda _: b"<table>" + b"<tr><td>a<td>b" * 20_000,
        "names": lambda _: b"".join(b"<x%d>" % n for n in range(20_000)),
    }  # fmt: skip
    above = {
        "meta": lambda _: b"<meta property='og:title' content='a'>" * 20_000,
        "titles": lambda _: b"<title>a</title>" * 20_000,
        "linked data": lambda _: b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script>" * 5_000,
        "deep linked data": lambda _: b"<script type='application/ld+json'>" + b'{"@graph":[' * 50_000,
        "bases": lambda _: b"<base href='http://a/'>" * 20_000,
    }  # fmt: skip
    for name, make in inside.items():
        made[f"page of {name}"] = fixed(".html", lambda d, make=make: body % (b"", make(d)))  # type: ignore[misc]
    for name, make in above.items():
        made[f"head of {name}"] = fixed(".html", lambda d, make=make: body % (make(d), b""))  # type: ignore[misc]
    return made


def mutated(suffix: str, sound: bytes) -> Maker:
    """A sound file with random changes."""

    def make(draw: random.Random) -> tuple[str, bytes]:
        raw = bytearray(sound)
        for _ in range(draw.choice((1, 5, 50))):
            at = draw.randrange(len(raw) or 1)
            match draw.randrange(5):
                case 0:
                    raw[at : at + 1] = draw.randbytes(1)
                case 1:
                    del raw[at : at + draw.randrange(200)]
                case 2:
                    raw[at:at] = raw[at : at + 200] * draw.choice((1, 300))
                case 3:
                    raw[at:at] = draw.randbytes(8)
                case _:
                    raw = raw[: max(20, at)]
        return suffix, bytes(raw)

    return make


def mutations() -> dict[str, Maker]:
    story = (
        "Hội nghị bàn việc sáp nhập tỉnh. Ông Nguyễn Văn An, Chủ tịch UBND tỉnh Gia Lai, nói. "
        * 9
    )
    record = {
        "title": "Hội nghị",
        "text": story,
        "date": "2025-12-01",
        "url": "http://a.vn/1",
    }
    page = f"<html><head><title>Hội nghị</title></head><body><h1>Hội nghị</h1><p>{story}</p></body></html>"
    feed = f"<rss><channel><item><title>Hội nghị</title><description>{story}</description></item></channel></rss>"
    mail = f"From: a\nSubject: b\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}"
    word = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{story}</w:t></w:r></w:p></w:body></w:document>'
    line = (json.dumps(record, ensure_ascii=False) + "\n") * 9
    sound = {
        ".jsonl": line.encode(),
        ".json": json.dumps([record] * 5).encode(),
        ".csv": f'title,text\n"Hội nghị","{story}"\n'.encode() * 5,
        ".html": page.encode(),
        ".xml": feed.encode(),
        ".eml": mail.encode(),
        ".txt": story.encode("utf-16"),
        ".jsonl.gz": gzip.compress(line.encode()),
        ".jsonl.xz": lzma.compress(line.encode()),
        ".jsonl.bz2": bz2.compress(line.encode()),
        ".zip": zipped({"a.jsonl": line.encode(), "b.html": page.encode()}),
        ".docx": office("word/document.xml", word),
        ".rtf": b"{\\rtf1\\ansi " + story.encode("ascii", "ignore") + b"}",
    }  # fmt: skip
    return {f"changed {suffix}": mutated(suffix, raw) for suffix, raw in sound.items()}


def kinds() -> dict[str, Maker]:
    """Every kind of hostile file, by name."""
    texts = {f"text of {unit!r}": text_of(unit, ".txt") for unit in UNITS if unit}
    marked = {
        f"page of {unit!r}": text_of(unit, ".html")
        for unit in UNITS
        if unit[:1] in "<&]"
    }
    return {
        **bombs(),
        **documents(),
        **data(),
        **pages(),
        **mutations(),
        **marked,
        **texts,
    }


def take(path: str, folder: Path) -> str:
    """Index one file as a child process; how it ended, and what it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _index(path, folder, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as said:
        told = said.read().strip()
    _, status, used = os.wait4(child, 0)
    return json.dumps(
        {
            "path": path,
            "code": os.waitstatus_to_exitcode(status),
            "seconds": round(used.ru_utime + used.ru_stime, 2),
            "mib": used.ru_maxrss // 1024,
            "said": told,
        }
    )


def _index(path: str, folder: Path, writing: int) -> None:
    import resource
    import shutil

    from indexer.building.pipeline import IndexOptions, run
    from search.errors import TimtinError

    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        index = folder / f"{os.getpid()}"
        try:
            told = str(run([path], index, IndexOptions(memory_mib=32)))
        except TimtinError as error:
            told = str(error)
        shutil.rmtree(index, ignore_errors=True)
        os.write(writing, told.encode("utf-8", "replace")[:4_000])
        code = 0
    except BaseException as error:
        os.write(writing, f"{type(error).__name__}: {error}".encode()[:4_000])
    finally:
        os._exit(code)


def main() -> None:
    """Paths on stdin, one a line -> a line of JSON each."""
    from indexer.building.messages import ReadSettings
    from indexer.building.reading import read_batch
    from indexer.sources.record import Record

    folder = Path(sys.argv[1])
    read_batch([Record("Tin ngày 9-12 ở TP. Huế.", "x.txt")], ReadSettings("lean"))
    print(time.process_time(), flush=True)
    for line in sys.stdin:
        print(take(line.rstrip("\n"), folder), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
