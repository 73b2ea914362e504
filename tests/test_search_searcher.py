"""Requests to pages, over a real index of a dozen articles."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from samples import build_index, make_article

from search.article import Article, OfficialDocument, Person, Place
from search.engines.whoosh.engine import WhooshReader
from search.errors import ArticleNotFound, IndexDamaged, IndexMissing
from search.fields import article_terms
from search.language.segmenter.single import Segmenter
from search.query.clauses import Sort
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.writing import update


def found(searcher: Searcher, q: str = "", **asked: object) -> set[str]:
    page = searcher.search(SearchRequest(q=q, size=50, **asked))  # type: ignore[arg-type]
    ids = {hit.article.id for hit in page.hits if not hit.lacks}
    assert page.total == len(ids)
    return ids


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("spell", [str, str.lower, str.upper, nfd])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tổ chức xây dựng Đảng", {"a1"}),
        ("Tô Lâm", {"a3", "a4"}),
        ("tổ chức", {"a1", "a4"}),
        ("ủy ban nhân dân", {"a2", "a3"}),
        ("uỷ ban nhân dân", {"a2", "a3"}),
        ("phản biện", {"a10"}),
        ("18-NQ/TW", {"a1"}),
        ("3.611", {"a6"}),
        ("09/12/2025", {"a6"}),
        ("GD&ĐT", {"a11"}),
    ],
)
def test_every_spelling_with_marks_finds_the_same(
    searcher: Searcher, spell: Callable[[str], str], query: str, expected: set[str]
) -> None:
    assert found(searcher, spell(query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("to chuc", {"a1", "a4"}),
        ("to lam", {"a3", "a4"}),
        ("uy ban nhan dan", {"a2", "a3"}),
        ("quoc hoi", {"a8", "a12"}),
        ("nghi quyết", {"a1", "a8"}),
        ("18 nq tw", {"a1"}),
        ("dak to", {"a5"}),
    ],
)
def test_syllables_without_marks_match_every_mark(
    searcher: Searcher, query: str, expected: set[str]
) -> None:
    assert found(searcher, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phân", {"a10"}),
        ("đang", {"a11"}),
        ("quốc hội", {"a8"}),
        ("tô", {"a3", "a4", "a5"}),
    ],
)
def test_marks_are_exact(searcher: Searcher, query: str, expected: set[str]) -> None:
    assert found(searcher, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"công tác tổ chức xây dựng Đảng"', {"a1"}),
        ('"xây dựng tổ chức"', set()),
        ('"to chuc bo may"', {"a4"}),
        ("hội nghị -Gia", {"a4"}),
        ("Huế OR Đắk", {"a3", "a5"}),
        ("tổng*", {"a1", "a4"}),
        ("tiêuđề:quốc", {"a8"}),
        ("tỉnh:Huế", {"a3"}),
        ("tinh:'Gia Lai' họp", {"a1", "a2"}),
        ("từ:12/2025", {"a1"}),
        ("số:'Nghị quyết 18'", {"a1"}),
        ("nguồn:'ban tin mau' hợp nhất", {"a2"}),
    ],
)
def test_operators_are_obeyed(
    searcher: Searcher, query: str, expected: set[str]
) -> None:
    assert found(searcher, query.replace("'", '"')) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"province": ("gia-lai",)}, {"a1", "a2"}),
        ({"province": ("Bình Định",)}, {"a2"}),
        ({"date": ("2025",)}, {"a1", "a2", "a3", "a8", "a11"}),
        ({"date": ("2025-07",)}, {"a3"}),
        ({"date": ("none",)}, {"a5"}),
        ({"date": ("quý 3/2025",)}, {"a3", "a11"}),
        ({"date": ("7/2025..9/2025",)}, {"a3", "a11"}),
        ({"province": ("Bình Định, Atlantis",)}, {"a2"}),
        ({"date_from": "1/7/2025", "date_to": "31/7/2025"}, {"a3"}),
        ({"date_from": "15/7/2025", "date_to": "20/7/2025"}, {"a3"}),
        ({"publisher": ("Bản tin Mẫu",), "copies": True}, {"a1", "a2", "a9"}),
        ({"publisher": ("nhat ky nghi truong",)}, {"a8", "a10"}),
        ({"document": ("18-NQ/TW",)}, {"a1"}),
        ({"document": ("Nghị quyết số 18",)}, {"a1"}),
        ({"document": ("18 nq tw",)}, {"a1"}),
        ({"person": ("Tô Lâm",)}, {"a4"}),
        ({"person": ("tô lâm",)}, {"a4"}),
        ({"person": ("Không Có Ai",)}, set()),
        ({"group": "a8", "copies": True}, {"a8", "a9"}),
    ],
)
def test_filters_narrow(
    searcher: Searcher, asked: dict[str, object], expected: set[str]
) -> None:
    assert found(searcher, **asked) == expected


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Articles about Lê Mẫu An and Vũ Mẫu Bình, together and apart."""
    both = (Person("Lê Mẫu An"), Person("Vũ Mẫu Bình"))
    start = "Đây là câu mở đầu chẳng nói gì. " * 12
    articles = [
        make_article("m1", "Gặp gỡ", f"{start}Lê Mẫu An gặp Vũ Mẫu Bình.", people=both),
        make_article("m2", "Làm việc", f"{start}Lê Mẫu An làm việc.", people=both[:1]),
        make_article("m3", "Đi thăm", f"{start}Vũ Mẫu Bình đi thăm.", people=both[1:]),
        make_article(
            "m4",
            "Thực hiện nghị quyết",
            f"{start}Nghị quyết 77 về việc thử, tại thị xã Mẫu.",
            documents=(
                OfficialDocument("77-NQ/TW", "Nghị quyết 77"),
                OfficialDocument("78-NQ/TW", "Nghị quyết 78"),
            ),
            places=(Place("binh-dinh", "thị xã Mẫu", "venue"),),
        ),
        make_article(
            "m5", "Sơ kết", start, documents=(OfficialDocument("77-NQ/TW", "NQ 77"),)
        ),
    ]
    searcher = Searcher(build_index(tmp_path_factory.mktemp("m") / "index", articles))
    yield searcher
    searcher.close()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"person": ("Lê Mẫu An", "Vũ Mẫu Bình")}, {"m1"}),
        ({"q": 'người:"Lê Mẫu An" người:"Vũ Mẫu Bình"'}, {"m1"}),
        ({"q": 'người:("Lê Mẫu An" "Vũ Mẫu Bình")'}, {"m1"}),
        ({"q": 'người:"Lê Mẫu An"', "person": ("Vũ Mẫu Bình",)}, {"m1"}),
        ({"q": 'người:"Lê Mẫu An" OR người:"Vũ Mẫu Bình"'}, {"m1", "m2", "m3"}),
        ({"q": 'người:("Lê Mẫu An" OR "Vũ Mẫu Bình")'}, {"m1", "m2", "m3"}),
        ({"q": 'người:"Lê Mẫu An" OR người:"Vũ Mẫu Bình" thăm'}, {"m3"}),
        ({"q": 'người:"Lê Mẫu An" -người:"Vũ Mẫu Bình"'}, {"m2"}),
        ({"person": ("mẫu",)}, {"m1", "m2", "m3"}),
        ({"person": ("mẫu", "an")}, {"m1", "m2"}),
        ({"document": ("77-NQ/TW",)}, {"m4", "m5"}),
        ({"document": ("77-NQ/TW", "78-NQ/TW")}, {"m4"}),
        ({"q": "số:77-NQ/TW số:78-NQ/TW"}, {"m4"}),
        ({"q": "số:77-NQ/TW OR số:78-NQ/TW"}, {"m4", "m5"}),
    ],
)
def test_people_and_documents_add_up(
    meetings: Searcher, asked: dict[str, object], expected: set[str]
) -> None:
    assert found(meetings, **asked) == expected


