from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.config import MAX_QUERY_LENGTH
from search.query.forms.dates import (
    figure_forms,
    spelled_forms,
    to_facet_value,
)
from search.query.lexer import FIELD_NAMES, MAX_OPERATORS
from search.query.syntax import (
    MAX_DEPTH,
    Each,
    Either,
    Minus,
    Near,
    Node,
    Parsed,
    Plus,
    Quote,
    Stem,
    Words,
    leaves,
    parse,
)
from search.results import Notice

DOCUMENT = Path(__file__).parent.parent / "docs" / "query-language.md"


def read_table(first: str, second: str) -> list[tuple[str, ...]]:
    """The rows of the tables with this heading in the document."""
    rows: list[tuple[str, ...]] = []
    inside = False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [
            cell.strip().replace("\\|", "|")
            for cell in re.split(r"(?<!\\)\|", line)[1:-1]
        ]
        if cells[:2] == [first, second]:
            inside = True
        elif not cells:
            inside = False
        elif inside and not cells[0].startswith("---"):
            rows.append((cells[0].strip("`"), *cells[1:]))
    assert rows, f"no table {first} | {second}"
    return rows


def show(node: Node | None) -> str:
    match node:
        case None:
            return ""
        case Each(parts):
            return " AND ".join(map(show, parts))
        case Either(parts):
            return f"({' OR '.join(map(show, parts))})"
        case Minus(part):
            return f"NOT {show(part)}"
        case Plus(part):
            return f"MUST {show(part)}"
        case Near(parts, gap):
            return f" NEAR/{gap} ".join(map(show, parts))
        case Quote(text, field=field, exact=True):
            return f'{field and f"{field}:"}="{text}"'
        case (
            Words(text, field=field)
            | Quote(text, field=field)
            | Stem(text, field=field)
        ):
            shown = {Words: text, Quote: f'"{text}"', Stem: f"{text}*"}[type(node)]
            return f"{field}:{shown}" if field else shown


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("tổ chức", Words("tổ chức", 0, 7)),
        ('"tổ chức"', Quote("tổ chức", 1, 8)),
        ("nghị*", Stem("nghị", 0, 4)),
        (" bão ", Words(" bão ", 0, 5)),
        ("", None),
        (" \t", None),
        ("bão -lũ", Each((Words("bão", 0, 3), Minus(Words("lũ", 5, 7))))),
        ("+bão", Plus(Words("bão", 1, 4))),
        ("bão | lũ", Either((Words("bão", 0, 3), Words("lũ", 6, 8)))),
        ("tỉnh:Huế", Words("Huế", 5, 8, "province")),
        ('title:"lũ"', Quote("lũ", 7, 9, "title")),
        ("title:lũ*", Stem("lũ", 6, 8, "title")),
    ],
)
def test_parse_gives_tree(text: str, tree: Node | None) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "shown"), read_table("What you type", "How it is read")
)
def test_documented_readings(text: str, shown: str) -> None:
    assert show(parse(text).tree) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a -b +c", "a AND NOT b AND MUST c"),
        ("a-b c+d e/f g:h", "a-b c+d e/f g:h"),
        ("a - b -- c --d", "a - b -- c --d"),
        ("-", "-"),
        ("a -", "a -"),
        ("(a b) c", "(a b) c"),
        ("(a b) -c", "a b AND NOT c"),
        ("((a) OR (b)) c", "(a OR b) AND c"),
        ("a(b OR c)d", "a AND (b OR c) AND d"),
        ("a|b||c", "(a OR b OR c)"),
        ("a or b hoặc c", "a or b hoặc c"),
        ("a HOẶC b", "(a OR b)"),
        ('="a b" c', '="a b" AND c'),
        ('"= a b"', '=" a b"'),
        ("=a b", '="a" AND b'),
        ('-="a b" +=c', 'NOT ="a b" AND MUST ="c"'),
        ('title:="a b"', 'title:="a b"'),
        ("a=b =, = c d=", "a=b =, = c d="),
        ("=(a b)", '="a b"'),
        ('"a b"~5', '"a b"'),
        ("a NEAR/5 b c", "a NEAR/5 b c"),
        ("a b NEAR c NEAR/3 d", "a b NEAR/10 c AND c NEAR/3 d"),
        ('a GẦN/7 "b c" -d', 'a NEAR/7 "b c" AND NOT d'),
        ("a NEAR/900 b", "a NEAR/50 b"),
        ("(a NEAR) b", "a AND b"),
        ("NEAR a NEAR", "a"),
        ("a (b NEAR/2 c) d", "a AND b NEAR/2 c AND d"),
        ("a GẦN b Near c", "a GẦN b Near c"),
        ("a && b", "a AND b"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("a HOA\u0323\u0306C b", "(a OR b)"),
        ("a AND b", "a AND b"),
        ("a NOT b", "a AND NOT b"),
        ("a NOT", "a NOT"),
        ("OR", "OR"),
        ("OR a OR OR b OR", "(a OR b)"),
        ('"a b"c "d"-e', '"a b" AND c AND "d" AND -e'),
        ("„a“ “b” «c» ”d”", '"a" AND "b" AND "c" AND "d"'),
        ("«a” b»", '"a” b"'),
        ('5" a', '5" a'),
        ('a "', 'a "'),
        ('-"a', '-"a'),
        ("()", "()"),
        ("-()", ""),
        ("-(a) b", "NOT a AND b"),
        ("a*,", "a*"),
        ("a**", "a*"),
        ("2025*", "2025*"),
        ("a*b", "a*b"),
        ("*", "*"),
        ("1. * a", "1. * a"),
        ("ti\u0309nh:Hue\u0302\u0301", "province:Hue\u0302\u0301"),
        ("TỈNH:x Tieu-De:y tiêu_đề:z", "province:x AND title:y AND title:z"),
        ("tính:x tình:y", "tính:x tình:y"),
        ("source:a doc:b person:c", "publisher:a AND document:b AND person:c"),
        ("from:a to:b date:c mục:d", "from:a AND to:b AND date:c AND category:d"),
        ("ngày:2024..2025", "date:2024..2025"),
        ("từ:-x", "from:-x"),
        ("tỉnh:(a OR b) c", "(province:a OR province:b) AND c"),
        ("tỉnh:a OR c", "(province:a OR c)"),
        ("từ:1 OR từ:2", "(from:1 OR from:2)"),
        ("tiêuđề:a OR tiêuđề:b", "(title:a OR title:b)"),
        ("x tỉnh:a OR tỉnh:b", "x AND province:a AND province:b"),
        ("tỉnh:", "tỉnh:"),
        ("tỉnh:) a -b", "tỉnh:) a AND NOT b"),
        ("https://a.vn/b từ::x", "https://a.vn/b từ::x"),
        ("15:50 8:00", "15:50 8:00"),
        ("-tỉnh:a +số:b", "NOT province:a AND MUST document:b"),
    ],
)
def test_parse_reads(text: str, shown: str) -> None:
    assert show(parse(text).tree) == shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("tổ chức", True),
        ("(tổ chức)", True),
        ('"tổ chức', True),
        ("tổ chức tỉnh:Huế", True),
        ("tổ chức -tỉnh:Huế", True),
        ("tổ chức nguồn:(a OR b)", True),
        ("“Đẹp” là chủ đề triển lãm", True),
        ("Chủ đề “đẹp” của triển lãm", True),
        ("“Đẹp” là chủ đề", False),
        ('"Đẹp" là chủ đề triển lãm', False),
        ("+“Đẹp” là chủ đề triển lãm", False),
        ("tổ -chức", False),
        ('"tổ chức"', False),
        ("+tổ", False),
        ("tổ*", False),
        ("tổ OR chức", False),
        ("tổ AND chức", False),
        ("tiêuđề:tổ", False),
    ],
)
def test_only_filters_leave_a_query_plain(text: str, plain: bool) -> None:
    assert parse(text).plain is plain


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("a (b -c", (2, 3, "Dấu ngoặc không có cặp: bỏ qua")),
        ("a) -c", (1, 2, "Dấu ngoặc không có cặp: bỏ qua")),
        ("| a", (0, 1, "Bỏ qua “|”: thiếu một vế")),
        (
            "provnce:Huế",
            (
                0,
                8,
                "Không có trường “provnce:”, có phải “province:”?"
                " Đã tìm như chữ thường",
            ),
        ),
        (
            "Nguồn: ảnh",
            (
                0,
                6,
                "Sau “Nguồn:” chưa có giá trị: hãy viết liền,"
                ' ví dụ Nguồn:"Báo Gia Lai"',
            ),
        ),
    ],
)
def test_parse_warns_with_the_place(text: str, warning: tuple[int, int, str]) -> None:
    start, end, message = warning
    assert parse(text).warnings == (Notice(message, start, end),)


