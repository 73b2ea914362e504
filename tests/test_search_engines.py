"""What ``search.engines.base`` promises, held against every engine.

An engine is added by one entry in ``CASES``. ``Oracle`` answers the same questions in
plain Python, so a random query has an answer to be compared with.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chance import dice
from opensearch_server import cluster_data, remove_data

from search.engines.base import EngineAnswer, EngineModule, EngineReader, EngineWriter
from search.engines.whoosh.contents import WHOOSH_LOCK
from search.errors import ArticleNotFound, IndexDamaged
from search.fields import (
    BORDER,
    KEYWORD_FIELDS,
    NOT_WORDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    Profile,
    text_fields,
)
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
from search.store.opening import load_engine

NUMBERS = itertools.count()

CASES: list[tuple[str, Profile]] = [
    ("whoosh", "lean"),
    ("whoosh", "full"),
    ("tantivy", "lean"),
    ("tantivy", "full"),
    ("opensearch", "lean"),
    ("opensearch", "full"),
]


@dataclass
class Engine:
    """An engine with a folder of its own, or what stands for one."""

    module: EngineModule
    profile: Profile
    path: Any
    open: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.module.NAME

    def elsewhere(self) -> None:
        """Go on with another, empty index."""
        if isinstance(self.path, Path):
            self.path = self.path.parent / "other"
            self.path.mkdir()
        else:
            self.path = replace(self.path, record=f"{self.path.record}-other")
        self.module.create(self.path, self.profile)

    def used(self) -> int:
        """Bytes of a folder; of a cluster, which frees them later, its documents."""
        if isinstance(self.path, Path):
            return sum(file.stat().st_size for file in self.path.iterdir())
        index = self.reader().state.index  # type: ignore[attr-defined]
        docs = self.path.connection.call("GET", f"/{index}/_stats/docs")["_all"][
            "total"
        ]
        return int(docs["docs"]["count"] + docs["docs"]["deleted"])

    def writer(self, memory_mib: int = 64) -> EngineWriter:
        writer = self.module.open_writer(self.path, self.profile, memory_mib)
        self.open.append(writer)
        return writer

    def reader(self) -> EngineReader:
        reader = self.module.open_reader(self.path)
        self.open.append(reader)
        # With one profile answers come from what was read before, with the other not.
        if self.profile == "full":
            deque(reader.prepare())
        return reader

    def index(self, articles: Mapping[str, ArticleTerms]) -> EngineReader:
        writer = self.writer()
        for id, terms in articles.items():
            writer.put(id, terms, stored(id))
        writer.commit()
        writer.close()
        return self.reader()

    def terms(self, title: str = "", body: str = "", **facts: Any) -> ArticleTerms:
        return make_terms(self.profile, title, body, **facts)


@pytest.fixture(params=CASES, ids="-".join)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    name, profile = request.param
    if name == "tantivy":
        pytest.importorskip(name)
    path: Any = tmp_path / "engine"
    host = ""
    if name == "opensearch":
        host = request.getfixturevalue("opensearch_host")
        path = cluster_data(host, "test", f"record-{next(NUMBERS)}")
    else:
        path.mkdir()
    module = load_engine(name)
    module.create(path, profile)
    made = Engine(module, profile, path)
    yield made
    for item in made.open:
        item.close()
    if host:
        remove_data(path)


def stored(id: str) -> str:
    return f'{{"id":"{id}","body":"thân bài {id}"}}'


def make_terms(
    profile: Profile, title: str = "", body: str = "", **facts: Any
) -> ArticleTerms:
    """Terms of an invented article; folding and words need not be real here."""
    heading, rest = title.split(), body.split()
    runs = {"title": heading, "lead": rest[:5], "text": [*heading, BORDER, *rest]}
    runs["said"] = ["@ai", *rest]
    texts = {}
    for item in text_fields(profile):
        run = runs[item.name.split("_")[0]]
        kind = item.name.partition("_")[2]
        if "pairs" in kind:
            run = [f"{one} {two}" for one, two in zip(run, run[1:])]
        elif kind == "words":
            run = ["_".join(run[at : at + 2]) for at in range(0, len(run), 2)]
        if "folded" in kind:
            run = [term.translate(str.maketrans("đảổứ", "daou")) for term in run]
        texts[item.name] = run
    keywords = {name: facts.get(name, ()) for name in KEYWORD_FIELDS}
    date = facts.get("date", 0)
    numbers = {
        "date": date,
        "date_last": date,
        "year": date // 10000,
        "month": date // 100,
        "day": date,
    }
    return ArticleTerms(texts, keywords, numbers)


def ids(answer: EngineAnswer) -> list[str]:
    return [hit.id for hit in answer.hits]


def find(reader: EngineReader, match: Clause, **options: Any) -> set[str]:
    answer = reader.search(EngineQuery(match, limit=1000, **options))
    assert answer.total == len(answer.hits)
    return set(ids(answer))


def sample(engine: Engine) -> dict[str, ArticleTerms]:
    return {
        "a": engine.terms(
            "hội nghị đảng bộ",
            "tổ chức xây dựng đảng vững mạnh",
            province=("ha-noi",),
            publisher=("Báo A",),
            date=20250102,
        ),
        "b": engine.terms(
            "kỳ họp thứ mười",
            "xây dựng tổ chức đảng đảng viên tổ chức",
            province=("ha-noi", "hue"),
            publisher=("Báo B",),
            date=20241231,
        ),
        "c": engine.terms("tổ chức", "xây cầu", province=("hue",), date=20250102),
        "d": engine.terms("", "dựng xây tổ dân phố chức danh"),
        "e": engine.terms("đường mới", "", publisher=("Báo A",), date=20200000),
    }


# What is found


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (Everything(), "abcde"),
        (Nothing(), ""),
        (All(()), "abcde"),
        (Term("text", "đảng"), "ab"),
        (Term("title", "đảng"), "a"),
        (Term("text", "dang"), ""),
        (Term("text_folded", "dang"), "ab"),
        (Term("text", "không-có"), ""),
        (Term("text", ""), ""),
        (Phrase("text", (("tổ",), ("chức",))), "abc"),
        (Phrase("text", (("chức",), ("tổ",))), ""),
        (Phrase("text", (("tổ",), ("chức",), ("xây", "đảng"))), "ab"),
        (Phrase("text", (("tổ",), ("dân", "chức"), ("phố", "đảng"))), "bd"),
        (Phrase("text", (("đảng",), ("đảng",), ("viên",))), "b"),
        (Phrase("text", (("đảng",), ("đảng",), ("đảng",))), ""),
        (Phrase("text", (("tổ",), ("không-có",))), ""),
        (Phrase("title", (("hội",), ("nghị",))), "a"),
        # Title and body are one run with a border, which no phrase crosses.
        (Phrase("text", (("chức",), ("xây",))), "a"),
        (Near("text", ((("tổ",),), (("xây",),)), 0), "d"),
        (Near("text", ((("tổ",),), (("xây",),)), 1), "abd"),
        (Near("text", ((("xây",),), (("tổ",),)), 1), "abd"),
        (Near("text", ((("tổ",), ("chức",)), (("xây",), ("dựng",))), 0), "ab"),
        (Near("text", ((("tổ",),), (("phố", "cầu"),), (("chức",),)), 0), ""),
        (Near("text", ((("tổ",),), (("phố", "cầu"),), (("chức",),)), 1), "d"),
        # Not over the border of title and body, nor that of two sentences.
        (Near("text", ((("tổ",),), (("cầu",),)), 50), ""),
        (Near("title", ((("nghị",),), (("đảng",),)), 0), "a"),
        (Near("text", ((("tổ",),), (("không-có",),)), 50), ""),
        (Prefix("text", "đ"), "abe"),
        (Prefix("text", "đả"), "ab"),
        (Prefix("text", "đườ"), "e"),
        (Prefix("text", "zz"), ""),
        (Keyword("province", ("ha-noi",)), "ab"),
        (Keyword("province", ("ha-noi", "hue")), "abc"),
        (Keyword("province", ()), ""),
        (Range("date", 20250000, 20259999), "ac"),
        (Range("date", 20250102, 20250102), "ac"),
        (Range("date", 0, 0), "d"),
        (Range("date", 5, 4), ""),
        (Range("year", 2020, 2024), "be"),
        (All((Term("text", "xây"), Term("text", "dựng"))), "abd"),
        (All((Term("text", "xây"), Without(Term("text", "đảng")))), "cd"),
        (Without(Everything()), ""),
        (Without(Without(Term("text", "cầu"))), "c"),
        (Some((Term("text", "cầu"), Term("text", "phố"))), "cd"),
        (
            Some((Term("text", "tổ"), Term("text", "đảng"), Term("text", "cầu")), 2),
            "abc",
        ),
        (Some((Term("text", "tổ"),), 2), ""),
        (Some((), 1), ""),
        (
            Some(
                (Phrase("text", (("xây",), ("dựng",))), Keyword("province", ("hue",)))
            ),
            "abc",
        ),
        (
            All((Phrase("text", (("tổ",), ("chức",))), Range("date", 1, 20249999))),
            "b",
        ),
        (
            All(
                (
                    Without(Phrase("text", (("tổ",), ("chức",)))),
                    Some((Prefix("text", "dự"), Prefix("text", "đườ"))),
                )
            ),
            "de",
        ),
    ],
)
def test_a_clause_matches_exactly_its_articles(
    engine: Engine, clause: Clause, expected: str
) -> None:
    assert find(engine.index(sample(engine)), clause) == set(expected)


def test_a_match_does_not_depend_on_scores(engine: Engine) -> None:
    reader = engine.index(sample(engine))
    scored = (Score("text", "cầu", 5.0), Score("title", "đảng", 1.0))
    assert find(reader, Term("text", "xây"), scores=scored) == set("abcd")


def test_an_empty_index_answers(engine: Engine) -> None:
    reader = engine.reader()
    query = EngineQuery(
        Everything(),
        (Score("text", "đảng", 1.0),),
        {"province": Keyword("province", ("hue",))},
        (FacetAsk("province", "province"), FacetAsk("year", "year")),
    )
    answer = reader.search(query)
    assert (reader.count, answer.total, answer.hits) == (0, 0, ())
    assert answer.facets == {"province": {}, "year": {}}
    assert list(reader.scan()) == []
    assert list(reader.vocabulary("text")) == []
    assert reader.fetch(["a"]) == [None] and reader.frequency("text", "đảng") == 0
    assert find(reader, Phrase("text", (("a",), ("b",)))) == set()


@pytest.mark.parametrize(
    "term", ["", "\x00", "a\x00b", "a" * 5000, "😀", "\uffff", "ế"]
)
def test_any_term_can_be_found_again(engine: Engine, term: str) -> None:
    terms = engine.terms("x y", "z")
    texts = {**terms.texts, "text": ["x", term, "y"]}
    reader = engine.index(
        {"a": ArticleTerms(texts, terms.keywords, terms.numbers), "b": terms}
    )
    if 0 < len(term) < 5000:
        assert find(reader, Term("text", term)) == {"a"}
        assert find(reader, Phrase("text", (("x",), (term,), ("y",)))) == {"a"}
    assert find(reader, Term("text", "y")) == {"a", "b"}
    assert find(reader, Phrase("text", (("x",), ("y",)))) == {"b"}


@pytest.mark.parametrize(
    "id", ["a b", "a\nb", "a\x00", "đảng", "https://x.vn/?a=1&b=2#c"]
)
def test_any_id_can_be_found_again(engine: Engine, id: str) -> None:
    reader = engine.index({id: engine.terms("một", "hai"), "khác": engine.terms("ba")})
    assert find(reader, Term("text", "hai")) == {id}
    assert reader.fetch([id]) == [stored(id)]


# Scores and order


def test_scores_are_bm25_computed_by_hand(engine: Engine) -> None:
    # Text lengths with the border: 3 and 5, average 4; "đảng" once and twice, so
    # idf = ln(1 + 0.5 / 2.5) = 0.1823216 and
    # a: 2.2 * 1 / (1 + 1.2 * (0.25 + 0.75 * 3 / 4)) = 2.2 / 1.975  = 1.1139241
    # b: 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 5 / 4)) = 4.4 / 3.425  = 1.2846715
    reader = engine.index(
        {"a": engine.terms("", "đảng bộ"), "b": engine.terms("", "đảng ta đảng mình")}
    )
    answer = reader.search(
        EngineQuery(Everything(), scores=(Score("text", "đảng", 2.0),))
    )
    found = {hit.id: hit.score for hit in answer.hits}
    assert found == pytest.approx(
        {"a": 2 * 0.1823216 * 1.1139241, "b": 2 * 0.1823216 * 1.2846715}, rel=1e-5
    )
    assert ids(answer) == ["b", "a"]


def test_long_articles_count_by_rounded_lengths(engine: Engine) -> None:
    # Lucene keeps 61 as 60 and 1000 as 984; the average is of exact lengths.
    lengths = {"a": 61, "b": 1000}
    reader = engine.index(
        {
            id: engine.terms("", " ".join(["đảng", *["x"] * (length - 2)]))
            for id, length in lengths.items()
        }
    )
    answer = reader.search(
        EngineQuery(Everything(), scores=(Score("text", "đảng", 1.0),))
    )
    average = (61 + 1000) / 2
    idf = math.log(1 + 0.5 / 2.5)
    expected = {
        id: idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * rounded / average))
        for id, rounded in (("a", 60), ("b", 984))
    }
    assert {hit.id: hit.score for hit in answer.hits} == pytest.approx(
        expected, rel=1e-5
    )


def test_explain_gives_the_parts_of_a_score(engine: Engine) -> None:
    reader = engine.index(sample(engine))
    scores = (
        Score("text", "đảng", 1.0),
        Score("title", "đảng", 0.3),
        Score("text", "cầu", 1.0),
        Score("text", "tổ", 0.5),
        Bonus(Phrase("text", (("xây",), ("dựng", "cầu"))), 3.0),
    )
    answer = reader.search(EngineQuery(Everything(), scores=scores, limit=100))
    for hit in answer.hits:
        assert sum(reader.explain(hit.id, scores)) == pytest.approx(hit.score, rel=1e-5)
    assert reader.explain("b", scores)[1:3] == [0.0, 0.0]
    with pytest.raises(ArticleNotFound):
        reader.explain("không-có", scores)


def test_a_bonus_goes_to_what_satisfies_its_clause(engine: Engine) -> None:
    articles = {
        "a": engine.terms("", "tổ chức " * 9),
        "b": engine.terms("", "chức tổ " + "chung " * 90 + "tổ chức"),
        "c": engine.terms("", "chức tổ"),
    }
    near = Bonus(Phrase("text", (("tổ",), ("chức", "ấm"))), 2.0)
    gone = Bonus(Term("text", "không"), 9.0)
    query = EngineQuery(Everything(), (near, gone, Score("text", "chung", 0.1)))
    answer = engine.index(articles).search(query)
    assert ids(answer) == ["b", "a", "c"]
    assert [hit.score for hit in answer.hits[1:]] == [2.0, 0.0]
    reader = engine.reader()
    assert reader.explain("a", (near, gone)) == [2.0, 0.0]
    only = EngineQuery(Everything(), (near,), limit=1)
    assert ids(reader.search(only)) == ["a"]


def test_scores_are_of_live_articles_after_compaction(engine: Engine) -> None:
    scores = (Score("text", "đảng", 1.0), Score("text", "xây", 0.5))
    query = EngineQuery(Everything(), scores=scores, limit=100)
    articles = sample(engine)
    writer = engine.writer()
    for id, terms in articles.items():
        writer.put(id, terms, stored(id))
    writer.put("z", engine.terms("đảng", "đảng " * 50), stored("z"))
    writer.commit()
    writer.delete("z")
    writer.compact()
    left = {hit.id: hit.score for hit in engine.reader().search(query).hits}
    engine.elsewhere()
    alone = {hit.id: hit.score for hit in engine.index(articles).search(query).hits}
    assert left == pytest.approx(alone, rel=1e-6)


def test_no_scores_means_zero_and_order_of_indexing(engine: Engine) -> None:
    answer = engine.index(sample(engine)).search(EngineQuery(Everything()))
    assert ids(answer) == list("abcde")
    assert {hit.score for hit in answer.hits} == {0.0}


@pytest.mark.parametrize(
    ("sort", "scores", "expected"),
    [
        ("newest", (), "acbed"),
        ("oldest", (), "ebacd"),
        ("newest", (Score("text", "cầu", 1.0),), "cabed"),
        ("oldest", (Score("text", "cầu", 1.0),), "ebcad"),
        ("relevance", (Score("text", "cầu", 1.0),), "cabde"),
    ],
)
def test_articles_come_in_the_asked_order(
    engine: Engine, sort: Any, scores: tuple[Score, ...], expected: str
) -> None:
    reader = engine.index(sample(engine))
    answer = reader.search(EngineQuery(Everything(), scores, sort=sort))
    assert ids(answer) == list(expected)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_follow_one_another(engine: Engine, sort: Any) -> None:
    rng = random.Random(3)
    articles = {
        f"id{number}": engine.terms(
            "",
            " ".join(rng.choices("abcd", k=rng.randint(1, 6))),
            date=rng.choice(DATES),
        )
        for number in range(60)
    }
    reader = engine.index(articles)
    scores = (Score("text", "a", 1.0), Score("text", "b", 0.5))

    def page(offset: int, limit: int) -> list[str]:
        query = EngineQuery(Everything(), scores, sort=sort, offset=offset, limit=limit)
        return ids(reader.search(query))

    whole = page(0, 100)
    assert sorted(whole) == sorted(articles)
    assert [id for at in range(0, 60, 7) for id in page(at, 7)] == whole
    assert page(60, 10) == page(1000, 10) == page(0, 0) == page(5, 0) == []
    assert page(58, 10) == whole[58:]


# Facets


FACETS = (FacetAsk("province", "province"), FacetAsk("year", "year"))


def test_facets_count_each_value(engine: Engine) -> None:
    answer = engine.index(sample(engine)).search(
        EngineQuery(Everything(), facets=FACETS, limit=0)
    )
    assert answer.total == 5
    assert answer.facets == {
        "province": {"ha-noi": 2, "hue": 2},
        "year": {"2025": 2, "2024": 1, "2020": 1, "0": 1},
    }


def test_a_facet_is_counted_without_its_own_filter(engine: Engine) -> None:
    answer = engine.index(sample(engine)).search(
        EngineQuery(
            Term("text", "xây"),
            filters={
                "province": Keyword("province", ("hue",)),
                "year": Range("year", 2025, 2025),
            },
            facets=(*FACETS, FacetAsk("publisher", "publisher")),
        )
    )
    assert (answer.total, ids(answer)) == (1, ["c"])
    assert answer.facets == {
        "province": {"ha-noi": 1, "hue": 1},
        "year": {"2025": 1, "2024": 1},
        "publisher": {},
    }


def test_a_filter_may_have_no_facet_and_a_facet_no_filter(engine: Engine) -> None:
    answer = engine.index(sample(engine)).search(
        EngineQuery(
            Everything(),
            filters={"anything": Without(Keyword("province", ("hue",)))},
            facets=(FacetAsk("name", "province"),),
        )
    )
    assert set(ids(answer)) == {"a", "d", "e"}
    assert answer.facets == {"province": {"ha-noi": 1}}


# Looking up


def test_stored_articles_come_back(engine: Engine) -> None:
    reader = engine.index(sample(engine))
    assert reader.fetch(["c", "không-có", "a"]) == [stored("c"), None, stored("a")]
    assert list(reader.scan()) == [(id, stored(id)) for id in "abcde"]
    assert reader.search(EngineQuery(Term("text", "cầu"))).hits[0].stored == stored("c")


def test_vocabulary_comes_in_code_point_order(engine: Engine) -> None:
    reader = engine.index(
        {
            "a": engine.terms("", "zeta đảng đá ế 😀", province=("hue",)),
            "b": engine.terms("", "đảng đẳng \uffff", province=("hue", "ha-noi")),
        }
    )
    terms = ["zeta", "đá", "đảng", "đẳng", "ế", BORDER, "\uffff", "😀"]
    assert [term for term, _ in reader.vocabulary("text")] == terms == sorted(terms)
    assert list(reader.vocabulary("text", "đả")) == [("đảng", 2)]
    assert list(reader.vocabulary("province")) == [("ha-noi", 1), ("hue", 2)]
    assert list(reader.vocabulary("text", "không-có")) == []
    assert reader.frequency("text", "đảng") == 2
    assert reader.frequency("province", "ha-noi") == 1
    assert reader.frequency("text", "không-có") == 0


# The life of an index


def test_nothing_is_seen_before_commit(engine: Engine) -> None:
    before = engine.index(sample(engine))
    writer = engine.writer()
    writer.put("f", engine.terms("mới", "tin mới"), stored("f"))
    writer.delete("a")
    assert before.fresh().count == engine.reader().count == 5
    writer.commit()
    after = before.fresh()
    assert (before.count, after.count) == (5, 5)
    assert before.fetch(["a", "f"]) == [stored("a"), None]
    assert after.fetch(["a", "f"]) == [None, stored("f")]
    assert find(before, Term("text", "đảng")) == {"a", "b"}
    assert find(after, Term("text", "đảng")) == {"b"}
    assert before.generation != after.generation
    assert after.fresh() is after


def test_what_is_not_committed_is_dropped(engine: Engine) -> None:
    engine.index(sample(engine))
    writer = engine.writer()
    writer.put("f", engine.terms("mới"), stored("f"))
    writer.delete("b")
    writer.close()
    writer = engine.writer()
    writer.put("g", engine.terms("khác"), stored("g"))
    writer.commit()
    assert {id for id, _ in engine.reader().scan()} == set("abcdeg")


def test_a_put_replaces_the_article_of_the_same_id(engine: Engine) -> None:
    writer = engine.writer()
    writer.put("a", engine.terms("một", province=("hue",)), "1")
    writer.put("a", engine.terms("hai"), "2")
    writer.commit()
    assert engine.reader().fetch(["a"]) == ["2"] and engine.reader().count == 1
    writer.put("a", engine.terms("ba", province=("ha-noi",)), "3")
    writer.commit()
    reader = engine.reader()
    assert list(reader.scan()) == [("a", "3")] and reader.count == 1
    assert find(reader, Some((Term("text", "một"), Term("text", "hai")))) == set()
    assert list(reader.vocabulary("province")) == [("ha-noi", 1)]
    assert [term for term, _ in reader.vocabulary("title")] == ["ba"]


def test_a_put_after_delete_counts(engine: Engine) -> None:
    writer = engine.writer()
    writer.put("a", engine.terms("một"), "1")
    writer.commit()
    writer.delete("a")
    writer.put("a", engine.terms("hai"), "2")
    writer.put("b", engine.terms("ba"), "3")
    writer.delete("b")
    writer.delete("không-có")
    writer.commit()
    assert list(engine.reader().scan()) == [("a", "2")]


def test_everything_can_be_deleted(engine: Engine) -> None:
    engine.index(sample(engine))
    writer = engine.writer()
    for id in "abcde":
        writer.delete(id)
    writer.commit()
    reader = engine.reader()
    assert reader.count == reader.search(EngineQuery(Everything())).total == 0
    assert list(reader.vocabulary("text")) == []
    writer.put("f", engine.terms("mới"), stored("f"))
    writer.commit()
    assert reader.fresh().count == 1


def test_compacting_changes_no_answer_and_leaves_nothing_dead(engine: Engine) -> None:
    rng = random.Random(11)
    writer = engine.writer()
    for number in range(300):
        body = " ".join(f"từ{rng.randrange(500)}" for _ in range(80))
        writer.put(f"id{number}", engine.terms("", body), stored(f"id{number}"))
    writer.compact()
    clean = engine.used()
    for round in range(6):
        for number in range(round, 300, 2):
            body = " ".join(f"từ{rng.randrange(500)}" for _ in range(80))
            writer.put(f"id{number}", engine.terms("", body), stored(f"id{number}"))
        writer.commit()
    before = engine.reader()
    query = EngineQuery(Term("text", "từ7"), limit=1000)
    expected = set(ids(before.search(query)))
    writer.compact()
    after = before.fresh()
    assert after.count == before.count == 300
    assert set(ids(after.search(query))) == expected
    assert set(ids(before.search(query))) == expected
    assert engine.used() < 1.2 * clean


def test_many_commits_keep_the_order_of_indexing(engine: Engine) -> None:
    writer = engine.writer()
    for number in range(40):
        writer.put(f"id{number:02}", engine.terms("tin"), stored(str(number)))
        writer.commit()
    reader = engine.reader()
    assert [id for id, _ in reader.scan()] == [f"id{number:02}" for number in range(40)]
    answer = reader.search(EngineQuery(Term("text", "tin"), limit=40))
    assert ids(answer) == [f"id{number:02}" for number in range(40)]
    if isinstance(engine.path, Path):
        assert len(list(engine.path.iterdir())) < 150


def test_threads_share_a_reader(engine: Engine) -> None:
    reader = engine.index(random_articles(engine.profile, random.Random(5), 80))
    rng = random.Random(6)
    queries = [random_query(rng) for _ in range(40)]
    expected = [reader.search(query) for query in queries]
    other = engine.reader()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(other.search, queries * 3)) == expected * 3


# Against plain Python


def is_near(
    run: Sequence[str], parts: Sequence[Sequence[Sequence[str]]], gap: int
) -> bool:
    """Whether phrases are near in one sentence, by trying all their places."""
    places = [
        [
            at
            for at in range(len(run) - len(slots) + 1)
            if all(run[at + step] in slot for step, slot in enumerate(slots))
        ]
        for slots in parts
    ]
    widest = gap + sum(map(len, parts))
    for chosen in itertools.product(*places):
        first = min(chosen)
        last = max(at + len(slots) for at, slots in zip(chosen, parts))
        if last - first <= widest and NOT_WORDS.isdisjoint(run[first:last]):
            return True
    return False


@dataclass
class Oracle:
    """The same answers, slowly."""

    articles: dict[str, ArticleTerms]

    def matches(self, id: str, clause: Clause) -> bool:
        item = self.articles[id]
        match clause:
            case Everything():
                return True
            case Nothing():
                return False
            case Term(name, text):
                return text in item.texts[name]
            case Phrase(name, slots):
                run = item.texts[name]
                return any(
                    all(run[at + place] in slot for place, slot in enumerate(slots))
                    for at in range(len(run) - len(slots) + 1)
                )
            case Near(name, parts, gap):
                return is_near(item.texts[name], parts, gap)
            case Prefix(name, text):
                return any(term.startswith(text) for term in item.texts[name])
            case Keyword(name, values):
                return not set(values).isdisjoint(item.keywords[name])
            case Range(column, low, high):
                return low <= item.numbers[column] <= high
            case All(parts):
                return all(self.matches(id, part) for part in parts)
            case Some(parts, minimum):
                return sum(self.matches(id, part) for part in parts) >= minimum
            case Without(part):
                return not self.matches(id, part)

    def score(self, id: str, clause: Scoring) -> float:
        if isinstance(clause, Bonus):
            return clause.weight if self.matches(id, clause.clause) else 0.0
        runs = {one: terms.texts[clause.field] for one, terms in self.articles.items()}
        holding = sum(clause.text in run for run in runs.values())
        count = runs[id].count(clause.text)
        if not count:
            return 0.0
        average = sum(max(len(run), 1) for run in runs.values()) / len(runs)
        length = rounded(len(runs[id]))
        idf = math.log(1 + (len(runs) - holding + 0.5) / (holding + 0.5))
        factor = 1.2 * (0.25 + 0.75 * length / average)
        return clause.weight * idf * 2.2 * count / (count + factor)

    def holds(self, id: str, query: EngineQuery, without: str = "") -> bool:
        return self.matches(id, query.match) and all(
            self.matches(id, clause)
            for name, clause in query.filters.items()
            if name != without
        )

    def facet(self, query: EngineQuery, ask: FacetAsk) -> dict[str, int]:
        counts: dict[str, int] = {}
        for id, item in self.articles.items():
            if self.holds(id, query, ask.name):
                values: Iterable[str] = set(item.keywords.get(ask.column, ()))
                if ask.column in NUMBER_COLUMNS:
                    values = (str(item.numbers[ask.column]),)
                for value in values:
                    counts[value] = counts.get(value, 0) + 1
        return counts

    def rank(self, id: str, query: EngineQuery) -> tuple[float, float]:
        score = sum(self.score(id, clause) for clause in query.scores)
        date = self.articles[id].numbers["date"]
        if query.sort == "relevance":
            return 0, -score
        return (math.inf if not date else -date if query.sort == "newest" else date), (
            -score
        )


def rounded(length: int) -> int:
    """Lucene's rounding, from its description: 24 exact values, then four bits."""
    if length < 24:
        return length
    rest = length - 24
    spare = max(rest.bit_length() - 4, 0)
    return 24 + (rest >> spare << spare)


