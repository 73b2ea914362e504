"""No request makes a long page: every kind that could, and random ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import build_index, make_article

from search.article import OfficialDocument, Person, Place
from search.gazetteer.provinces import PROVINCES
from webui.app import MAX_URL_LENGTH, create_app

MOST_BYTES = 400_000
Arguments = Sequence[tuple[str, str]]

FAMILIES = "nguyễn trần lê phạm hoàng phan vũ đặng bùi đỗ".split()
MIDDLES = "văn thị hữu minh đức anh hùng".split()
GIVEN = "an bình châu dũng giang hà khánh".split()
NAMES = [
    f"{family} {middle} {given}".title()
    for family in FAMILIES
    for middle in MIDDLES
    for given in GIVEN
]
WORDS = (
    "hội nghị trung ương tỉnh ủy ban nhân dân thành phố quốc chính phủ thủ tướng bộ"
    " trưởng chủ tịch nước bàn việc của và cho các những trong năm qua"
).split()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The pages over articles with very many people, documents, places and days."""
    slugs = list(PROVINCES)
    articles = [
        make_article(
            f"c{number}",
            " ".join(WORDS[number % 7 :][:12]).capitalize() + f" {number}",
            ". ".join(" ".join(WORDS[(number + step) % 20 :]) for step in range(40)),
            f"{1990 + number % 30}-{1 + number % 12:02}-{1 + number % 28:02}",
            publisher=f"Báo {NAMES[number]}",
            category=f"Mục {number % 60}",
            people=tuple(Person(name) for name in NAMES[number::49]),
            places=tuple(
                Place(slug, PROVINCES[slug].name, "venue")
                for slug in slugs[number % 9 :]
            ),
            documents=tuple(
                OfficialDocument(f"{n}-NQ/TW", f"{n}-NQ/TW")
                for n in range(number, number + 9)
            ),
        )
        for number in range(120)
    ]
    index = build_index(tmp_path_factory.mktemp("crowded") / "index", articles)
    yield create_app(index).test_client()


def many(name: str, values: Sequence[object]) -> Arguments:
    return [("q", "hội nghị"), *((name, str(value)) for value in values)]