@pytest.mark.parametrize(
    "text",
    ["", "Hà Nội - Huế", "15:50", "18-NQ/TW", "foo:bar", "https://a.vn", "a) b", "*"],
)
def test_prose_gives_no_warning(text: str) -> None:
    assert parse(text).warnings == ()


def test_long_query_is_cut() -> None:
    parsed = parse("a" * (MAX_QUERY_LENGTH + 5))
    assert len(parsed.text) == MAX_QUERY_LENGTH
    assert parsed.warnings == (
        Notice("Câu tìm quá dài: chỉ đọc 1000 ký tự đầu", 1000, 1005),
    )


def test_operators_beyond_the_limit_are_text() -> None:
    parsed = parse("-a " * (MAX_OPERATORS + 3))
    assert isinstance(parsed.tree, Each)
    assert sum(isinstance(part, Minus) for part in parsed.tree.parts) == MAX_OPERATORS
    assert parsed.warnings[0].message == "Quá nhiều toán tử: từ đây đọc như chữ thường"


def test_deep_brackets_are_dropped() -> None:
    depth = MAX_DEPTH + 4
    parsed = parse("(" * depth + "a" + ")" * depth + " -b")
    assert show(parsed.tree) == "a AND NOT b"
    assert {notice.message for notice in parsed.warnings} == {
        "Ngoặc lồng quá sâu: bỏ qua"
    }