DATES = (0, 20200000, 20250100, 20250102, 20241231, 20250315)
WORDS = ["đảng", "tổ", "chức", "xây", "dựng", "đường", "đá", "a", "dân", "hội"]
RARE = [f"hiếm{number}" for number in range(30)]
PROVINCES = ["ha-noi", "hue", "gia-lai", "binh-dinh"]


def random_articles(
    profile: Profile, rng: random.Random, count: int, first: int = 0
) -> dict[str, ArticleTerms]:
    def words(longest: int) -> str:
        length = rng.randint(0, longest)
        return " ".join(
            rng.choice(RARE) if rng.random() < 0.1 else rng.choice(WORDS)
            for _ in range(length)
        )

    return {
        f"id{number}": make_terms(
            profile,
            words(8),
            words(rng.choice((10, 60, 300))),
            province=tuple(rng.sample(PROVINCES, rng.choice((0, 1, 1, 2)))),
            publisher=(rng.choice(("Báo A", "Báo B")),),
            date=rng.choice(DATES),
        )
        for number in range(first, first + count)
    }


def random_clause(rng: random.Random, depth: int = 0) -> Clause:
    word = rng.choice(WORDS + RARE[:5])
    kind = rng.randrange(11 if depth < 3 else 6)
    if kind == 0:
        return Term(rng.choice(("text", "title", "lead", "text_folded")), word)
    if kind == 1:
        return Prefix(rng.choice(("text", "title")), word[: rng.randint(1, 2)])
    if kind == 2:
        return Keyword("province", tuple(rng.sample(PROVINCES, rng.randint(1, 2))))
    if kind == 3:
        low = rng.choice(DATES)
        return Range("date", low, low + rng.choice((0, 9999)))
    if kind == 4 and rng.random() < 0.5:
        near = tuple(
            tuple(
                tuple(rng.sample(WORDS, rng.choice((1, 2))))
                for _ in range(rng.choice((1, 1, 2)))
            )
            for _ in range(rng.randint(2, 3))
        )
        return Near(rng.choice(("text", "title")), near, rng.randrange(4))
    if kind in (4, 5):
        slots = tuple(
            tuple(rng.sample(WORDS, rng.choice((1, 1, 2))))
            for _ in range(rng.randint(2, 3))
        )
        return Phrase(rng.choice(("text", "title")), slots)
    if kind == 6:
        return Without(random_clause(rng, depth + 1))
    parts = tuple(random_clause(rng, depth + 1) for _ in range(rng.randint(1, 4)))
    return All(parts) if kind < 9 else Some(parts, rng.randint(1, len(parts)))