LONG = [chr(0x1EA0 + place) * 200 for place in range(50)]
DAYS = [f"{1990 + n % 30}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(50)]
KINDS: dict[str, Arguments] = {
    "one name of many": many("person", ["nguyễn"]),
    "eight names": many("person", [*FAMILIES[:8]]),
    "fifty names": many("person", [*FAMILIES, *MIDDLES, *GIVEN, *NAMES[:30]]),
    "names typed": [("q", " ".join(f"người:{name}" for name in FAMILIES * 3))],
    "names or names": [("q", f"người:({' OR '.join(FAMILIES * 3)})")],
    "fifty publishers": many("publisher", ["báo", *NAMES[:49]]),
    "fifty documents": many("document", ["nq", *(f"{n}-NQ/TW" for n in range(49))]),
    "fifty places": many("province", [*PROVINCES, "Hà Tây", "Bình Định, Phú Yên"]),
    "fifty days": many("date", DAYS),
    "fifty periods": many("date", [f"{1950 + n}..{1990 + n}" for n in range(50)]),
    "all facets": [
        ("q", "hội nghị"),
        *(("person", name) for name in NAMES[:50]),
        *(("publisher", f"báo {name}") for name in GIVEN),
        *(("document", f"{n}-NQ/TW") for n in range(50)),
        *(("category", f"mục {n}") for n in range(50)),
        *(("province", slug) for slug in PROVINCES),
        *(("date", day) for day in DAYS),
    ],
    "long values": many("category", LONG),
    "long values of all": [(name, v) for name in ("person", "date") for v in LONG],
    "long period": [("date_from", LONG[0]), ("date_to", LONG[1]), ("sort", "newest")],
    "a long word": [("q", "ệ" * 2_000)],
    "long words that match": [("q", "hội " + "ệ" * 990), ("size", "100")],
    "signs": [("q", "hội " + "😀" * 990), ("size", "100")],
    "a paragraph": [("q", " ".join(WORDS * 9)), ("size", "100")],
    "a star after each": [("q", "a*" * 500)],
    "stars": [("q", "a* " * 320), ("size", "100")],
    "all letters": [("q", " ".join(f"{letter}*" for letter in "abcdđeghiklmnoqrt"))],
    "thousands of OR": [("q", " OR ".join("ai" * 300)), ("size", "100")],
    "thousands of brackets": [("q", "(" * 500 + "hội" + ")" * 500)],
    "a phrase without marks": [("q", f'"{"hoi nghi " * 60}"')],
    "many phrases": [("q", '"hoi nghi" ' * 90)],
    "nothing but quotes": [("q", '"' * 999)],
    "exclusions": [("q", " ".join(f"-{word}" for word in WORDS * 6))],
    "the last page": [("q", "hội"), ("page", "999999999"), ("size", "7")],
    "explained": [("q", " ".join(WORDS)), ("explain", "1"), ("size", "100")],
    "explained at length": [
        ("q", " ".join(WORDS * 9)),
        ("explain", ""),
        ("size", "99"),
    ],
}


def check(client: FlaskClient, arguments: Arguments) -> None:
    for path in ("/", "/api/search", "/feed.atom", "/loc/person", "/loc/province"):
        address = f"{path}?{urlencode(arguments)}"
        response = client.get(address)
        assert response.status_code == (414 if len(address) > MAX_URL_LENGTH else 200)
        assert len(response.get_data()) < MOST_BYTES, path


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_request_makes_a_long_page(crowded: FlaskClient, kind: str) -> None:
    check(crowded, KINDS[kind])


PIECES = st.sampled_from(
    [
        *("hội nghị", "hoi", "ng*", "a*", '"hội nghị"', "OR", "(", ")", "-tỉnh", "+ủy"),
        *("người:nguyễn", 'người:"văn"', "số:nq", "tỉnh:Huế", "ngày:2004..2009"),
        *("từ:1990", "đến:2030", "nguồn:báo", "mục:mục", "ệ" * 80, "😀" * 40, "“", "%"),
    ]
)
VALUES = st.one_of(
    st.sampled_from([*FAMILIES, *NAMES[:9], *DAYS[:9], "nq", "báo", "mục", "hue"]),
    st.text(max_size=220),
)
FIELDS = st.sampled_from(
    "person publisher document category province date date_from date_to".split()
)


@given(
    pieces=st.lists(PIECES, max_size=90),
    filters=st.lists(st.tuples(FIELDS, VALUES), max_size=80),
    size=st.sampled_from(["", "10", "100"]),
    explain=st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_no_random_request_makes_a_long_page(
    crowded: FlaskClient,
    pieces: list[str],
    filters: list[tuple[str, str]],
    size: str,
    explain: bool,
) -> None:
    arguments = [("q", " ".join(pieces)), ("size", size), *filters]
    check(crowded, [*arguments, ("explain", "1")] if explain else arguments)


def test_links_carry_what_was_typed(crowded: FlaskClient) -> None:
    page = crowded.get("/?person=nguyễn&q=hội").get_data(as_text=True)
    assert "person=nguy%E1%BB%85n" in page
    assert "person=Nguy%E1%BB%85n&" not in page
    assert "Nguyễn Anh An, Nguyễn Anh Bình, Nguyễn Anh Châu…" in page


NOTE = "n" * 200
SEVERAL = [("q", " ".join(WORDS[place:])) for place in range(5)]
SUBJECTS = (
    *("/nhan-vat", "/van-ban", "/tinh", "/tinh/hue", f"/nhan-vat/{NAMES[0]}"),
    *(f"/nhan-vat/{'nguyễn ' * 200}", f"/van-ban/{'9' * 900}", "/van-ban/18-NQ/TW"),
    *(f"/api/people/{NAMES[0]}", "/api/places/hue", "/api/similar/c1"),
    *(f"{path}?{urlencode(SEVERAL)}" for path in ("/so-sanh", "/so-sanh.svg")),
    *(f"/api/trends?{urlencode([*SEVERAL, ('words', '1')])}", "/api/openapi.json"),
    f"/api/batch?{urlencode([('q', f'hội {number}') for number in range(100)])}",
    f"/ho-so?{'&'.join(f'id=c{number}' for number in range(400))}",
    f"/ho-so?{'&'.join(f'id=c{number}&note={NOTE}' for number in range(30))}",
)


@pytest.mark.parametrize("address", SUBJECTS, ids=range(len(SUBJECTS)))
def test_no_page_of_subjects_or_dossiers_is_long(
    crowded: FlaskClient, address: str
) -> None:
    answer = crowded.get(address)
    assert answer.status_code in (200, 404)
    assert len(answer.get_data()) < MOST_BYTES