def test_every_field_name_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for names in FIELD_NAMES.values():
        for name in names:
            assert f"`{name}:`" in text


SIGNS = st.sampled_from(
    [*'"“”„«»()|+-*:/ ', "OR", "HOẶC", "NOT", "AND", "tỉnh:", "ngày:", "title:"]
)
LETTERS = st.text(st.characters(codec=None), max_size=4)
QUERIES = st.lists(SIGNS | LETTERS, max_size=60).map("".join) | st.text()


@given(QUERIES)
@example("\ud800 -\ud800")
@example("\0:\0")
@example('"' * 999)
@example("«" * 999)
@example("(" * 999)
@example("-" * 999)
@example("a:" * 500)
@example("- " * 400)
def test_any_text_parses(text: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Parsed)
    for leaf in leaves(parsed.tree):
        assert parsed.text[leaf.start : leaf.end] == leaf.text
    for notice in parsed.warnings:
        assert 0 <= notice.start <= notice.end <= len(text)
    check_tree(parsed.tree)


def check_tree(node: Node | None) -> None:
    if isinstance(node, Each | Either):
        assert len(node.parts) >= 2
        for part in node.parts:
            check_tree(part)
    elif isinstance(node, Minus | Plus):
        check_tree(node.part)


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ((20250000, 20259999), "2025"),
        ((20251200, 20251299), "2025-12"),
        ((20251209, 20251209), "2025-12-09"),
        ((20250000, 20269999), None),
        ((20250100, 20250399), None),
        ((20250101, 20250102), None),
    ],
)
def test_periods_that_are_rows_of_the_facet(
    period: tuple[int, int], value: str | None
) -> None:
    assert to_facet_value(period) == value


@pytest.mark.parametrize(
    ("figures", "forms"),
    [
        ("10 12 2025", ["10 tháng 12 năm 2025"]),
        ("9 12", ["9 tháng 12", "09 tháng 12"]),
        ("3 2025", ["3 năm 2025", "03 năm 2025"]),
        ("31 4", []),
        ("12 2025 9", []),
        ("5", []),
    ],
)
def test_dates_in_figures_have_spelled_forms(figures: str, forms: list[str]) -> None:
    assert list(map(" ".join, spelled_forms(figures.split()))) == forms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ngày 9 tháng 12 năm 2025", [(0, 6, "9 12 2025")]),
        ("sáng 09 thang 12 họp", [(1, 4, "9 12")]),
        ("trong tháng 3 năm 2025", [(2, 5, "3 2025")]),
        ("9 tháng 12 năm nay", [(0, 3, "9 12")]),
        ("9 tháng 13", []),
        ("3 tháng", []),
    ],
)
def test_spelled_dates_have_figures(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    forms = [
        (start, end, " ".join(form))
        for start, end, alternatives in figure_forms(text.split())
        for form in alternatives
    ]
    assert forms == found
