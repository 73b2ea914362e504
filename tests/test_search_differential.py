"""Random questions to random articles: every engine gives the same answers.

Each pair of engines indexes the same articles under the same profile, so totals, facet
counts and the order have to agree, but for the order of scores that tie.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from search.article import Article, OfficialDocument, Person, Place, Stamp
from search.engines.base import EngineAnswer, EngineReader, EngineWriter
from search.engines.store import load_engine
from search.fields import (
    KEYWORD_FIELDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    Profile,
    article_terms_batch,
    text_fields,
)
from search.language.normal import fold
from search.language.segmenter import default_segmenter
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Score,
    Some,
    Term,
    Without,
)
from search.query.planner import plan

pytest.importorskip("tantivy")

NAMES = ("whoosh", "tantivy")
TOLERANCE = 1e-4

# Syllables whose folded forms collide, frequent ones first.
SYLLABLES = (
    "đảng đang dang tổ tô tố to chức chúc hội hồi hỏi nghị nghi nghỉ quyết bộ bò bổ"
    " xã xa xà uỷ ủy hoà hòa hoa tỉnh tính tình thành thanh thánh huyện xây xấy dựng"
    " dừng phản phân phần cán bảo bao báo kinh kính tế tê quốc hồ hổ họ trung ương"
    " nước nuộc mới mời năm nam nắm người ngươi làng lang đường dương kỳ ký họp hợp"
).split()
WEIGHTS = [1 / (place + 3) for place in range(len(SYLLABLES))]
ODDITIES = (
    "UBND",
    "HĐND",
    "18-NQ/TW",
    "09/12/2025",
    "8-12",
    "3.611",
    "100%",
    "GD&ĐT",
    "TP.HCM",
    "Hà Nội",
    "Gia Lai",
    "Nguyễn Văn Kính",
    "Covid-19",
)
SLUGS = ("ha-noi", "hue", "gia-lai", "binh-dinh", "can-tho", "da-nang")
STAMPS = (
    *("2024", "2025-03", "2025-03-08", "2025-03-09T08:00", "2024-12-31", "2025-11"),
    *("2023-01-01", "2025-03-08"),
)
PUBLISHERS = ("Báo Mai", "Báo Chiều", "Tin Sông Lam", "")
SORTS = ("relevance", "relevance", "newest", "oldest")
FACETS = (
    FacetAsk("province", "province"),
    FacetAsk("publisher", "publisher"),
    FacetAsk("category", "category"),
    FacetAsk("person", "person"),
    FacetAsk("document", "document"),
    FacetAsk("date", "year"),
    FacetAsk("date", "month"),
    FacetAsk("date", "day"),
)


def random_text(rng: random.Random, longest: int) -> str:
    words = rng.choices(SYLLABLES, WEIGHTS, k=rng.randint(1, longest))
    if rng.random() < 0.3:
        # The same words over and over.
        words = rng.choices(words[:4], k=len(words))
    for _ in range(rng.randrange(4)):
        words.insert(rng.randrange(len(words)), rng.choice(ODDITIES))
    text = " ".join(
        word + rng.choice(("", "", "", "", ",", ".", "…")) for word in words
    )
    return text[0].upper() + text[1:]


def random_article(rng: random.Random, id: str) -> Article:
    return Article(
        id=id,
        title=random_text(rng, 9) if rng.random() < 0.85 else "",
        body=random_text(rng, rng.choice((5, 40, 200))),
        publisher=rng.choice(PUBLISHERS),
        category=rng.choice(("", "Chính trị", "Kinh tế")),
        published=Stamp(rng.choice(STAMPS)) if rng.random() < 0.7 else None,
        places=tuple(
            Place(slug, slug, rng.choice(("venue", "subject", "mentioned")))
            for slug in rng.sample(SLUGS, rng.choice((0, 1, 1, 2, 3)))
        ),
        people=tuple(Person(f"Người {rng.randrange(40)}") for _ in range(2)),
        documents=(OfficialDocument(f"{rng.randrange(9)}-NQ/TW", "nghị quyết"),),
        group=rng.choice(("", "", "", "nhóm")),
    )


def random_articles(
    rng: random.Random, profile: Profile, numbers: Sequence[int]
) -> dict[str, tuple[ArticleTerms, str]]:
    articles = [random_article(rng, f"bài-{number}") for number in numbers]
    batch = article_terms_batch(articles, profile, default_segmenter())
    return {
        article.id: (terms, article.to_json())
        for article, terms in zip(articles, batch)
    }


@dataclass(frozen=True)
class Pair:
    """The same articles in two engines."""

    profile: Profile
    readers: tuple[EngineReader, ...]
    articles: dict[str, tuple[ArticleTerms, str]]

    def close(self) -> None:
        for reader in self.readers:
            reader.close()


def build_pair(path: Path, profile: Profile, lives: bool) -> Pair:
    """
    :param lives: articles come in several commits, are replaced and deleted.
    """
    rng = random.Random(f"{profile} {lives}")
    writers: list[EngineWriter] = []
    for name in NAMES:
        (path / name).mkdir(parents=True)
        load_engine(name).create(path / name, profile)
        writers.append(load_engine(name).open_writer(path / name, profile, 32))
    kept: dict[str, tuple[ArticleTerms, str]] = {}
    rounds = [range(0, 130), range(90, 200), range(40, 60)] if lives else [range(220)]
    for numbers in rounds:
        for id, (terms, stored) in random_articles(rng, profile, numbers).items():
            kept.pop(id, None)
            kept[id] = terms, stored
            for writer in writers:
                writer.put(id, terms, stored)
        for id in rng.sample(sorted(kept), 20 if lives else 0):
            del kept[id]
            for writer in writers:
                writer.delete(id)
        for writer in writers:
            writer.commit()
    for writer in writers:
        writer.compact()
        writer.close()
    readers = tuple(load_engine(name).open_reader(path / name) for name in NAMES)
    return Pair(profile, readers, kept)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made: list[Pair] = []

    @cache
    def make(profile: Profile, lives: bool) -> Pair:
        pair = build_pair(tmp_path_factory.mktemp("pair"), profile, lives)
        made.append(pair)
        return pair

    yield make
    for pair in made:
        pair.close()


@dataclass
class Asker:
    """Invents questions to which some articles are an answer."""

    pair: Pair
    rng: random.Random

    def __post_init__(self) -> None:
        self.fields = [item.name for item in text_fields(self.pair.profile)]
        self.runs = [terms for terms, _ in self.pair.articles.values()]

    def term(self, field: str) -> str:
        run = self.rng.choice(self.runs).texts[field]
        return self.rng.choice(run) if run else "không-có"

    def phrase(self) -> Phrase:
        rng = self.rng
        field = rng.choice(("text", "text", "title"))
        run = rng.choice(self.runs).texts[field]
        count = rng.randint(2, 4)
        at = rng.randrange(max(len(run) - count, 1))
        taken = [*run[at : at + count]]
        while len(taken) < 2:
            taken.append(self.term(field))
        slots = []
        for term in taken:
            others = [self.term(field) for _ in range(rng.choice((0, 0, 1, 2, 12)))]
            slot = [rng.choice((term, term, term, self.term(field))), *others]
            rng.shuffle(slot)
            slots.append(tuple(slot))
        return Phrase(field, tuple(slots))

    def clause(self, depth: int = 0) -> Clause:
        rng = self.rng
        kinds = ["term", "term", "term", "phrase", "prefix", "keyword", "range", "rare"]
        if depth < 3:
            kinds += ["all", "all", "some", "some", "some", "without"]
        match rng.choice(kinds):
            case "term":
                field = rng.choice(self.fields)
                return Term(field, self.term(field))
            case "phrase":
                return self.phrase()
            case "prefix":
                field = rng.choice(("text", "title", "text_folded"))
                term = self.term(field)
                return Prefix(field, term[: rng.randint(1, len(term))])
            case "keyword":
                return self.keyword(rng.choice(KEYWORD_FIELDS))
            case "range":
                return self.range(rng.choice(NUMBER_COLUMNS))
            case "all":
                return All(self.clauses(depth))
            case "some":
                parts = self.clauses(depth)
                return Some(parts, rng.randint(1, len(parts)))
            case "without":
                return Without(self.clause(depth + 1))
            case _:
                return rng.choice(
                    (Everything(), Nothing(), Term("text", "x"), All(()), Some(()))
                )

    def clauses(self, depth: int) -> tuple[Clause, ...]:
        rng = self.rng
        if rng.random() < 0.3:
            # Plain text: many terms of one field.
            field = rng.choice(("text", "text_folded"))
            return tuple(
                Term(field, self.term(field)) for _ in range(rng.randint(2, 9))
            )
        return tuple(self.clause(depth + 1) for _ in range(rng.randint(1, 4)))

    def keyword(self, field: str) -> Keyword:
        rng = self.rng
        values = {"không-có"} if rng.random() < 0.1 else set()
        for _ in range(rng.randint(1, 3)):
            values.update(rng.choice(self.runs).keywords[field])
        return Keyword(field, tuple(sorted(values)))

    def range(self, column: str) -> Range:
        low, high = (self.rng.choice(self.runs).numbers[column] for _ in range(2))
        return Range(column, low, high)

    def scores(self) -> tuple[Score, ...]:
        rng = self.rng
        keys = set()
        for _ in range(rng.choice((0, 1, 2, 5, 20))):
            field = rng.choice(self.fields)
            keys.add((field, self.term(field)))
        return tuple(
            Score(field, term, rng.choice((0.1, 0.3, 1.0, 2.5)))
            for field, term in sorted(keys)
        )

    def query(self) -> EngineQuery:
        return self.dressed(EngineQuery(self.clause(), self.scores()))

    def planned(self) -> EngineQuery:
        """From a text as a reader may type it."""
        rng = self.rng
        run = [
            term for term in rng.choice(self.runs).texts["text"] if term.isalpha()
        ] or ["đảng"]
        at = rng.randrange(len(run))
        words = [*run[at : at + rng.choice((1, 2, 3, 5, 9))]]
        for place, word in enumerate(words):
            words[place] = rng.choice(
                (word, word, word, fold(word), word.upper(), f"-{word}", f"{word[:2]}*")
            )
        if rng.random() < 0.3:
            words = [fold(word) for word in words]
        text = " ".join(words)
        if rng.random() < 0.3:
            text = f'"{text}"'
        text = rng.choice(
            ("{}", "{}", "{} OR {}", "tỉnh:huế {}", "từ:2024 {}", "tiêuđề:{} {}")
        ).format(text, self.term("text"))
        made = plan(text, self.pair.profile, Spellings(self.runs))
        return self.dressed(EngineQuery(made.match, made.scores, made.filters))

    def dressed(self, query: EngineQuery) -> EngineQuery:
        """With filters, facets, an order and a page."""
        rng = self.rng
        filters = dict(query.filters)
        if rng.random() < 0.3:
            filters["province"] = self.keyword("province")
        if rng.random() < 0.2:
            filters["publisher"] = self.keyword("publisher")
        if rng.random() < 0.2:
            filters["date"] = self.range(rng.choice(("year", "month", "day")))
        sort: Any = rng.choice(SORTS)
        return replace(
            query,
            filters=filters,
            facets=tuple(rng.sample(FACETS, rng.randint(0, 4))),
            sort=sort,
            offset=rng.choice((0, 0, 0, 3, 10, 150)),
            limit=rng.choice((0, 1, 5, 10, 10, 300)),
        )


@dataclass
class Spellings:
    """A lexicon of the articles at hand."""

    runs: Sequence[ArticleTerms]

    def variants(self, folded: str) -> list[str]:
        known = {term for terms in self.runs[:50] for term in terms.texts["text"]}
        return sorted(term for term in known if fold(term) == folded)

    def restore(self, terms: Sequence[str]) -> list[tuple[str, float]]:
        found = [(self.variants(fold(term)) or [term])[0] for term in terms]
        return [(term, 0.9) for term in found]

    def values(self, facet: str, text: str) -> list[str]:
        return [text]


def assert_same(pair: Pair, query: EngineQuery) -> None:
    answers = [reader.search(query) for reader in pair.readers]
    first, other = answers
    assert first.total == other.total, query
    assert first.facets == other.facets, query
    assert len(first.hits) == len(other.hits), query
    for hit, twin in zip(first.hits, other.hits):
        assert twin.score == pytest.approx(hit.score, rel=TOLERANCE, abs=1e-6), query
    if [hit.id for hit in first.hits] != [hit.id for hit in other.hits]:
        assert_only_ties_differ(pair, query, first, other)
    for answer in answers:
        for hit in answer.hits:
            assert hit.stored == pair.articles[hit.id][1]


def assert_only_ties_differ(
    pair: Pair, query: EngineQuery, first: EngineAnswer, other: EngineAnswer
) -> None:
    """Where another article stands, it has nearly the same score, and the same date
    where dates decide."""
    for hit, twin in zip(first.hits, other.hits):
        if hit.id == twin.id:
            continue
        if query.sort != "relevance":
            dates = {pair.articles[id][0].numbers["date"] for id in (hit.id, twin.id)}
            assert len(dates) == 1, query
        for reader in pair.readers:
            sums = [sum(reader.explain(id, query.scores)) for id in (hit.id, twin.id)]
            assert sums[0] == pytest.approx(sums[1], rel=2 * TOLERANCE), query
            # What ties to the last bit stays in the order of indexing.
            assert sums[0] != 0.0, query


@pytest.mark.parametrize("lives", [False, True], ids=["fresh", "compacted"])
@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize("seed", range(5))
def test_random_queries_get_the_same_answers(
    pairs: Any, profile: Profile, lives: bool, seed: int
) -> None:
    pair = pairs(profile, lives)
    asker = Asker(pair, random.Random(seed))
    found = 0
    for _ in range(125):
        query = asker.query()
        assert_same(pair, query)
        found += pair.readers[0].search(query).total > 0
    assert found > 40


@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize("seed", range(3))
def test_random_texts_get_the_same_answers(
    pairs: Any, profile: Profile, seed: int
) -> None:
    pair = pairs(profile, True)
    asker = Asker(pair, random.Random(seed))
    found = 0
    for _ in range(50):
        query = asker.planned()
        assert_same(pair, query)
        found += pair.readers[0].search(query).total > 0
    assert found > 10


@pytest.mark.parametrize("profile", ["full", "lean"])
def test_terms_and_articles_are_the_same(pairs: Any, profile: Profile) -> None:
    pair = pairs(profile, True)
    first, other = pair.readers
    expected = [(id, stored) for id, (_, stored) in pair.articles.items()]
    assert list(first.scan()) == list(other.scan()) == expected
    for field in [item.name for item in text_fields(profile)] + [*KEYWORD_FIELDS]:
        for prefix in ("", "t", "đ", "không-có"):
            known = list(first.vocabulary(field, prefix))
            assert known == list(other.vocabulary(field, prefix)), (field, prefix)
        for term, count in first.vocabulary(field):
            assert other.frequency(field, term) == count


def test_pages_are_cut_from_one_order(pairs: Any) -> None:
    pair = pairs("full", True)
    asker = Asker(pair, random.Random(11))
    for _ in range(40):
        query = replace(asker.query(), facets=(), offset=0, limit=300)
        for reader in pair.readers:
            whole = [hit.id for hit in reader.search(query).hits]
            paged = [
                hit.id
                for offset in range(0, len(whole), 7)
                for hit in reader.search(replace(query, offset=offset, limit=7)).hits
            ]
            assert paged == whole, query