def random_query(rng: random.Random) -> EngineQuery:
    fields = ("text", "title", "lead", "text_folded", "text_words")
    pairs = {(rng.choice(fields), rng.choice(WORDS + RARE)) for _ in range(5)}
    filters: dict[str, Clause] = {}
    if rng.random() < 0.5:
        filters["province"] = Keyword("province", (rng.choice(PROVINCES),))
    if rng.random() < 0.3:
        filters["year"] = Range("year", 2024, 2025)
    scores = tuple(Score(*pair, rng.choice((0.3, 1.0))) for pair in sorted(pairs))
    bonuses = [random_clause(rng, 1) for _ in range(rng.choice((0, 0, 1, 2)))]
    return EngineQuery(
        random_clause(rng),
        (*scores, *(Bonus(clause, rng.choice((0.7, 5.0))) for clause in bonuses)),
        filters,
        (*FACETS, FacetAsk("publisher", "publisher")),
        rng.choice(("relevance", "newest", "oldest")),
        limit=1000,
    )


@pytest.mark.parametrize("seed", range(4))
def test_random_queries_agree_with_plain_python(engine: Engine, seed: int) -> None:
    """Over an index with a life: several commits, replaced and deleted articles."""
    rng = dice("plain Python", seed)
    kept: dict[str, ArticleTerms] = {}
    writer = engine.writer()
    for round in range(3):
        for id, terms in random_articles(engine.profile, rng, 40, round * 25).items():
            writer.put(id, terms, stored(id))
            kept.pop(id, None)
            kept[id] = terms
        for id in rng.sample(sorted(kept), 8):
            writer.delete(id)
            del kept[id]
        writer.commit()
    if seed % 2:
        writer.compact()
    reader = engine.reader()
    oracle = Oracle(kept)
    order = {id: place for place, id in enumerate(kept)}
    assert dict(reader.scan()) == {id: stored(id) for id in kept}
    # A cluster takes ten times as long; ``test_search_cluster_pages`` asks it more.
    for _ in range(30 if reader.is_far else 80):
        query = random_query(rng)
        answer = reader.search(query)
        expected = [id for id in kept if oracle.holds(id, query)]
        assert sorted(ids(answer)) == sorted(expected), query
        assert answer.total == len(expected)
        for ask in query.facets:
            assert answer.facets[ask.column] == oracle.facet(query, ask), (ask, query)
        ranks = {id: oracle.rank(id, query) for id in expected}
        for hit in answer.hits:
            assert hit.score == pytest.approx(-ranks[hit.id][1], rel=1e-4, abs=1e-6)
        keys = [(ranks[id][0], round_to(ranks[id][1])) for id in ids(answer)]
        for (one, first), (two, second) in zip(keys, keys[1:]):
            assert one <= two and (one < two or first <= second + 2e-4), query
        for one_id, two_id in zip(ids(answer), ids(answer)[1:]):
            if ranks[one_id] == ranks[two_id]:
                assert order[one_id] < order[two_id], query


