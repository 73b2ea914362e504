"""What is sent between indexing processes arrives as it was."""

from __future__ import annotations

import pickle

import pytest

import indexer.building.transport  # noqa: F401
from indexer.building.messages import PreparedArticle, ReadSettings
from indexer.building.reading import read_batch
from indexer.sources.record import Record
from search.fields import ArticleTerms, DerivedTexts

TEXTS = ["Mẹ ra chợ từ sớm.", "", "Tin.", "Tết 🌸", "\ud83c\udf38", "\0ắ"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_record_arrives_as_it_was(text: str) -> None:
    record = Record(text, "a.jsonl#1", True, title="Chợ", extra={"ghi": ["chú"]})
    assert pickle.loads(pickle.dumps(record)) == record


@pytest.mark.parametrize("text", TEXTS)
def test_terms_arrive_as_they_were_whoever_made_them(text: str) -> None:
    texts = {"text": ["mẹ", text, "ắ"], "title": []}
    terms = ArticleTerms(texts, {"person": ("Mai",)}, {"year": 2025})
    assert pickle.loads(pickle.dumps(terms)) == terms


def test_articles_of_a_batch_arrive_with_the_table_they_share() -> None:
    records = [Record(text, f"a#{place}", True) for place, text in enumerate(TEXTS)]
    read = [made for [made] in read_batch(records, ReadSettings("full"))]
    found = pickle.loads(pickle.dumps(read))
    assert found == read
    articles = [item for item in found if isinstance(item, PreparedArticle)]
    assert len(articles) == len(TEXTS) - 1
    assert all(isinstance(item.terms.texts, DerivedTexts) for item in articles)
    assert len({id(item.numbered.table) for item in articles}) == 1
