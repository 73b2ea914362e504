"""JSON as the tools write it that people crawl, store and export with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.sources import ReadOptions, read_path
from indexer.sources.options import BAD_JSON
from indexer.sources.record import Record, Rejected

ONE = {
    "title": "Làng Bắc vào vụ",
    "text": "Bà con xuống đồng.",
    "url": "https://a.vn/1",
}
TWO = {
    "title": "Chợ Nam đông khách",
    "text": "Chợ mở từ sáng.",
    "url": "https://a.vn/2",
}
BOTH = [(ONE["title"], ONE["text"]), (TWO["title"], TWO["text"])]


def read(tmp_path: Path, content: Any, name: str = "tin.json") -> list[Any]:
    text = content if isinstance(content, str) else json.dumps(content)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_path(str(path), ReadOptions()))


def only(tmp_path: Path, content: Any) -> Record:
    (record,) = read(tmp_path, content)
    assert isinstance(record, Record), record
    return record


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


HITS = [
    {"_index": "tin", "_id": str(n), "_source": item}
    for n, item in enumerate((ONE, TWO))
]
PADDED = [
    {**item, "extra": f"{number} " * 40}
    for number, item in enumerate([ONE, TWO] * 3000)
]


@pytest.mark.parametrize(
    "content",
    [
        lines(*HITS),
        {"took": 3, "hits": {"total": {"value": 2}, "hits": HITS}},
        json.dumps({"took": 3, "hits": {"hits": HITS}}, indent=2),
        lines({"index": {"_id": "1"}}, ONE, {"index": {"_id": "2"}}, TWO),
        lines({"create": {}}, ONE, {"create": {"_index": "tin"}}, TWO),
        lines(
            {"update": {"_id": "1"}},
            {"doc": ONE},
            {"update": {"_id": "2"}},
            {"doc": TWO},
        ),
        {"data": {"items": [ONE, TWO], "page": 1}},
        {"status": "ok", "response": {"docs": [ONE, TWO], "numFound": 2}},
        {"tags": [{"name": "a"}, {"name": "b"}], "articles": [ONE, TWO]},
        {"a1": ONE, "a2": TWO},
        {"posts": {"17": ONE, "18": TWO}},
        {key: {"0": ONE[key], "1": TWO[key]} for key in ONE},
        {key: [ONE[key], TWO[key]] for key in ONE},
        {
            "columns": list(ONE),
            "index": [0, 1],
            "data": [[*ONE.values()], [*TWO.values()]],
        },
        {"schema": {"fields": []}, "data": [ONE, TWO]},
        json.dumps(ONE, indent=2) + "\n" + json.dumps(TWO, indent=2),
        "[\n" + json.dumps(ONE) + ",\n" + json.dumps(TWO) + "\n]",
        '{"data":\n' + json.dumps([ONE, TWO], indent=1) + "}",
    ],
)
@pytest.mark.parametrize("name", ["tin.json", "tin.jsonl"])
def test_what_stands_around_articles_is_opened(
    tmp_path: Path, content: Any, name: str
) -> None:
    found = read(tmp_path, content, name)
    assert [(item.title, item.text) for item in found] == BOTH


def test_ids_come_from_what_names_them(tmp_path: Path) -> None:
    assert [item.id for item in read(tmp_path, lines(*HITS))] == ["0", "1"]
    assert [item.id for item in read(tmp_path, {"a1": ONE, "a2": TWO})] == ["a1", "a2"]


def test_a_large_envelope_over_many_lines_is_valid_json(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps({"data": {"items": PADDED}}, indent=1))
    assert len(found) == len(PADDED)
    assert not any(isinstance(item, Rejected) for item in found)


def test_broken_json_is_still_called_broken(tmp_path: Path) -> None:
    found = read(tmp_path, '{"data": [{"text": "một"}, {"text": hai}]}')
    assert [item.reason for item in found] == [BAD_JSON]


def test_news_please(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        {
            "authors": ["Lê An"],
            "date_publish": "2025-03-06 08:15:00",
            "description": "Tóm lại.",
            "maintext": "Bà con xuống đồng.",
            "source_domain": "baobacsong.vn",
            "title": "Làng Bắc vào vụ",
            "url": "https://baobacsong.vn/1",
        },
    )
    assert (record.text, record.lead) == ("Bà con xuống đồng.", "Tóm lại.")
    assert (record.published, record.byline) == ("2025-03-06 08:15:00", "Lê An")
    assert record.publisher == "baobacsong.vn"


def test_fundus(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        {
            "title": "Làng Bắc vào vụ",
            "authors": ["Lê An", "Vũ Bảo"],
            "publishing_date": "2025-03-06 08:15:00+07:00",
            "body": {
                "summary": ["Vụ này được mùa."],
                "sections": [
                    {"headline": [], "paragraphs": ["Bà con xuống đồng.", "Trời ấm."]},
                    {"headline": ["Giống mới"], "paragraphs": ["Lúa cứng cây."]},
                ],
            },
        },
    )
    assert record.text.split("\n") == [
        *("Vụ này được mùa.", "Bà con xuống đồng.", "Trời ấm."),
        *("Giống mới", "Lúa cứng cây."),
    ]
    assert record.published == "2025-03-06T08:15"


@pytest.mark.parametrize(
    ("extra", "publisher"),
    [
        ({"source-hostname": "Bắc Sông", "hostname": "bacsong.vn"}, "Bắc Sông"),
        ({"hostname": "bacsong.vn"}, "bacsong.vn"),
        ({}, ""),
    ],
)
def test_trafilatura(tmp_path: Path, extra: dict[str, str], publisher: str) -> None:
    address = "https://bacsong.vn/lang-bac.html"
    record = only(tmp_path, {"text": "Bà con.", "source": address, **extra})
    assert (record.url, record.publisher) == (address, publisher)


def test_wordpress(tmp_path: Path) -> None:
    post = {
        "id": 71,
        "date": "2025-03-06T08:15:00",
        "guid": {"rendered": "https://a.vn/?p=71"},
        "link": "https://a.vn/lang-bac",
        "title": {"rendered": "Làng Bắc &amp; vụ mới"},
        "content": {"rendered": "<p>Bà con.</p>\n<p>Trời ấm.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Tóm lại.</p>"},
    }
    found = read(tmp_path, [post, {**post, "id": 72}])
    assert [item.id for item in found] == ["71", "72"]
    assert found[0].text == "Bà con.\nTrời ấm."
    assert found[0].lead == "Tóm lại."
    assert found[0].url == "https://a.vn/lang-bac"


@pytest.mark.parametrize(
    "date",
    [
        {"$date": "2025-03-06T01:15:00Z"},
        {"$date": 1741223700000},
        {"$date": {"$numberLong": "1741223700000"}},
    ],
)
def test_mongodb(tmp_path: Path, date: Any) -> None:
    record = only(tmp_path, {"_id": {"$oid": "65f0"}, "text": "Bà con.", "date": date})
    assert record.published == "2025-03-06T08:15"


@pytest.mark.parametrize("key", ["body", "content", "paragraphs", "text"])
def test_a_list_of_paragraphs_is_lines(tmp_path: Path, key: str) -> None:
    record = only(tmp_path, {"title": "Làng", key: ["Bà con xuống đồng.", "Trời ấm."]})
    assert record.text == "Bà con xuống đồng.\nTrời ấm."


@pytest.mark.parametrize(
    "content",
    [
        "{" * 50_000,
        json.dumps({"a": [[[{}]] * 50] * 50}),
        '{"a":' * 900 + "1" + "}" * 900,
    ],
)
def test_hostile_nesting_ends(tmp_path: Path, content: str) -> None:
    assert all(isinstance(item, Rejected) for item in read(tmp_path, content))