def round_to(score: float) -> float:
    return round(score, 4)


# Whoosh alone


def whoosh_index(tmp_path: Path) -> Engine:
    module = load_engine("whoosh")
    path = tmp_path / "engine"
    path.mkdir()
    module.create(path, "lean")
    return Engine(module, "lean", path)


def test_whoosh_itself_reads_the_index(tmp_path: Path) -> None:
    """Its own searcher over our codec finds what the engine finds."""
    import whoosh.index
    import whoosh.query

    asked: Any = whoosh.query
    engine = whoosh_index(tmp_path)
    articles = random_articles("lean", random.Random(8), 60)
    engine.index(articles)
    writer = engine.writer()
    writer.put("mới", engine.terms("đảng bộ", "tổ chức"), stored("mới"))
    writer.delete("id3")
    writer.commit()
    reader = engine.reader()
    pairs: list[tuple[Any, Clause]] = [
        (asked.Term("text", "đảng"), Term("text", "đảng")),
        (asked.Term("province", "hue"), Keyword("province", ("hue",))),
        (asked.Prefix("text", "hiếm1"), Prefix("text", "hiếm1")),
        (
            asked.Phrase("text", ["tổ", "chức"]),
            Phrase("text", (("tổ",), ("chức",))),
        ),
        (
            asked.And([asked.Term("text", "xây"), asked.Not(asked.Term("text", "a"))]),
            All((Term("text", "xây"), Without(Term("text", "a")))),
        ),
    ]
    with whoosh.index.open_dir(str(engine.path)).searcher() as searcher:
        for theirs, ours in pairs:
            found = searcher.search(theirs, limit=None)
            assert {hit["id"] for hit in found} == find(reader, ours), ours
        dates = searcher.reader().column_reader("date")
        assert sorted(dates) == sorted(
            [item.numbers["date"] for item in articles.values()] + [0]
        )