@pytest.mark.parametrize(
    "asked", [{"person": ("Lê Mẫu An",)}, {"q": 'người:"Lê Mẫu An"'}]
)
def test_the_people_beside_one_are_counted(
    meetings: Searcher, asked: dict[str, Any]
) -> None:
    page = meetings.search(SearchRequest(**asked), facets=True)
    [people] = [facet for facet in page.facets if facet.name == "person"]
    assert [(row.value, row.count, row.selected) for row in people.values] == [
        ("Lê Mẫu An", 2, True),
        ("Vũ Mẫu Bình", 1, False),
    ]


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ({"person": ("Lê Mẫu An",)}, ["Lê Mẫu An", "Lê Mẫu An"]),
        ({"q": 'người:"vu mau binh"'}, ["Vũ Mẫu Bình", "Vũ Mẫu Bình"]),
        ({"province": ("gia-lai",)}, ["thị xã Mẫu"]),
        ({"q": 'tỉnh:"Bình Định"'}, ["thị xã Mẫu"]),
        ({"document": ("78-NQ/TW", "77-NQ/TW")}, ["Nghị quyết 77"]),
        ({"q": "số:78-NQ/TW thử"}, ["thử"]),
    ],
)
def test_a_snippet_shows_what_was_filtered_by(
    meetings: Searcher, asked: dict[str, Any], marked: list[str]
) -> None:
    page = meetings.search(SearchRequest(**asked))
    snippets = [hit.snippet for hit in page.hits]
    assert [s.text[a:b] for s in snippets for a, b in s.marks] == marked
    for hit in page.hits:
        view = meetings.article(hit.article.id, SearchRequest(**asked))
        shown = [p.text[a:b] for p in view.paragraphs for a, b in p.marks]
        assert shown and set(shown) <= set(marked)


