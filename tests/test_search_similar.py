"""Similar articles: of the same event, no copies, the same on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLES, build_index, make_article

from search.article import Article, Stamp
from search.cli import show
from search.errors import ArticleNotFound
from search.fields import article_terms_batch
from search.language.segmenter.single import default_segmenter
from search.page import similar
from search.page.similar import MOST, POINTS, weigh_terms
from search.searcher import Searcher
from search.store.writing import update

FIRST = "Cầu Mẫu Giang sập nhịp giữa, mười lăm hộ dân phải dời đi trong đêm."
NEWS = (
    make_article("b1", "Sập nhịp cầu Mẫu Giang", FIRST, "2025-03-04"),
    make_article("b2", "Sập nhịp cầu Mẫu Giang", FIRST, "2025-03-04", group="b1"),
    make_article(
        "b3",
        "Dời dân quanh cầu Mẫu Giang",
        "Sau khi cầu sập nhịp giữa, các hộ dân được dời đi.",
        "2025-03-05",
    ),
    make_article(
        "b4",
        "Cầu Mẫu Giang khánh thành",
        "Cầu Mẫu Giang thông xe sau hai năm, các hộ dân vui mừng.",
        "2019-01-05",
    ),
    make_article("b5", "Giá cà phê tăng", "Giá cà phê trong nước tăng.", "2025-03-04"),
    make_article("b6", "Giá cà phê giảm", "Giá cà phê trong nước giảm."),
)


@pytest.fixture(params=["whoosh", "tantivy"])
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> Searcher:
    return Searcher(build_index(tmp_path / "index", NEWS, request.param))


def ids(searcher: Searcher, id: str, limit: int = 5) -> list[str]:
    return [article.id for article in searcher.similar(id, limit)]


def test_articles_of_the_event_come_first_and_copies_do_not(searcher: Searcher) -> None:
    assert ids(searcher, "b1")[:2] == ["b3", "b4"]
    assert not {"b1", "b2"} & set(ids(searcher, "b1"))
    # Neither does the article that this one is a copy of.
    assert not {"b1", "b2"} & set(ids(searcher, "b2"))
    assert ids(searcher, "b2")[0] == "b3"
    # A copy of another does not stand in the place of it.
    assert "b2" not in ids(searcher, "b3") and ids(searcher, "b3")[0] == "b1"


def test_what_has_no_date_is_answered(searcher: Searcher) -> None:
    assert ids(searcher, "b6")[0] == "b5"


def test_what_copies_share_does_not_count_as_telling(tmp_path: Path) -> None:
    copies = [
        replace(NEWS[1], id=f"k{n}", body=FIRST + " Ông Lò Mẫu kể.") for n in range(6)
    ]
    first = replace(NEWS[0], body=FIRST + " Ông Lò Mẫu kể.")
    for engine in ("whoosh", "tantivy"):
        news = (first, *copies, *NEWS[2:])
        searcher = Searcher(build_index(tmp_path / engine, news, engine))
        view = searcher.view()
        terms = weigh_terms(first, view.vocabulary.frequency, view.reader.count)
        assert not {"lò", "kể"} & {term.text for term in terms}


def test_what_is_like_no_other_has_no_similar_articles(tmp_path: Path) -> None:
    other = make_article("o1", "Lịch cúp điện", "Một phần phường 3, 12. " * 9)
    searcher = Searcher(build_index(tmp_path / "index", (*NEWS, other)))
    assert ids(searcher, "o1") == []


def test_as_many_as_asked_for(searcher: Searcher) -> None:
    assert len(ids(searcher, "b1", 1)) == 1
    assert ids(searcher, "b1", 0) == []


def test_an_unknown_article_is_an_error(searcher: Searcher) -> None:
    with pytest.raises(ArticleNotFound):
        searcher.similar("none")


def test_nearness_in_time_decides_between_like_articles(tmp_path: Path) -> None:
    body = "Hội làng Mẫu Giang mở trong ba ngày."
    days = ("2024-01-01", "2024-01-02", "2020-05-05", "9999-12-31")
    news = [make_article(f"c{n}", "Hội làng", body, day) for n, day in enumerate(days)]
    searcher = Searcher(build_index(tmp_path / "index", news))
    assert ids(searcher, "c0")[0] == "c1"
    assert len(ids(searcher, "c3")) == 3


def _put(path: Path, articles: Sequence[Article]) -> None:
    with update(path) as session:
        terms = article_terms_batch(
            articles, session.profile, default_segmenter(tone_styles=True)
        )
        for article, (found, _) in zip(articles, terms):
            session.put(article.id, found, article.to_json())


def test_dead_articles_change_nothing(tmp_path: Path) -> None:
    found = []
    for engine in ("whoosh", "tantivy"):
        path = tmp_path / engine
        searcher = Searcher(build_index(path, NEWS, engine))
        fresh = [ids(searcher, article.id) for article in NEWS]
        more = [replace(NEWS[4], id=f"z{n}", body="Cầu Mẫu Giang.") for n in range(3)]
        _put(path, more)
        assert [ids(searcher, article.id) for article in NEWS] != fresh
        with update(path) as session:
            for article in more:
                session.delete(article.id)
        assert [ids(searcher, article.id) for article in NEWS] == fresh
        found.append(fresh)
    assert found[0] == found[1]


def test_engines_give_the_same_order(tmp_path: Path) -> None:
    news = (*ARTICLES, *NEWS)
    found = []
    for engine in ("whoosh", "tantivy"):
        one = Searcher(build_index(tmp_path / engine, news, engine))
        found.append([ids(one, article.id) for article in news])
    assert found[0] == found[1] and any(found[0])


def in_two(field: str, term: str) -> int:
    """An article without copies has terms that one other has."""
    return 1 if field == "group" else 2


@given(title=st.text(max_size=80), body=st.text(max_size=400))
@settings(deadline=None, max_examples=50)
def test_terms_of_any_text_are_few_and_the_best_has_all_points(
    title: str, body: str
) -> None:
    article = replace(NEWS[0], title=title, body=body)
    points = list(weigh_terms(article, in_two, 1_000).values())
    assert len(points) <= MOST
    assert points[:1] in ([], [POINTS])
    # Exact in the 32 bits of an engine's float.
    assert sum(points) < 2**24 and all(isinstance(one, int) for one in points)


def test_a_long_article_costs_what_others_do() -> None:
    asked: list[str] = []

    def frequency(field: str, term: str) -> int:
        asked.append(term)
        return in_two(field, term)

    body = " ".join(f"từ{n}" for n in range(50_000))
    weigh_terms(replace(NEWS[0], body=body), frequency, 1_000)
    assert len(asked) <= similar.READ_LENGTH


def test_a_day_alone_makes_nothing_similar(tmp_path: Path) -> None:
    event = "Đê Mẫu Giang vỡ, nước ngập ba xã."
    news = [
        make_article("d0", "Vỡ đê Mẫu Giang", event, "2024-01-01"),
        make_article("d1", "Sau vụ vỡ đê Mẫu Giang", event + " Nay", "2021-06-01"),
        *(
            make_article(f"e{n}", f"Giá xăng {n}", f"Giá xăng {n}, nước.", "2024-01-01")
            for n in range(8)
        ),
    ]
    for engine in ("whoosh", "tantivy"):
        searcher = Searcher(build_index(tmp_path / engine, news, engine))
        assert ids(searcher, "d0")[0] == "d1"


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("2024-02-28", "2024-03-01", 1.3),
        ("2024-01-01", "2023-12-25", 1.2),
        ("2024-01-01T23:59", "2024-01-31", 1.1),
        ("2024-01-01", "2024-02-01", 1.0),
        ("2024-01", "2024-01-01", 1.0),
        ("0001-01-01", "9999-12-31", 1.0),
        ("2024-01-01", None, 1.0),
    ],
)
def test_days_apart_are_a_factor(one: str, other: str | None, factor: float) -> None:
    articles = [
        replace(NEWS[0], published=Stamp(day) if day else None, event=None)
        for day in (one, other)
    ]
    assert similar.nearness(*articles) == similar.nearness(*articles[::-1]) == factor


def test_the_command_lists_them(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index", NEWS)
    run = CliRunner().invoke(show, ["b1", "--similar", "--index", str(index)])
    assert run.exit_code == 0
    assert run.output.splitlines()[0].endswith("b3  Dời dân quanh cầu Mẫu Giang")
    run = CliRunner().invoke(show, ["b1", "--similar", "--json", "--index", str(index)])
    assert '"id": "b3"' in run.output
