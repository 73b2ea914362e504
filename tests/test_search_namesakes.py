"""People of one name: told apart where their offices contradict each other, left open
where they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import build_index, make_article

import timtin
from search.article import Person, Statement
from search.errors import ArticleNotFound
from search.searcher import Searcher
from search.subjects.namesakes import field_of, tell_apart
from search.subjects.offices import key_of, read_offices
from search.subjects.person import tell_person
from webui.app import create_app

NAME = "Trịnh Thử Tâm"
SAYS = "Ông Trịnh Thử Tâm nói sẽ thắng."


def groups(*told: tuple[str, str]) -> list[set[str]]:
    """The offices that are of one person each, of articles with a date and an office."""
    articles = [
        make_article(f"n{number}", "Tin", "Câu.", date, people=(Person(NAME, office),))
        for number, (date, office) in enumerate(told)
    ]
    return [
        {office.label for office in one.offices}
        for one in tell_apart(read_offices(NAME, articles))
    ]


@pytest.mark.parametrize(
    "told",
    [
        # Fields that nobody is known in at once, however far apart.
        (("2005-01-01", "tiền đạo"), ("2024-01-01", "Phó Chủ tịch UBND huyện")),
        (("2005-01-01", "ca sĩ"), ("2005-01-02", "Giám đốc Sở Y tế")),
        (("2005-01-01", "linh mục"), ("2005-01-02", "Thiếu tướng")),
        # Low offices of two provinces, near in time.
        (
            ("2005-01-01", "Giám đốc Sở Y tế Gia Lai"),
            ("2006-03-01", "Chủ tịch UBND huyện Nậm Pồ"),
        ),
        # High ones at the same time.
        (
            ("2005-01-01", "Bí thư Tỉnh ủy Gia Lai"),
            ("2005-02-01", "Bí thư Tỉnh ủy Cà Mau"),
            ("2005-03-01", "Bí thư Tỉnh ủy Gia Lai"),
        ),
    ],
)
def test_offices_that_contradict_each_other_are_of_two(
    told: tuple[tuple[str, str], ...],
) -> None:
    first, second = groups(*told)
    assert first | second == {office[:1].upper() + office[1:] for _, office in told}
    assert not first & second


@pytest.mark.parametrize(
    "told",
    [
        (("2005-01-01", "Giám đốc"), ("2005-02-01", "Tiến sĩ")),
        # Moved to another province, one office after the other.
        (
            ("2005-01-01", "Bí thư Tỉnh ủy Gia Lai"),
            ("2005-02-01", "Bí thư Tỉnh ủy Cà Mau"),
        ),
        # The same province under two names.
        (
            ("2005-01-01", "Giám đốc Sở Y tế Bình Định"),
            ("2005-02-01", "Giám đốc Sở Nội vụ Gia Lai"),
        ),
        # Years between.
        (
            ("2005-01-01", "Giám đốc Sở Y tế Gia Lai"),
            ("2024-01-01", "Giám đốc Sở Y tế Cà Mau"),
        ),
        # An article that gives both joins them, whatever they are.
        (
            ("2005-01-01", "Nhạc sĩ, Phó Giám đốc Sở Văn hóa"),
            ("2005-02-01", "nhạc sĩ"),
            ("2005-03-01", "Trưởng phòng Văn hóa"),
        ),
        # Companies and associations may be led from anywhere.
        (
            ("2005-01-01", "Giám đốc Công ty Gạch Long An"),
            ("2005-02-01", "Chủ tịch Hội Doanh nhân Huế"),
        ),
        (("2005-01-01", "nguyên Thủ tướng"), ("2005-02-01", "Thủ tướng")),
        (("2005-01-01", "tiền vệ"), ("2005-02-01", "nguyên hậu vệ")),
    ],
)
def test_what_does_not_contradict_is_left_open(
    told: tuple[tuple[str, str], ...],
) -> None:
    assert groups(*told) == []


def test_fields_are_read_off_the_head() -> None:
    assert field_of(key_of("nguyên tiền đạo")) == "sport"
    assert field_of(key_of("nguyên cố Thủ tướng")) == "public"
    assert field_of(key_of("Trưởng phòng Ca múa nhạc")) == ""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = (
        make_article(
            "bong",
            "Trận đấu",
            SAYS,
            "2005-01-01",
            people=(Person(NAME, "tiền đạo"),),
            statements=(Statement(NAME, 10, 10 + len(SAYS)),),
        ),
        *(
            make_article(
                f"xa{number}",
                "Họp xã",
                "Một câu.",
                f"2005-02-0{number}",
                people=(Person(NAME, "Bí thư Đảng ủy xã"),),
            )
            for number in (1, 2)
        ),
        make_article("trong", "Tin", "Câu.", "2005-03-01", people=(Person(NAME),)),
    )
    return build_index(tmp_path_factory.mktemp("names") / "index", articles)


def test_one_of_them_is_told_of_alone(index: Path) -> None:
    searcher = Searcher(index)
    facts = tell_person(searcher.view(), "trinh-thu-tam")
    assert facts.is_shared and facts.articles == 4
    official, player = facts.namesakes
    assert official.articles == {"xa1", "xa2"} and player.key == "tien-dao"
    alone = tell_person(searcher.view(), "trinh-thu-tam", "tien-dao")
    assert [item.id for item in alone.found.articles] == ["bong"]
    assert len(alone.said) == 1 and [item.key for item in alone.offices] == ["tien-dao"]
    assert not tell_person(searcher.view(), NAME, official.key).said
    with pytest.raises(ArticleNotFound, match="thủ-thành"):
        tell_person(searcher.view(), NAME, "thủ-thành")
    searcher.close()


def test_the_page_the_api_and_the_command_tell_them_apart(index: Path) -> None:
    client = create_app(index).test_client()
    html = client.get("/nhan-vat/trinh-thu-tam").get_data(as_text=True)
    assert "Nhiều người cùng tên" in html and "?nguoi=tien-dao" in html
    one = client.get("/nhan-vat/trinh-thu-tam?nguoi=tien-dao").get_data(as_text=True)
    assert "Trận đấu" in one and "Họp xã" not in one
    assert "Nguồn Atom" in one and "who=tien-dao" in one
    table = client.get("/nhan-vat/trinh-thu-tam/loi-noi.csv?nguoi=tien-dao")
    assert "sẽ thắng" in table.get_data(as_text=True)
    told = client.get("/api/people/trinh-thu-tam?who=tien-dao").get_json()
    assert told["who"] == "tien-dao" and told["articles"] == 1
    assert client.get("/api/people/trinh-thu-tam?who=x").status_code == 404
    command = ["person", NAME, "--index", str(index)]
    assert "--who tien-dao" in CliRunner().invoke(timtin.cli, command).stdout
    printed = CliRunner().invoke(timtin.cli, [*command, "--who", "tien-dao", "--json"])
    assert json.loads(printed.stdout) == told