def test_whoosh_itself_cannot_write_to_the_index(tmp_path: Path) -> None:
    """Its writer would put segments in its own codec there and remove ours."""
    import whoosh.index
    import whoosh.writing

    engine = whoosh_index(tmp_path)
    engine.index(random_articles("lean", random.Random(8), 10))
    before = {file.name for file in engine.path.iterdir()}
    opened: Any = whoosh.index.open_dir(str(engine.path))
    buffered: Any = whoosh.writing.BufferedWriter
    writers: list[Callable[[], Any]] = [
        opened.writer,
        lambda: opened.writer(procs=2),
        opened.optimize,
        lambda: opened.delete_by_term("id", "id3"),
        lambda: whoosh.writing.AsyncWriter(opened),
        lambda: buffered(opened, period=None),
    ]
    for write in writers:
        with pytest.raises(OSError, match=WHOOSH_LOCK):
            write()
    assert {file.name for file in engine.path.iterdir()} == before
    assert engine.reader().count == 10
    # Nor does the engine's own writer need that lock, or take it away.
    writer = engine.writer()
    writer.delete("id3")
    writer.compact()
    writer.close()
    assert engine.reader().count == 9
    with pytest.raises(OSError, match=WHOOSH_LOCK):
        opened.writer()


def test_a_small_budget_spills_without_showing_anything(tmp_path: Path) -> None:
    engine = whoosh_index(tmp_path)
    writer = engine.writer(memory_mib=1)
    body = " ".join(f"từ{number}" for number in range(3000))
    for number in range(150):
        writer.put(f"id{number}", engine.terms("", body), stored(f"id{number}"))
        if number == 70:
            writer.put("id3", engine.terms("mới", body), stored("id3"))
    assert len(list(engine.path.glob("*.arrays"))) > 1
    assert engine.reader().count == 0
    writer.delete("id5")
    writer.commit()
    reader = engine.reader()
    assert reader.count == 149
    assert find(reader, Term("title", "mới")) == {"id3"}
    assert reader.frequency("text", "từ2999") == 149


