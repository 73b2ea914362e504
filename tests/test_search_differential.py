"""Random questions to random articles: every engine gives the same answers.

Each pair of engines indexes the same articles under the same profile, so totals, facet
counts and the order have to agree, but for the order of scores that tie. Articles and
questions come from ``TIMTIN_SEED`` (:mod:`chance`): 2,500 questions of clauses, 480 of
texts and 480 whole pages in every run.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from chance import SEED, dice

from search.article import (
    Article,
    Change,
    OfficialDocument,
    Person,
    Place,
    Stamp,
    Statement,
)
from search.collection.lexicon import FILE_NAME
from search.collection.lexicon_builder import LexiconBuilder
from search.engines.base import EngineAnswer, EngineReader, EngineWriter
from search.fields import (
    KEYWORD_FIELDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    Profile,
    article_terms_batch,
    text_fields,
)
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Score,
    Scoring,
    Some,
    Term,
    Without,
)
from search.query.planner import plan
from search.query.rewriting import use_pair_field
from search.request import SearchRequest
from search.results import Hit, SearchPage
from search.searcher import Searcher
from search.store.opening import load_engine
from search.store.writing import rebuild, update

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
SHAPES = (
    "{} OR {}",
    "{} HOẶC ({} {})",
    "({}) -({} {})",
    "tỉnh:huế {}",
    "tỉnh:huế tỉnh:gia-lai -{1} {0}",
    "từ:2024 {}",
    "từ:1/2025 đến:6/2025 {}",
    "năm:2025 {}",
    "ngày:8/3/2025 {}",
    'nguồn:"Báo Mai" {}',
    "nguồn:chiều OR {}",
    "tiêuđề:{1} {0}",
    'tiêuđề:"{1} {2}" OR {0}',
    "số:3-NQ/TW {}",
    'người:"Người 7" {}',
    'nói:"Người 3" {}',
    'nói:"Người 3" nói:"Người 5" "{} {}"',
    'nhânsự:"bầu" {}',
    "{} từ:2030 {}",
    "- {} (",
)
"""How a text may be dressed up with operators and filters."""
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
    title = random_text(rng, 9) if rng.random() < 0.85 else ""
    body = random_text(rng, rng.choice((5, 40, 200)))
    ends = [sorted(rng.choices(range(len(body)), k=2)) for _ in range(3)]
    return Article(
        id=id,
        title=title,
        body=body,
        statements=tuple(
            Statement(f"Người {rng.randrange(7)}", *end) for end in ends if end[1]
        ),
        changes=(Change(f"Người {rng.randrange(7)}", "elected", *ends[0]),),
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
        for article, (terms, _) in zip(articles, batch)
    }


@dataclass(frozen=True)
class Pair:
    """The same articles in two engines.

    :param readers: one of each, and one of tantivy's that is not prepared.
    """

    profile: Profile
    readers: tuple[EngineReader, ...]
    articles: dict[str, tuple[ArticleTerms, str]]

    def close(self) -> None:
        for reader in self.readers:
            reader.close()


def write_articles(
    writers: Sequence[EngineWriter], rng: random.Random, profile: Profile, lives: bool
) -> dict[str, tuple[ArticleTerms, str]]:
    """Give all writers the same random articles, and close them.

    :param lives: articles come in several commits, are replaced and deleted.
    :returns: those that are there in the end.
    """
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
    return kept


def build_pair(path: Path, profile: Profile, lives: bool) -> Pair:
    """
    :param lives: articles come in several commits, are replaced and deleted.
    """
    rng = dice("articles", profile, lives)
    writers: list[EngineWriter] = []
    for name in NAMES:
        (path / name).mkdir(parents=True)
        load_engine(name).create(path / name, profile)
        writers.append(load_engine(name).open_writer(path / name, profile, 32))
    kept = write_articles(writers, rng, profile, lives)
    readers = [load_engine(name).open_reader(path / name) for name in NAMES]
    for reader in readers:
        deque(reader.prepare())
    readers.append(load_engine("tantivy").open_reader(path / "tantivy"))
    return Pair(profile, tuple(readers), kept)


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
        kinds = ["term", "term", "term", "phrase", "near", "prefix"]
        kinds += ["keyword", "range", "rare"]
        if depth < 3:
            kinds += ["all", "all", "some", "some", "some", "without"]
        match rng.choice(kinds):
            case "term":
                field = rng.choice(self.fields)
                return Term(field, self.term(field))
            case "phrase":
                return self.phrase()
            case "near":
                one, other = self.phrase(), self.phrase()
                parts = (
                    one.slots[: rng.randint(1, 2)],
                    other.slots[: rng.randint(1, 2)],
                )
                return Near(one.field, parts, rng.choice((0, 2, 9, 30)))
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

    def scores(self) -> tuple[Scoring, ...]:
        rng = self.rng
        keys = set()
        for _ in range(rng.choice((0, 1, 2, 5, 20))):
            field = rng.choice(self.fields)
            keys.add((field, self.term(field)))
        scores: list[Scoring] = [
            Score(field, term, rng.choice((0.1, 0.3, 1.0, 2.5)))
            for field, term in sorted(keys)
        ]
        earned = {self.earner(): None for _ in range(rng.choice((0, 0, 1, 4)))}
        scores += [Bonus(clause, rng.choice((0.2, 1.0, 3.0))) for clause in earned]
        return tuple(scores)

    def earner(self) -> Clause:
        """What a bonus may be given for: mostly two terms side by side."""
        match self.rng.choice(("phrase", "phrase", "pair", "any")):
            case "phrase":
                return self.phrase()
            case "pair" if "text_pairs_folded" in self.fields:
                pairs = [Term("text_pairs_folded", self.term("text_pairs_folded"))]
                return All((*pairs, Some((self.phrase(), *pairs))))
            case _:
                return self.clause(2)

    def query(self) -> EngineQuery:
        return self.dressed(EngineQuery(self.clause(), self.scores()))

    def planned(self) -> EngineQuery:
        """From a text as a reader may type it."""
        made = plan(
            self.text(),
            self.pair.profile,
            Spellings(self.runs, self.pair.readers[0]),
        )
        return self.dressed(EngineQuery(made.match, made.scores, made.filters))

    def text(self) -> str:
        """Words of an article as a reader may type them: with marks, without any, with
        some; with operators and filters, or without."""
        rng = self.rng
        words = self.words(rng.choice((1, 2, 3, 5, 9)))
        match rng.choice(("marked", "bare", "mixed", "operators")):
            case "bare":
                words = [fold(word) for word in words]
            case "mixed":
                words = [rng.choice((word, fold(word))) for word in words]
            case "operators":
                words = [
                    rng.choice(
                        (word, fold(word), word.upper(), f"-{word}", f"+{word}")
                        + (f"{word[:2]}*", f'-"{word} {self.word()}"')
                    )
                    for word in words
                ]
        text = " ".join(words)
        if rng.random() < 0.25:
            text = f'"{text}"'
        if rng.random() < 0.25:
            text = f"{text} {rng.choice(ODDITIES)}"
        return rng.choice((*["{}"] * 8, *SHAPES)).format(text, self.word(), self.word())

    def words(self, count: int) -> list[str]:
        run = [
            term for term in self.rng.choice(self.runs).texts["text"] if term.isalpha()
        ] or ["đảng"]
        at = self.rng.randrange(len(run))
        return [*run[at : at + count]]

    def word(self) -> str:
        [word] = self.words(1)
        return self.rng.choice((word, word, fold(word)))

    def request(self) -> SearchRequest:
        """All that can be asked at once."""
        rng = self.rng

        def some(share: float, *values: str) -> tuple[str, ...]:
            return tuple(rng.sample(values, 2)) if rng.random() < share else ()

        # Words of two articles are seldom all in one: the page shows partial matches.
        far = " ".join((*self.words(3), *self.words(3)))
        return SearchRequest(
            q=rng.choices((self.text(), far, ""), (15, 4, 1))[0],
            province=some(0.15, *SLUGS),
            publisher=some(0.1, *PUBLISHERS[:3]),
            person=some(0.1, *(f"Người {number}" for number in range(40))),
            date=some(0.1, "2024", "2025", "2025-03", "2025-03-08", "none"),
            date_from=rng.choice(("", "", "", "", "2024-06", "3/2025")),
            sort=rng.choice(SORTS),
            page=rng.choice((1, 1, 1, 2, 5)),
            size=rng.choice((1, 5, 10, 10, 50)),
            copies=rng.random() < 0.2,
        )

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
        if rng.random() < 0.5:
            query = use_pair_field(query, self.pair.profile)
        sort: Any = rng.choice(SORTS)
        return replace(
            query,
            filters=filters,
            facets=tuple(
                replace(ask, top=rng.choice((0, 0, 0, 1, 5)))
                for ask in rng.sample(FACETS, rng.randint(0, 4))
            ),
            sort=sort,
            told=tuple(self.clause() for _ in range(rng.choice((0, 0, 1, 3)))),
            offset=rng.choice((0, 0, 0, 3, 10, 150)),
            limit=rng.choice((0, 1, 5, 10, 10, 300)),
        )


@dataclass
class Spellings:
    """A lexicon of the articles at hand."""

    runs: Sequence[ArticleTerms]
    reader: EngineReader

    def variants(self, folded: str) -> list[str]:
        known = {term for terms in self.runs[:50] for term in terms.texts["text"]}
        return sorted(term for term in known if fold(term) == folded)

    def restore(self, terms: Sequence[str]) -> list[tuple[str, float]]:
        found = [(self.variants(fold(term)) or [term])[0] for term in terms]
        return [(term, 0.9) for term in found]

    spell = restore

    def values(self, facet: str, text: str) -> list[str]:
        return [text]

    def most_together(self, terms: Sequence[str]) -> int:
        return 1_000_000

    def count_loosely(self, terms: Sequence[str]) -> int:
        slots = tuple(tuple(self.variants(fold(term))) or (term,) for term in terms)
        return self.count(Phrase("text", slots))

    def count(self, clause: Clause) -> int:
        return self.reader.search(EngineQuery(clause, limit=0)).total


def assert_same(pair: Pair, query: EngineQuery) -> None:
    first, *others = [reader.search(query) for reader in pair.readers]
    for other in others:
        assert_same_answer(pair, query, first, other)


def assert_same_answer(
    pair: Pair, query: EngineQuery, first: EngineAnswer, other: EngineAnswer
) -> None:
    assert first.total == other.total, query
    assert first.facets.keys() == other.facets.keys(), query
    for ask in query.facets:
        counts = first.facets[ask.column], other.facets[ask.column]
        assert leading(*counts, ask.top) == leading(*counts[::-1], ask.top), query
    assert len(first.hits) == len(other.hits), query
    for hit, twin in zip(first.hits, other.hits):
        assert twin.score == pytest.approx(hit.score, rel=TOLERANCE, abs=1e-6), query
    if [hit.id for hit in first.hits] != [hit.id for hit in other.hits]:
        assert_only_ties_differ(pair, query, first, other)
    told = {hit.id: hit.told for hit in first.hits}
    for hit in (*first.hits, *other.hits):
        assert hit.stored == pair.articles[hit.id][1]
        assert len(hit.told) == len(query.told)
        assert told.get(hit.id, hit.told) == hit.told, query


def leading(
    counts: Mapping[str, int], others: Mapping[str, int], top: int
) -> dict[str, int]:
    """The counts that a facet must have: all, or the first so many by frequency and
    value, and any beyond them that another engine has too."""
    first = sorted(counts, key=lambda value: (-counts[value], value))[: top or None]
    wanted = {*first, *others}
    return {value: count for value, count in counts.items() if value in wanted}


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


def kinds(value: object) -> Iterator[str]:
    """The classes of a query's parts, however deep."""
    if is_dataclass(value):
        yield type(value).__name__
        for item in fields(value):
            yield from kinds(getattr(value, item.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from kinds(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from kinds(part)


LIMITS: list[dict[str, int]] = [
    {},
    {
        "tantivy.bits.LISTED_SHARE": 40,
        "tantivy.bits.CACHE_BYTES": 2_000,
        "tantivy.bits.MAX_SPELLINGS": 1,
        "tantivy.snapshot.MAX_NAMED": 0,
    },
    {
        "tantivy.query.PLAIN_PHRASES": 0,
        "tantivy.query.PATTERN_BYTES": 30,
        "tantivy.query.HALVED_COUNTS": 0,
        "tantivy.query.FEW_TERMS": 0,
        "tantivy.bits.FREQUENT": 40,
        "tantivy.bits.LISTED_SHARE": 1,
        "tantivy.facets.MAX_VALUES": 4,
        "tantivy.facets.MORE_VALUES": 2,
        "tantivy.facets.MAX_CANDIDATES": 3,
    },
    {
        "tantivy.snapshot.SPARE": 1,
        "tantivy.snapshot.MAX_ASKED": 20,
        "tantivy.snapshot.TIE_GROWTH": 2,
        "tantivy.snapshot.MAX_NAMED": 3,
        "tantivy.snapshot.MANY": 20,
        "tantivy.snapshot.SCAN_PAGE": 7,
        "columns.MANY_VALUES_EACH": 1,
    },
]
"""What a large index makes of an engine: its limits, so low that 200 articles reach
them, and its other ways to answer."""


def set_limits(monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    for name, value in LIMITS[turn].items():
        monkeypatch.setattr(f"search.engines.{name}", value)


KINDS = "All Bonus FacetAsk Keyword Phrase Prefix Range Score Some Term Without".split()


@pytest.mark.parametrize("lives", [False, True], ids=["fresh", "compacted"])
@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize("turn", range(len(LIMITS)))
def test_random_queries_get_the_same_answers(
    pairs: Any,
    profile: Profile,
    lives: bool,
    turn: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = pairs(profile, lives)
    set_limits(monkeypatch, turn)
    asker = Asker(pair, dice("queries", profile, lives, turn))
    found = 0
    asked: Counter[str] = Counter()
    for _ in range(160):
        query = asker.query()
        assert_same(pair, query)
        found += pair.readers[0].search(query).total > 0
        asked.update(set(kinds(query)))
        asked.update((query.sort, f"page {query.offset > 0}"))
    assert found > 30
    assert {*KINDS, *SORTS, "page True"} <= {
        kind for kind, count in asked.items() if count >= 5
    }


@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize("turn", range(3))
def test_random_texts_get_the_same_answers(
    pairs: Any, profile: Profile, turn: int
) -> None:
    pair = pairs(profile, True)
    asker = Asker(pair, dice("texts", profile, turn))
    found = 0
    for _ in range(80):
        query = asker.planned()
        assert_same(pair, query)
        found += pair.readers[0].search(query).total > 0
    assert found > 15


@pytest.fixture(scope="module")
def searchers(
    tmp_path_factory: pytest.TempPathFactory, pairs: Any
) -> Iterator[dict[Profile, list[Searcher]]]:
    """Whole indexes of the same articles, with what their lexicons know of them."""
    made: dict[Profile, list[Searcher]] = {"full": [], "lean": []}
    for profile, opened in made.items():
        articles = pairs(profile, True).articles
        for engine in NAMES:
            path = tmp_path_factory.mktemp("index")
            # In two segments. Dead articles would count in scores until a compaction.
            with rebuild(path, engine, profile, memory_mib=32) as session:
                for id, (terms, stored) in [*articles.items()][:-40]:
                    session.put(id, terms, stored)
                lexicon = LexiconBuilder()
                for terms, stored in articles.values():
                    article = Article.from_json(stored)
                    lexicon.add(terms, article.id, article.title, lambda: article.body)
                lexicon.write(session.side_path(FILE_NAME))
            with update(path, memory_mib=32) as session:
                for id, (terms, stored) in [*articles.items()][-40:]:
                    session.put(id, terms, stored)
            searcher = Searcher(path)
            searcher.keep_ready().join()
            opened.append(searcher)
    yield made
    for opened in made.values():
        for searcher in opened:
            searcher.close()


@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize("turn", range(3))
def test_random_requests_get_the_same_pages(
    pairs: Any,
    searchers: Any,
    profile: Profile,
    turn: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the text that is typed to the page that is shown, partial matches,
    suggestions, warnings and facets with it."""
    set_limits(monkeypatch, turn)
    asker = Asker(pairs(profile, True), dice("requests", profile, turn))
    found = partial = 0
    for _ in range(80):
        request = asker.request()
        first, other = [
            searcher.search(request, facets=True) for searcher in searchers[profile]
        ]
        told = SEED, request
        assert outline(first) == outline(other), told
        assert first.partial == other.partial, told
        assert_same_hits(first.hits, other.hits, told)
        found += first.total > 0
        partial += first.partial > 0
    assert found > 20 and partial > 1


def outline(page: SearchPage) -> dict[str, object]:
    """A page without its hits and how long it took."""
    return page.to_dict() | {"hits": len(page.hits), "took_ms": 0}


def assert_same_hits(
    hits: Sequence[Hit], twins: Sequence[Hit], told: tuple[object, ...]
) -> None:
    """The same but for the order of scores that tie, and which of those that tie with
    the last are on the page."""
    assert len(hits) == len(twins), told
    scores = [hit.score for hit in hits]
    assert [hit.score for hit in twins] == pytest.approx(
        scores, rel=TOLERANCE, abs=1e-6
    ), told
    shown = {twin.article.id: twin for twin in twins}
    for hit, twin in zip(hits, twins):
        if hit.article.id != twin.article.id:
            assert hit.score != 0.0, told
        if same := shown.get(hit.article.id):
            assert replace(hit, score=0.0) == replace(same, score=0.0), told
            assert same.score == pytest.approx(hit.score, rel=TOLERANCE, abs=1e-6)


@pytest.mark.parametrize("profile", ["full", "lean"])
def test_terms_and_articles_are_the_same(pairs: Any, profile: Profile) -> None:
    pair = pairs(profile, True)
    first, other, _ = pair.readers
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
    asker = Asker(pair, dice("pages"))
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