def test_copies_are_one_result_that_says_how_many(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest(q="202/2025/QH15"))
    assert [(hit.article.id, hit.copies) for hit in page.hits] == [("a8", 1)]


def test_undated_articles_come_last_both_ways(searcher: Searcher) -> None:
    for sort, first in (("newest", "a1"), ("oldest", "a10")):
        page = searcher.search(SearchRequest(size=50, sort=sort))  # type: ignore[arg-type]
        ids = [hit.article.id for hit in page.hits]
        assert (ids[0], ids[-1]) == (first, "a5")


def test_pages_are_stable_and_cover_everything(searcher: Searcher) -> None:
    whole = [h.article.id for h in searcher.search(SearchRequest(size=50)).hits]
    paged = [
        hit.article.id
        for number in range(1, 5)
        for hit in searcher.search(SearchRequest(size=3, page=number)).hits
    ]
    assert paged == whole
    assert searcher.search(SearchRequest(size=3)).pages == 4


def test_an_unknown_value_is_said(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest(publisher=("Báo Lạ",)))
    assert page.total == 0
    assert [item.message for item in page.warnings] == [
        "Kho bài không có nguồn “Báo Lạ”"
    ]


def test_partial_matches_follow_by_relevance_and_say_what_they_lack(
    searcher: Searcher,
) -> None:
    page = searcher.search(SearchRequest(q="tổ chức giáo viên"), facets=True)
    assert page.total == 0 and page.partial == len(page.hits)
    lacks = {hit.article.id: hit.lacks for hit in page.hits}
    assert lacks.keys() >= {"a1", "a4", "a11"}
    assert "giáo viên" in " ".join(lacks["a1"])
    assert "tổ chức" in " ".join(lacks["a11"])
    assert not any(row.count for facet in page.facets for row in facet.values)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_partial_matches_have_no_place_in_the_order_by_date(
    searcher: Searcher, sort: Sort
) -> None:
    page = searcher.search(SearchRequest(q="tổ chức giáo viên", sort=sort))
    assert (page.total, page.partial, page.hits) == (0, 0, ())


def test_pages_of_partial_matches_follow_one_another(searcher: Searcher) -> None:
    whole = searcher.search(SearchRequest(q="tô lâm họp", size=50))
    one_by_one = [
        hit.article.id
        for page in range(1, len(whole.hits) + 1)
        for hit in searcher.search(
            SearchRequest(q="tô lâm họp", size=1, page=page)
        ).hits
    ]
    assert one_by_one == [hit.article.id for hit in whole.hits]
    full = [not hit.lacks for hit in whole.hits]
    assert sum(full) == whole.total and full == sorted(full, reverse=True)


def test_what_a_partial_match_lacks_can_be_insisted_on(searcher: Searcher) -> None:
    asked = SearchRequest(q="tổ chức giáo viên")
    [lacking] = [hit for hit in searcher.search(asked).hits if hit.article.id == "a1"]
    page = searcher.search(asked.insisting(lacking.lacks[0]))
    assert "a1" not in {hit.article.id for hit in page.hits}
    assert "a11" in {hit.article.id for hit in page.hits}


def test_facets_count_without_their_own_filter(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest(province=("hue",)), facets=True)
    facets = {facet.name: facet for facet in page.facets}
    provinces = {row.value: row.count for row in facets["province"].values}
    assert page.total == 1
    assert provinces["gia-lai"] == 2 and provinces["hue"] == 1
    assert {row.value: row.count for row in facets["date"].values} == {"2025": 1}
    assert "publisher" in facets


def test_explanations_add_up_to_the_score(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest(q="tổ chức bộ máy"), explain=True)
    assert page.hits
    for hit in page.hits:
        assert sum(item.value for item in hit.explanation) == pytest.approx(
            hit.score, rel=1e-4
        )


@pytest.mark.parametrize(
    ("query", "offered"), [("to chuc bo may", "tổ chức bộ máy"), ("tỗ chức", "tổ chức")]
)
def test_other_spellings_are_offered(
    searcher: Searcher, query: str, offered: str
) -> None:
    page = searcher.search(SearchRequest(q=query))
    assert offered in [item.query for item in page.suggestions]


