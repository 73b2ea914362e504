"""Subjects in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from search.article import Article
from search.commands.terminal import safe
from search.labels import format_date, format_number
from search.subjects.document import DocumentFacts
from search.subjects.gathering import Row
from search.subjects.person import PersonFacts
from search.subjects.place import PlaceFacts
from search.subjects.said import Moved, Said
from search.subjects.trends import Trends

BAR = 40
"""Characters of the longest bar."""

ROWS = 8


def day(date: str) -> str:
    """``8-12-2025`` of ``2025-12-08``, ``12-2025`` of ``2025-12``; ``không rõ`` of ""."""
    parts = [str(int(part)) for part in date[:10].split("-") if part]
    return "-".join(reversed(parts)) or "không rõ"


def format_person(facts: PersonFacts) -> Iterator[str]:
    """The lines of a person."""
    yield safe(f"{facts.name}: {format_number(facts.articles)} bài")
    if facts.who:
        yield safe(f"Chỉ những bài gọi là {facts.who.label} và chức vụ đi cùng")
    elif facts.namesakes:
        yield "Nhiều người cùng tên, theo chức vụ trái nhau; hai nhóm vẫn có thể là một:"
        for one in facts.namesakes:
            span = f"{day(one.first)} đến {day(one.last)}"
            many = format_number(len(one.articles))
            yield safe(f"  {span.ljust(26)}{many:>5}  {one.label} (--who {one.key})")
    elif facts.is_shared:
        yield "Có vẻ nhiều người cùng tên: mỗi chức vụ có thể là một người khác."
    if facts.others:
        yield safe(
            "Tên chỉ khác dấu: "
            + ", ".join(f"{row.label} ({row.count})" for row in facts.others)
        )
    yield from _head("Chức vụ, theo lần nhắc đầu")
    for office in facts.offices:
        span = f"{day(office.first)} đến {day(office.last)}"
        yield safe(f"  {span.ljust(26)}{office.count:>5}  {office.label}")
    if facts.rare:
        named = ", ".join(f"{item.label} ({item.count})" for item in facts.rare[:ROWS])
        yield safe(f"  Ít nhắc, có thể đọc nhầm: {named}")
    yield from _changes(facts.changes)
    yield from _said("Nói", facts.said, with_speaker=False)
    yield from _said("Yêu cầu, đề nghị", facts.asked, with_speaker=False)
    yield from _rows("Cùng được nhắc", facts.found.rows("person", (facts.name,)))
    yield from _rows("Văn bản", facts.found.rows("document"))
    yield from _rows("Nơi", facts.found.rows("province"))
    yield from _bars("Theo tháng", facts.found.months)
    yield from _articles(facts.found.newest())


def format_document(facts: DocumentFacts) -> Iterator[str]:
    """The lines of a document."""
    kind = f" ({facts.kind})" if facts.kind else ""
    yield safe(f"{facts.value}{kind}: {format_number(facts.articles)} bài")
    for label, pairs in (
        ("Cách gọi", facts.aliases),
        ("Ngày ban hành, theo bài", [(day(d), count) for d, count in facts.dates]),
        ("Nơi ban hành, theo bài", facts.issuers),
        ("Cùng số", facts.same_number),
    ):
        if pairs:
            named = ", ".join(f"{name} ({count})" for name, count in pairs[:ROWS])
            yield safe(f"{label}: {named}")
    yield from _said("Được nhắc trong lời của", facts.said)
    yield from _rows("Văn bản bên cạnh", facts.found.rows("document", (facts.value,)))
    yield from _rows("Nhân vật", facts.found.rows("person"))
    yield from _rows("Nơi", facts.found.rows("province"))
    yield from _bars("Theo tháng", facts.found.months)
    yield from _articles(facts.found.newest())


def format_place(facts: PlaceFacts) -> Iterator[str]:
    """The lines of a place."""
    from search.gazetteer.provinces import FORMER, display_name

    yield f"{facts.name}: {format_number(facts.articles)} bài"
    if not facts.found.is_whole:
        read = format_number(len(facts.found.articles))
        yield f"Nhân vật đọc từ {read} bài cũ nhất và mới nhất"
    if facts.today != facts.slug:
        yield f"Nay thuộc {display_name(facts.today)}"
    if facts.units:
        named = ", ".join(f"{FORMER[slug].name} ({n})" for slug, n in facts.units)
        yield f"Gồm cả: {named}"
    yield from _head("Nhân vật có chức vụ")
    for person in facts.people[:ROWS]:
        yield safe(f"  {person.count:>5}  {person.name}, {person.office}")
    yield from _changes(facts.changes)
    yield from _said("Ai nói gì", facts.said)
    yield from _head("Từ hay gặp ở đây hơn nơi khác")
    yield "  " + ", ".join(safe(word.text) for word in facts.words)
    yield from _rows("Văn bản", facts.found.rows("document"))
    yield from _bars("Theo tháng", facts.found.months)
    yield from _articles(facts.found.newest())


def format_trends(trends: Trends) -> Iterator[str]:
    """The lines of a comparison: a table."""
    heads, rows = trends.table()
    for number, item in enumerate(trends.series, 1):
        yield safe(f"[{number}] {item.label}: {format_number(item.total)} bài")
        if item.words:
            yield "    " + ", ".join(safe(word.text) for word in item.words[:12])
    yield ""
    short = ["kỳ", "mọi bài"]
    for number in range(1, len(trends.series) + 1):
        short += [f"[{number}]", "‰"]
    yield "".join(cell.rjust(11) for cell in short)
    for row in rows:
        yield "".join(str(cell).rjust(11) for cell in row)
    for label, names, figures in (
        ("Nguồn", trends.publishers, [item.publishers for item in trends.series]),
        ("Tỉnh, thành", trends.provinces, [item.provinces for item in trends.series]),
    ):
        if names:
            yield from _head(label)
            for place, name in enumerate(names):
                cells = "".join(str(row[place]).rjust(8) for row in figures)
                yield safe(f"{cells}  {name}")


def _head(text: str) -> Iterator[str]:
    yield ""
    yield text


def _rows(label: str, rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield from _head(label)
        for row in rows[:ROWS]:
            yield safe(f"  {row.count:>5}  {row.label}")


def _changes(changes: Sequence[Moved]) -> Iterator[str]:
    if not changes:
        return
    yield from _head("Thay đổi chức vụ")
    for item in changes[-ROWS:]:
        change = item.change
        what = f"{change.person} {item.label}: {change.office or 'không rõ chức vụ'}"
        yield safe(f"  {day(item.date).ljust(12)}{what}")
        yield safe(f"    {item.text} ({item.article.id})")


def _said(
    label: str, statements: Sequence[Said], with_speaker: bool = True
) -> Iterator[str]:
    if not statements:
        return
    yield from _head(label)
    for item in statements[:ROWS]:
        who = f"{item.speaker}: " if with_speaker else ""
        yield safe(f"  {format_date(item.article.date)}: {who}{item.text}")
        yield safe(f"    mã bài: {item.article.id}")


def _bars(label: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield from _head(label)
    most = max(counts.values())
    for period, count in counts.items():
        bar = "█" * max(1, round(BAR * count / most))
        yield f"  {day(period).rjust(7)} {count:>5} {bar}"


def _articles(articles: Sequence[Article]) -> Iterator[str]:
    yield from _head("Bài mới nhất")
    for article in articles[:ROWS]:
        yield safe(f"  {format_date(article.date)}: {article.heading}")
        yield safe(f"    mã bài: {article.id}")
