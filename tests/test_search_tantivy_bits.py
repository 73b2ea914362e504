"""Answers from bits and columns are those that tantivy gives by itself."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from chance import dice
from samples import bare_terms as terms

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
    Some,
    Term,
    Without,
)

pytest.importorskip("tantivy")

from search.engines.tantivy import bits as tantivy_bits  # noqa: E402
from search.engines.tantivy import engine as tantivy_engine  # noqa: E402
from search.engines.tantivy import rows as tantivy_rows  # noqa: E402
from search.engines.tantivy import snapshot as tantivy_search  # noqa: E402
from search.engines.tantivy.engine import TantivyReader, TantivyWriter  # noqa: E402
from search.engines.tantivy.rows import make_row  # noqa: E402
from search.engines.tantivy.snapshot import Prepared  # noqa: E402

ASKS = (
    *(FacetAsk(name, name) for name in ("province", "publisher", "person", "copy")),
    *(FacetAsk("date", name) for name in ("year", "month", "day")),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "engine"
    path.mkdir()
    tantivy_engine.create(path, "lean")
    return path


@pytest.fixture
def writer(path: Path) -> Iterator[TantivyWriter]:
    writer = tantivy_engine.open_writer(path, "lean", 16)
    yield writer
    writer.close()


def prepared(path: Path) -> TantivyReader:
    """A reader that answers from bits and columns."""
    reader = TantivyReader(path)
    deque(reader.prepare())
    return reader


def what_it_read(reader: TantivyReader) -> Prepared:
    """What a prepared reader answers from."""
    assert reader._snapshot.prepared
    return reader._snapshot.prepared


def put_many(writer: TantivyWriter, seed: int) -> None:
    rng = random.Random(seed)
    words = [f"từ{number}" for number in range(30)]
    people = [f"Người {number}" for number in range(50)]
    for number in range(400):
        chosen = rng.choices(words, range(1, 31), k=rng.randint(1, 25))
        named = rng.sample(people, rng.choice((0, 1, 2, 6)))
        writer.put(
            f"id{rng.randrange(330)}",
            terms(
                " ".join(chosen),
                rng.choice((0, 20050330, 20060101, 20060102)),
                person=tuple(named),
                publisher=(rng.choice(("Báo A", "Báo B")),),
                province=tuple(rng.sample(("gia-lai", "hue"), rng.randrange(3))),
                copy=("1",) * (rng.random() < 0.1),
            ),
            f"bài {number}",
        )
        if rng.random() < 0.05:
            writer.delete(f"id{rng.randrange(330)}")
        if number in (100, 250):
            writer.commit()
    writer.commit()


def random_clause(rng: random.Random, depth: int = 0) -> Clause:
    def word() -> str:
        return f"từ{rng.randrange(32)}"

    def parts() -> tuple[Clause, ...]:
        return tuple(random_clause(rng, depth + 1) for _ in range(rng.randint(1, 6)))

    kinds: Sequence[str] = (
        "term",
        "term",
        "phrase",
        "near",
        "prefix",
        "keyword",
        "range",
    )
    if depth < 2:
        kinds = (*kinds, "all", "some", "some", "some", "without", "odd")
    match rng.choice(kinds):
        case "term":
            return Term("text", word())
        case "phrase":
            return Phrase("text", ((word(),), (word(), word())))
        case "near":
            return Near("text", (((word(),),), ((word(), word()),)), rng.randrange(4))
        case "prefix":
            return Prefix("text", word()[:3])
        case "keyword":
            return Keyword("person", (f"Người {rng.randrange(50)}", "không ai"))
        case "range":
            return Range("date", rng.choice((0, 20060101)), 20060101)
        case "all":
            return All(parts())
        case "some":
            return Some(found := parts(), rng.randint(0, len(found) + 1))
        case "without":
            return Without(random_clause(rng, depth + 1))
        case _:
            return rng.choice((Everything(), Nothing(), All(()), Term("không", "có")))


def random_query(rng: random.Random) -> EngineQuery:
    scores = [
        Score("text", f"từ{number}", rng.choice((0.3, 1.0)))
        for number in rng.sample(range(32), rng.randrange(5))
    ]
    bonus = Phrase("text", (("từ29",), (f"từ{rng.randrange(30)}",)))
    return EngineQuery(
        match=random_clause(rng),
        scores=(*scores, *[Bonus(bonus, 2.0)] * (rng.random() < 0.3)),
        filters={
            name: clause
            for name, clause in (
                ("copy", Without(Keyword("copy", ("1",)))),
                ("publisher", Keyword("publisher", ("Báo A",))),
                ("date", Range("date", 20060101, 20060102)),
            )
            if rng.random() < 0.4
        },
        facets=ASKS,
        sort=rng.choice(("relevance", "relevance", "newest", "oldest")),
        offset=rng.choice((0, 0, 0, 7)),
        limit=rng.choice((0, 3, 10, 300)),
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("few", "many", "spare"),
    [(300, 1000, 60), (5, 40, 0), (0, 0, 60), (0, 0, 0)],
)
def test_answers_are_the_same(
    path: Path,
    writer: TantivyWriter,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    few: int,
    many: int,
    spare: int,
) -> None:
    monkeypatch.setattr(tantivy_search, "MAX_NAMED", few)
    monkeypatch.setattr(tantivy_search, "MANY", many)
    monkeypatch.setattr(tantivy_search, "SPARE", spare)
    monkeypatch.setattr(tantivy_bits, "FREQUENT", 20)
    put_many(writer, seed)
    by_itself, from_bits = TantivyReader(path), prepared(path)
    rng = dice("bits", seed, few, spare)
    found = 0
    for _ in range(150):
        query = random_query(rng)
        expected, answer = by_itself.search(query), from_bits.search(query)
        assert answer.total == expected.total, query
        assert answer.facets == expected.facets, query
        assert [hit.id for hit in answer.hits] == [hit.id for hit in expected.hits]
        assert [hit.score for hit in answer.hits] == pytest.approx(
            [hit.score for hit in expected.hits], rel=1e-4
        )
        found += answer.total > 0
    assert found > 75


def test_what_is_kept_is_bounded(
    path: Path, writer: TantivyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_bits, "CACHE_BYTES", 1_200)
    put_many(writer, 1)
    reader = prepared(path)
    kept = what_it_read(reader).bits.kept
    clause = Some(tuple(Term("text", f"từ{number}") for number in range(9)), 3)
    totals = {reader.search(EngineQuery(clause)).total for _ in range(3)}
    assert len(totals) == 1 and totals != {0}
    assert 0 < len(kept) < 9 and kept.currsize <= 1_200


def test_only_a_prepared_reader_reads_columns(
    path: Path, writer: TantivyWriter
) -> None:
    put_many(writer, 1)
    reader = TantivyReader(path)
    query = EngineQuery(Everything(), facets=ASKS)
    first = reader.search(query)
    assert reader.search(query) == first and not reader._snapshot.prepared
    deque(reader.prepare())
    assert what_it_read(reader).columns and reader.search(query) == first


def test_frequent_terms_are_known_before_anyone_asks(
    path: Path, writer: TantivyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many(writer, 1)
    monkeypatch.setattr(tantivy_bits, "FREQUENT", 20)
    monkeypatch.setattr(tantivy_bits, "CACHE_BYTES", 5_000)
    reader = prepared(path)
    kept = list(what_it_read(reader).bits.kept)
    by_frequency = sorted(
        reader.vocabulary("text", "từ"), key=lambda item: item[1], reverse=True
    )
    assert 5 < len(kept) < len(by_frequency)
    least = by_frequency[len(kept) - 1][1]
    for clause in kept:
        assert (
            isinstance(clause, Term) and reader.frequency("text", clause.text) >= least
        )
        answer = reader.search(EngineQuery(clause))
        assert answer == TantivyReader(path).search(EngineQuery(clause))


def test_a_reader_can_be_closed_while_it_is_prepared(
    path: Path, writer: TantivyWriter
) -> None:
    put_many(writer, 1)
    reader = TantivyReader(path)
    steps = reader.prepare()
    next(steps)
    reader.close()
    deque(steps)


# Rows


def facets(path: Path, *asks: FacetAsk) -> Any:
    """The facets of everything, from columns; and whether there are any."""
    reader = prepared(path)
    found = reader.search(EngineQuery(Everything(), facets=asks or ASKS)).facets
    return found, bool(reader._snapshot.prepared and reader._snapshot.prepared.columns)


@pytest.mark.parametrize(
    "value", ["", " ", "\\", "\\1", "\\3", "a\x1eb", "\x1f", "\0", "a\nb", "‮", "😀"]
)
def test_odd_values_are_counted_as_they_are(
    path: Path, writer: TantivyWriter, value: str
) -> None:
    writer.put("1", terms("tin", person=(value, "Lan", value)), "{}")
    writer.put("2", terms("tin", person=(value,)), "{}")
    writer.put("3", terms("tin"), "{}")
    writer.commit()
    found, from_columns = facets(path)
    assert from_columns
    assert found["person"] == {value: 2, "Lan": 1}


def test_a_number_that_was_given_again_has_the_values_of_the_living(
    path: Path, writer: TantivyWriter
) -> None:
    for number in range(20):
        writer.put(f"id{number}", terms("tin", person=("Lan",)), "{}")
    writer.put("cuối", terms("tin", person=("Hoa",)), "{}")
    writer.commit()
    writer.delete("cuối")
    writer.commit()
    writer.close()
    again = tantivy_engine.open_writer(path, "lean", 16)
    again.put("mới", terms("tin", person=("Mai",)), "{}")
    again.commit()
    again.close()
    reader = TantivyReader(path)
    rows = reader._snapshot.searcher.terms_with_prefix(tantivy_rows.ROW, "")
    assert len(rows) == 22 and len({row[:10] for row, _ in rows}) == 21
    found, from_columns = facets(path)
    assert from_columns
    assert found["person"] == {"Lan": 20, "Mai": 1}


def test_the_dead_at_the_end_count_nowhere(path: Path, writer: TantivyWriter) -> None:
    for number in range(60):
        writer.put(f"id{number}", terms("tin", person=(f"P{number % 7}",)), "{}")
    writer.commit()
    for number in range(55, 60):
        writer.delete(f"id{number}")
    writer.commit()
    found, from_columns = facets(path)
    assert from_columns
    assert found["person"] == {"P6": 7} | {f"P{n}": 8 for n in range(6)}


def test_values_too_long_for_a_row_are_counted_by_tantivy(
    path: Path, writer: TantivyWriter
) -> None:
    many = tuple(f"Người có tên rất dài, số {number}" for number in range(3_000))
    assert len(make_row(1, terms("tin", person=many))) == tantivy_rows.DIGITS
    writer.put("1", terms("tin", person=many), "{}")
    writer.put("2", terms("tin", person=many[:2]), "{}")
    writer.commit()
    found, from_columns = facets(path, FacetAsk("person", "person"))
    assert not from_columns
    assert len(found["person"]) == 3_000 and found["person"][many[1]] == 2


def test_an_index_without_rows_still_answers_and_takes_articles(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if an older version had made it.
    monkeypatch.setattr(tantivy_engine, "ROW", "no_such_field")
    writer = tantivy_engine.open_writer(path, "lean", 16)
    for number in range(5):
        writer.put(f"id{number}", terms("tin", person=("Lan",)), "{}")
    writer.commit()
    writer.close()
    found, from_columns = facets(path)
    assert not from_columns
    assert found["person"] == {"Lan": 5}


def test_an_empty_index_has_empty_facets(path: Path, writer: TantivyWriter) -> None:
    assert facets(path)[0] == {ask.column: {} for ask in ASKS}


def test_compaction_numbers_rows_anew(path: Path, writer: TantivyWriter) -> None:
    put_many(writer, 3)
    before, _ = facets(path)
    writer.compact()
    after, from_columns = facets(path)
    assert from_columns and after == before