def test_merging_run_by_run_is_merging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large merge sorts a few terms at a time; here one or two."""
    from search.engines.whoosh import merging

    monkeypatch.setattr(merging, "RUN_POSTINGS", 7)
    engine = whoosh_index(tmp_path)
    rng = random.Random(4)
    kept = random_articles("lean", rng, 90)
    # More often in one article than a byte counts.
    kept["dài"] = engine.terms("", "hiếm0 " + "đảng tổ " * 300 + "chức")
    writer = engine.writer()
    for number, (id, terms) in enumerate(kept.items()):
        writer.put(id, terms, stored(id))
        if number % 30 == 0:
            writer.commit()
    for id in rng.sample(sorted(set(kept) - {"dài"}), 20):
        writer.delete(id)
        del kept[id]
    writer.commit()
    assert len(list(engine.path.glob("*.arrays"))) > 2
    before = engine.reader()
    writer.compact()
    after = engine.reader()
    assert len(list(engine.path.glob("*.arrays"))) == 1
    assert list(after.scan()) == [(id, stored(id)) for id in kept]
    for name in ("text", "title", "text_folded", "province", "publisher"):
        assert list(after.vocabulary(name)) == list(before.vocabulary(name))
    long = Phrase("text", (("tổ",), ("chức",)))
    assert "dài" in find(after, long)
    scores = (Score("text", "đảng", 1.0), Score("text", "tổ", 0.5))
    expected = [Oracle(kept).score("dài", clause) for clause in scores]
    assert after.explain("dài", scores) == pytest.approx(expected, rel=1e-5)
    for _ in range(60):
        query = random_query(rng)
        assert after.search(query) == before.search(query), query


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, 0),
        (23, 23),
        (24, 24),
        (39, 39),
        (40, 40),
        (41, 40),
        (55, 54),
        (56, 56),
        (60, 60),
        (61, 60),
        (1000, 984),
        (1048600, 1048600),
        (2**31 - 1, 2013265944),
    ],
)
def test_lengths_are_rounded_as_lucene_rounds_them(length: int, expected: int) -> None:
    """Values of ``SmallFloat.byte4ToInt(intToByte4(length))``."""
    from search.engines.whoosh.norms import round_lengths

    assert round_lengths(np.array([length])).tolist() == [expected]
    assert rounded(length) == expected


def test_lone_surrogates_are_only_strings(tmp_path: Path) -> None:
    engine = whoosh_index(tmp_path)
    reader = engine.index({"a\ud800": engine.terms("", "x \udfff y")})
    assert find(reader, Term("text", "\udfff")) == {"a\ud800"}
    assert reader.search(EngineQuery(Everything())).hits[0].stored == stored("a\ud800")


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_damage_or_harmless(tmp_path: Path, seed: int) -> None:
    """Whatever byte changes: the right answer or ``IndexDamaged``, nothing else."""
    engine = whoosh_index(tmp_path)
    engine.index(random_articles("lean", random.Random(1), 30))
    reader = engine.reader()
    rng = dice("bit", seed)
    queries = [random_query(rng) for _ in range(5)]
    expected = [reader.search(query) for query in queries]
    files = [file for file in engine.path.iterdir() if file.is_file()]
    file = rng.choice(sorted(files))
    raw = bytearray(file.read_bytes())
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    file.write_bytes(raw)
    try:
        damaged = engine.reader()
        assert [damaged.search(query) for query in queries] == expected
    except IndexDamaged as error:
        assert "timtin index" in error.cure
