"""Persons, documents, places and trends: what is told is what a plain scan finds."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from chance import dice
from click.testing import CliRunner
from samples import build_index, make_article, venue

import timtin
from search.article import Article, OfficialDocument, Person
from search.errors import ArticleNotFound, UsageError
from search.export import drawing
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.opening import ENGINES
from search.subjects.document import tell_document
from search.subjects.gathering import gather
from search.subjects.offices import key_of, parts_of, read_offices
from search.subjects.person import find_names, tell_person
from search.subjects.place import tell_place
from search.subjects.significant import count_words, likelihood, significant
from search.subjects.trends import compare

CHAIR = "Phó Chủ tịch UBND TP.HCM"


def make(number: int) -> Article:
    """One of many articles about invented people, drawn at random."""
    rng = dice("subjects", number)
    year, month = rng.choice((2023, 2024, 2025)), rng.randint(1, 12)
    people = [Person("Đỗ Mẫu Nam", rng.choice(("Bộ trưởng", CHAIR, "")))]
    if rng.random() < 0.5:
        people.append(Person("Lý Thử Hà", "Thứ trưởng"))
    documents = ()
    if rng.random() < 0.4:
        documents = (OfficialDocument("18-NQ/TW", "Nghị quyết 18", year=2022),)
    slug, name = rng.choice(
        (("gia-lai", "Gia Lai"), ("binh-dinh", "Bình Định"), ("hue", "Huế"))
    )
    words = rng.sample(("sáp nhập tỉnh", "tinh gọn bộ máy", "mùa gặt", "cầu mới"), 2)
    return make_article(
        f"s{number}",
        f"Tin số {number}",
        f"Hôm nay bàn về {words[0]} và {words[1]}. "
        + ("Cảng Quy Nhơn đông tàu. " if slug == "binh-dinh" else ""),
        rng.choice((f"{year}-{month:02}-{rng.randint(1, 28):02}", f"{year}", "")),
        publisher=rng.choice(("Báo Một", "Báo Hai")),
        people=tuple(people if rng.random() < 0.7 else people[1:]),
        documents=documents,
        places=venue(slug, name),
        group=f"s{number - 1}" if number % 20 == 19 else "",
    )


ARTICLES = tuple(make(number) for number in range(120))
SHOWN = tuple(article for article in ARTICLES if not article.is_copy)


@pytest.fixture(params=ENGINES, scope="module")
def collection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    path = tmp_path_factory.mktemp("subjects") / "index"
    searcher = Searcher(build_index(path, ARTICLES, request.param))
    yield searcher
    searcher.close()


def naming(name: str) -> list[Article]:
    return [item for item in SHOWN if any(one.name == name for one in item.people)]


def month(article: Article) -> str:
    value = article.date.value if article.date else ""
    return value[:7] if len(value) >= 7 else ""


# A person


@pytest.mark.parametrize("text", ["Đỗ Mẫu Nam", "do-mau-nam", "ĐỖ MẪU NAM"])
def test_a_person_is_what_a_scan_finds(collection: Searcher, text: str) -> None:
    facts = tell_person(collection.view(), text)
    mine = naming("Đỗ Mẫu Nam")
    assert (facts.name, facts.slug) == ("Đỗ Mẫu Nam", "do-mau-nam")
    assert facts.articles == len(mine)
    months = Counter(month(item) for item in mine)
    del months[""]
    assert facts.found.months == dict(sorted(months.items()))
    told = {office.key: office for office in facts.offices}
    for office in ("Bộ trưởng", CHAIR):
        dates = [
            item.date.value[:10] if item.date else ""
            for item in mine
            if Person("Đỗ Mẫu Nam", office) in item.people
        ]
        found = told[key_of(office)]
        known = [date for date in dates if date]
        assert (found.label, found.count) == (office, len(dates))
        assert (found.first, found.last) == (min(known), max(known))
        assert {item.id for item in facts.with_office(found.key)} == {
            item.id for item in mine if Person("Đỗ Mẫu Nam", office) in item.people
        }
    beside = sum(len(item.people) == 2 for item in mine)
    (row,) = facts.found.rows("person", ("Đỗ Mẫu Nam",))
    assert (row.value, row.count) == ("Lý Thử Hà", beside)
    assert json.loads(json.dumps(facts.to_dict()))["articles"] == len(mine)


def test_the_link_of_a_row_finds_its_articles(collection: Searcher) -> None:
    from urllib.parse import parse_qs

    from search.request import read_request

    facts = tell_person(collection.view(), "Đỗ Mẫu Nam")
    for column in ("person", "document", "province"):
        for row in facts.found.rows(column, ("Đỗ Mẫu Nam",)):
            asked = read_request(parse_qs(row.query.removeprefix("?")))
            assert collection.search(asked).total == row.count


def test_nobody_of_a_name_is_an_error(collection: Searcher) -> None:
    for text in ("Không Có Ai", "", "-" * 500, "\0", "%s"):
        with pytest.raises(ArticleNotFound):
            tell_person(collection.view(), text)


def test_names_that_differ_in_marks_are_kept_apart(tmp_path: Path) -> None:
    articles = [
        make_article(f"x{n}", "Tin", "Chữ.", people=(Person(name),))
        for n, name in enumerate(("Vũ Thành", "Vũ Thành", "Vũ Thanh"))
    ]
    searcher = Searcher(build_index(tmp_path / "index", articles))
    view = searcher.view()
    assert find_names(view, "vu-thanh") == ["Vũ Thành", "Vũ Thanh"]
    better, other = tell_person(view, "vu-thanh"), tell_person(view, "Vũ-Thanh")
    assert (better.name, better.articles, better.slug) == ("Vũ Thành", 2, "vu-thanh")
    assert (other.name, other.articles, other.slug) == ("Vũ Thanh", 1, "Vũ-Thanh")
    assert [(row.label, row.count) for row in better.others] == [("Vũ Thanh", 1)]
    searcher.close()


# Offices


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "Phó Thủ tướng",
            "phó thủ tướng",
            "Phó Thủ tướng Chính phủ",
            "tân Phó Thủ tướng",
        ),
        ("Bộ trưởng Bộ GTVT", "Bộ trưởng Giao thông vận tải", "Bộ trưởng Bộ GT-VT"),
        ("Chủ tịch UBND TPHCM", "Chủ tịch Uỷ ban nhân dân TP.HCM"),
        ("Bộ trưởng Bộ GD-ĐT", "Bộ trưởng Giáo dục và Đào tạo", "Bộ trưởng GD&ĐT"),
        ("nguyên Bí thư Tỉnh ủy", "Nguyên bí thư tỉnh uỷ"),
    ],
)
def test_spellings_of_an_office_are_one(spellings: tuple[str, ...]) -> None:
    assert len({key_of(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thủ tướng", "Phó Thủ tướng"),
        ("Bí thư Tỉnh ủy", "nguyên Bí thư Tỉnh ủy"),
        ("Chủ tịch UBND tỉnh Gia Lai", "Chủ tịch UBND tỉnh Bình Định"),
        ("Phó Thủ tướng", "Phó Thủ tướng Thường trực"),
    ],
)
def test_other_offices_are_not(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_a_row_of_offices_is_taken_apart_but_not_one_office() -> None:
    assert parts_of("Ủy viên Bộ Chính trị, Thủ tướng") == [
        "Ủy viên Bộ Chính trị",
        "Thủ tướng",
    ]
    ministry = "Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch"
    assert parts_of(ministry) == [ministry]
    assert parts_of("") == []


def test_an_office_of_who_stands_before_is_not_the_deputy_s() -> None:
    people = (Person("A", "Thủ tướng, Phó Thủ tướng Thường trực"),)
    offices = read_offices("A", [make_article("o", "", "", people=people)])
    assert [item.label for item in offices] == ["Phó Thủ tướng Thường trực"]


def test_an_office_cut_short_joins_the_whole_one() -> None:
    whole, short = "Bộ trưởng Bộ Thử nghiệm", "Bộ trưởng"
    offices = read_offices(
        "A",
        [
            make_article(f"o{n}", "", "", date, people=(Person("A", office),))
            for n, (date, office) in enumerate(
                (
                    ("2005-01-02", whole),
                    ("2005-03-02", short),
                    ("2005-09-02", whole),
                    ("2009-03-02", "Phó Thủ tướng"),
                )
            )
        ],
    )
    assert [(item.label, item.count) for item in offices] == [
        (whole, 3),
        ("Phó Thủ tướng", 1),
    ]


# A document, a place


def test_a_document_is_what_a_scan_finds(collection: Searcher) -> None:
    mine = [item for item in SHOWN if item.documents]
    for text in ("18-NQ/TW", "18 nq tw", "18-NQ/TW (2022)"):
        facts = tell_document(collection.view(), text)
        assert facts.value == "18-NQ/TW (2022)" and facts.kind == "nghị quyết"
        assert facts.articles == len(mine)
        assert facts.aliases == (("Nghị quyết 18", len(mine)),)
    with pytest.raises(ArticleNotFound):
        tell_document(collection.view(), "99-NQ/TW")


def test_a_document_s_date_and_issuer_are_those_the_articles_state(
    tmp_path: Path,
) -> None:
    name = "Nghị định 12/2031/NĐ-CP"
    bodies = (
        f"Theo {name} ngày 5-6-2031 của Chính phủ, xã được tự quyết.",
        f"Trong {name} của Chính phủ, có ba chương.",
        f"Còn {name} của Bộ vẫn chưa thấy, và {name} của bộ nào thì không rõ.",
        f"Hỏi về {name} (ban hành ngày 5 tháng 6 năm 2031), họ lắc đầu. Ngày 1-1-2032 họp.",
        f"Từ ngày 40-13-2031, {name} ngày 40-13-2031 có hiệu lực.",
    )
    articles = [
        make_article(
            f"d{n}", "", body, documents=(OfficialDocument("12/2031/NĐ-CP", name),)
        )
        for n, body in enumerate(bodies)
    ]
    searcher = Searcher(build_index(tmp_path / "index", articles))
    facts = tell_document(searcher.view(), "12/2031/NĐ-CP")
    assert facts.dates == (("2031-06-05", 2),)
    assert facts.issuers == (("Chính phủ", 2),)
    searcher.close()


def test_documents_of_one_number_are_kept_apart(tmp_path: Path) -> None:
    articles = [
        make_article(
            f"y{n}", "", "Chữ.", documents=(OfficialDocument("18-NQ/TW", "NQ", year=y),)
        )
        for n, y in enumerate((2017, 2017, 2022, 0))
    ]
    searcher = Searcher(build_index(tmp_path / "index", articles))
    facts = tell_document(searcher.view(), "18-NQ/TW (2022)")
    assert (facts.value, facts.articles) == ("18-NQ/TW (2022)", 1)
    assert dict(facts.same_number) == {"18-NQ/TW": 1, "18-NQ/TW (2017)": 2}
    searcher.close()


def test_a_place_is_what_a_scan_finds(collection: Searcher) -> None:
    slugs = {"gia-lai", "binh-dinh"}
    mine = [item for item in SHOWN if item.places[0].slug in slugs]
    facts = tell_place(collection.view(), "Gia Lai")
    assert (facts.articles, facts.today) == (len(mine), "gia-lai")
    old = [item for item in mine if item.places[0].slug == "binh-dinh"]
    copies = [item for item in ARTICLES if item.is_copy]
    with_copies = len(old) + sum(c.places[0].slug == "binh-dinh" for c in copies)
    assert dict(facts.units) == {"binh-dinh": with_copies}
    told = {person.name: person.count for person in facts.people}
    assert told["Lý Thử Hà"] == sum(
        any(one.name == "Lý Thử Hà" for one in item.people) for item in mine
    )
    before = tell_place(collection.view(), "binh-dinh")
    assert (before.name, before.today) == ("Bình Định", "gia-lai")
    assert "quy nhơn" in [word.text for word in before.words]
    with pytest.raises(ArticleNotFound):
        tell_place(collection.view(), "Atlantis")


def test_players_are_not_the_people_of_a_place(tmp_path: Path) -> None:
    people = (Person("Bùi Sân Cỏ", "Thủ môn"), Person("Lê Hội Trường", "Phó bí thư"))
    article = make_article("p", "", "Chữ.", people=people, places=venue("hue", "Huế"))
    searcher = Searcher(build_index(tmp_path / "index", [article]))
    (person,) = tell_place(searcher.view(), "hue").people
    assert (person.name, person.office) == ("Lê Hội Trường", "Phó bí thư")
    searcher.close()


def test_the_words_of_a_place_are_kept_for_a_commit(
    collection: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tell_place(collection.view(), "hue").words
    monkeypatch.setattr("search.subjects.significant.count_words", None)
    assert tell_place(collection.view(), "hue").words == first


# Trends


def holding(words: str) -> list[Article]:
    return [item for item in SHOWN if words in item.body]


@pytest.mark.parametrize("step", ["year", "month", "day"])
def test_trends_are_counts_of_a_plain_scan(collection: Searcher, step: str) -> None:
    queries = ["sáp nhập tỉnh", "tinh gọn bộ máy", "mùa gặt", "cầu mới", "quy nhơn"]
    found = compare(collection.view(), queries, step=step)  # type: ignore[arg-type]
    length = {"year": 4, "month": 7, "day": 10}[step]

    def periods(articles: list[Article]) -> Counter[str]:
        values = [item.date.value for item in articles if item.date]
        return Counter(value[:length] for value in values if len(value) >= length)

    everything = periods(list(SHOWN))
    assert dict(zip(found.periods, found.everything)) == everything
    for query, item in zip(queries, found.series):
        mine = holding(query if query != "quy nhơn" else "Quy Nhơn")
        assert item.total == len(mine)
        counts = dict(zip(found.periods, item.counts))
        assert {key: n for key, n in counts.items() if n} == periods(mine)
        for share, count, of in zip(found.shares(item), item.counts, found.everything):
            assert share == pytest.approx(1000 * count / of)
        sources = Counter(article.publisher for article in mine)
        assert dict(zip(found.publishers, item.publishers)) == sources


def test_engines_tell_the_same(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    told = []
    for engine in ENGINES:
        searcher = Searcher(build_index(tmp_path / engine, ARTICLES, engine))
        view = searcher.view()
        told.append(
            [
                tell_person(view, "do-mau-nam").to_dict(),
                tell_document(view, "18-NQ/TW").to_dict(),
                tell_place(view, "gia-lai").to_dict(),
                compare(view, ["mùa gặt", "cầu mới"], with_words=True).to_dict(),
            ]
        )
        searcher.close()
    assert told[0] == told[1]


def test_a_comparison_needs_one_to_five_searches(collection: Searcher) -> None:
    for queries in ([], ["", " "], list("abcdef")):
        with pytest.raises(UsageError):
            compare(collection.view(), queries)
    assert compare(collection.view(), ["không có chữ này"]).periods == ()


def test_significant_words_mark_a_set(collection: Searcher) -> None:
    view = collection.view()
    sample = gather(view, SearchRequest(province=("binh-dinh",))).articles
    words = significant(sample, view.reader.frequency, view.reader.count)
    assert words[0].text == "quy nhơn"
    counts = count_words(sample)
    assert words[0].inside == counts["quy_nhơn"] == len(sample)
    assert likelihood(5, 10, 50, 100) == 0


# Drawing


def test_charts_are_xml_with_links_and_titles() -> None:
    nasty = "a\"<b>&'"
    bar = drawing.Bar("2025-11", 3, nasty, "/?q=%22&x=1")
    chart = ElementTree.fromstring(drawing.bars([bar, drawing.Bar("", 0, "")], nasty))
    (link,) = chart.iter("{http://www.w3.org/2000/svg}a")
    assert link.get("href") == "/?q=%22&x=1"
    assert [title.text for title in chart.iter("{http://www.w3.org/2000/svg}title")][
        0
    ] == nasty
    span = drawing.Span(nasty, "2024", "2025-11-08", nasty, "/x")
    for svg in (
        drawing.spans([span, span], "x"),
        drawing.spans([], "x"),
        drawing.lines(["2024", "2025"], [("a", [0.0, 0.0]), (nasty, [1.5, 99])], "x"),
        drawing.lines([], [], "x"),
        drawing.bars([], "x"),
    ):
        ElementTree.fromstring(svg)
        assert "style=" not in svg


def test_labels_of_bars_do_not_touch() -> None:
    bars = [drawing.Bar(f"2025-{n:02}", n, "x") for n in range(1, 200)]
    chart = ElementTree.fromstring(drawing.bars(bars, "x"))
    places = [
        float(text.get("x", "0"))
        for text in chart.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert all(
        later - one >= 7 * drawing.LETTER for one, later in zip(places, places[1:])
    )


# The commands


def test_the_commands_print_and_give_json(tmp_path: Path) -> None:
    index = str(build_index(tmp_path / "index", ARTICLES))

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(timtin.cli, [*arguments, "--index", index])
        assert result.exit_code == 0, result.output
        return result.stdout

    for arguments, words in (
        (("person", "do mau nam"), "Đỗ Mẫu Nam"),
        (("document", "18-nq/tw"), "Nghị quyết 18"),
        (("place", "Gia Lai"), "Bình Định"),
        (("trends", "mùa gặt", "cầu mới"), "cầu mới"),
    ):
        assert words in run(*arguments)
        assert words in run(*arguments, "--json")
        json.loads(run(*arguments, "--json"))
    table = run("trends", "mùa gặt", "cầu mới", "--by", "year", "--csv")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["kỳ"] for row in rows] == ["2023", "2024", "2025"]
    ElementTree.fromstring(run("trends", "mùa gặt", "--svg"))
