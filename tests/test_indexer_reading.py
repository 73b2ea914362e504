"""Facts of a whole record, read together."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from indexer.building.messages import (
    Digested,
    PreparedArticle,
    ReadSettings,
    record_digest,
    sketch_article,
)
from indexer.building.reading import read_article, read_batch
from indexer.sources.record import Record
from search.article import Article

TITLE = "Thừa Thiên Huế gặp mặt đầu xuân"
TEXT = (
    "Sáng 8-12, tại Hà Nội, Phó Bí thư Tỉnh ủy Đặng Thị Tuyết dự lễ tổng kết năm 2025 "
    "và triển khai nhiệm vụ năm 2026 theo Nghị định 122/2013/NĐ-CP.\n"
    "Buổi lễ có nhiều người dự, ai cũng vui vì đường mới đã mở qua đồi."
)


def read(record: Record) -> Article:
    article = read_article(record, date(2026, 1, 15))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("title", ["", TITLE])
@pytest.mark.parametrize("published", ["", "2025-12-09"])
@pytest.mark.parametrize("inserted", ["", "\u00ad"])
def test_facts_are_the_same_however_a_text_is_spelled(
    title: str, published: str, inserted: str
) -> None:
    text = TEXT.replace("ễ", "ễ" + inserted)
    record = Record(text, "a.txt", True, title=title, published=published)
    other = replace(
        record,
        text=unicodedata.normalize("NFD", text),
        title=unicodedata.normalize("NFD", title),
    )
    first, second = read(replace(record, text=TEXT)), read(other)
    assert second.body == unicodedata.normalize("NFD", text)
    assert second.title == unicodedata.normalize("NFD", title)
    assert first.places == second.places != ()
    assert first.people == second.people != ()
    assert first.documents == second.documents != ()
    assert first.event == second.event is not None


def test_days_are_looked_for_as_far_in_any_spelling() -> None:
    text = "Cả làng ra đồng từ sớm để gặt cho kịp. " * 30 + "Sáng 8-12, trời mưa."
    record = Record(text, "a.txt", True, published="2025-12-09")
    other = replace(record, text=unicodedata.normalize("NFD", text))
    assert len(text) < 1500 < len(other.text)
    assert read(record).event == read(other).event is not None


def test_a_digest_that_is_known_is_kept() -> None:
    record = Record(TEXT, "a.jsonl#1", True, title=TITLE)
    given = [
        record,
        Digested(record, record_digest(record)),
        Digested(record, b"known"),
    ]
    [[plain], [noted], [known]] = read_batch(given, ReadSettings("full"))
    assert isinstance(plain, PreparedArticle) and isinstance(known, PreparedArticle)
    assert noted == plain
    assert known._replace(record=plain.record) == plain
    assert known.record == b"known" != plain.record
    assert Article.from_json(plain.stored).title == TITLE


def test_an_article_that_is_adopted_has_the_sketch_it_was_read_with() -> None:
    """Ends of sentences are no words: a copy with other full stops is a copy."""
    record = Record(TEXT + " Rồi trời mưa. Ai về nhà nấy.", "a", True, title=TITLE)
    [[made]] = read_batch([record], ReadSettings("full"))
    assert isinstance(made, PreparedArticle)
    assert made.sketch == sketch_article(Article.from_json(made.stored))