@pytest.mark.parametrize("query", ["người:to lam", "to chuc tỉnh:hue", '"to chuc"'])
def test_filters_and_operators_are_not_respelled(
    searcher: Searcher, query: str
) -> None:
    assert searcher.search(SearchRequest(q=query)).suggestions == ()


def test_an_article_shows_its_matches(searcher: Searcher) -> None:
    view = searcher.article("a1", SearchRequest(q='"tinh gọn"'))
    marked = [
        paragraph.text[start:end]
        for paragraph in view.paragraphs
        for start, end in paragraph.marks
    ]
    assert marked == ["tinh gọn"]


def test_only_web_addresses_are_linked(searcher: Searcher) -> None:
    assert searcher.article("a1").original_url.startswith("https://")
    assert searcher.article("a7").original_url == ""


def test_an_unknown_article_is_an_error(searcher: Searcher) -> None:
    with pytest.raises(ArticleNotFound):
        searcher.article("nope")


def test_a_missing_index_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="timtin index"):
        Searcher(tmp_path / "none").search(SearchRequest())


def test_completion_ignores_marks(searcher: Searcher) -> None:
    assert [item.text for item in searcher.suggest("tong bi")] == [
        "Tổng Bí thư Tô Lâm dự hội nghị"
    ]
    assert "Tô Lâm" in [item.text for item in searcher.suggest("lam")]


def test_a_commit_is_seen_without_a_restart(tmp_path: Path) -> None:
    path = build_index(tmp_path / "index")
    searcher = Searcher(path)
    assert found(searcher, "chuyện mới") == set()
    generation = searcher.generation()
    assert generation == searcher.generation()
    article: Article = make_article(
        "new", "Chuyện mới", "Chuyện mới toanh.", "2026-01-01"
    )
    with update(path) as session:
        terms = article_terms(article, session.profile, Segmenter(tone_styles=True))
        session.put("new", terms, article.to_json())
    assert found(searcher, "chuyện mới") == {"new"}
    assert searcher.generation() != generation
    searcher.close()


# What is kept between searches


class Watched:
    """Counts how often an engine was prepared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        prepare = WhooshReader.prepare

        def steps(reader: WhooshReader) -> Iterator[None]:
            yield from prepare(reader)
            self.steps += 1
            yield

        monkeypatch.setattr(WhooshReader, "prepare", steps)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def test_only_who_asks_again_is_prepared_for(tmp_path: Path, watched: Watched) -> None:
    index = build_index(tmp_path / "index")
    searcher = Searcher(index)
    searcher.search(SearchRequest(q="Huế"))
    assert searcher._preparing is None
    searcher.search(SearchRequest(q="Gia Lai"))
    searcher.keep_ready().join()
    assert watched.steps == 1
    with update(index) as session:
        session.delete("a1")
    searcher.search(SearchRequest(q="Đắk Lắk"))
    searcher.keep_ready().join()
    assert watched.steps == 2
    searcher.close()


def test_damage_is_told_by_a_search_and_not_by_what_prepares_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steps(reader: WhooshReader) -> Iterator[None]:
        raise IndexDamaged("hỏng", "lập lại")
        yield

    monkeypatch.setattr(WhooshReader, "prepare", steps)
    searcher = Searcher(build_index(tmp_path / "index"))
    searcher.keep_ready().join()
    assert searcher.search(SearchRequest(q="Huế")).total
    searcher.close()


def test_closing_ends_what_prepares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def steps(reader: WhooshReader) -> Iterator[None]:
        while True:
            begun.set()
            yield

    monkeypatch.setattr(WhooshReader, "prepare", steps)
    searcher = Searcher(build_index(tmp_path / "index"))
    thread = searcher.keep_ready()
    assert begun.wait(30) and thread.is_alive()
    searcher.close()
    assert not thread.is_alive()


def test_a_number_means_the_documents_of_all_years_that_share_it(
    tmp_path: Path,
) -> None:
    named = {
        "p1": OfficialDocument("18-NQ/TW", "Nghị quyết 18", year=2017),
        "p2": OfficialDocument("18-NQ/TW", "Nghị quyết 18", year=2022),
        "p3": OfficialDocument("18-NQ/TW", "Nghị quyết 18"),
    }
    articles = [
        make_article(id, "Quán triệt", "Bàn việc năm tới.", documents=(document,))
        for id, document in named.items()
    ]
    searcher = Searcher(build_index(tmp_path / "index", articles))
    assert found(searcher, "số:18-NQ/TW") == {"p1", "p2", "p3"}
    assert found(searcher, 'số:"18-NQ/TW (2022)"') == {"p2"}
    assert found(searcher, document=("18-NQ/TW (2017)",)) == {"p1"}
