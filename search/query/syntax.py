"""The query language: what a reader types, as a tree, with positioned warnings.

Text without operators is one :class:`Words` node and nothing in it has a meaning of
its own. Operators are few and stand at the edge of a word: ``"..."``, ``-``, ``+``,
``OR``/``HOẶC``/``|``, ``=``, ``NEAR``,
brackets, ``*`` at the end, ``field:value``. Nothing is an error:
what cannot be understood is read as text, or dropped, and a :class:`Notice` says so.

Reading takes two passes over a bounded text, each linear: :mod:`.lexer` cuts it
into lexemes, :class:`_Reader` builds the tree. Adjacent words bind tighter than ``OR``,
because a Vietnamese word is several of them: ``hải quan OR thuế vụ`` has two sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from search.config import MAX_QUERY_BYTES, MAX_QUERY_LENGTH
from search.query.forms import habits
from search.query.lexer import Field, Lexeme, Lexer
from search.results import Notice

MAX_DEPTH = 16
"""Brackets within brackets."""

HEADLINE_WORDS = 4
"""Words beside printed quotes from which a query is a headline."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text, as typed; ``start`` and ``end`` are offsets into the whole query."""

    text: str
    start: int
    end: int
    field: Field = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A phrase; the offsets are those of what stands between the quotes.

    :param exact: whether a syllable without marks stands only for itself.
    """

    text: str
    start: int
    end: int
    field: Field = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Stem:
    """The beginning of a word (``nghị*``), without its star."""

    text: str
    start: int
    end: int
    field: Field = ""


@dataclass(frozen=True, slots=True)
class Each:
    """All of two or more parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two or more parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrases, or the words of one, in one sentence, in any order.

    :param gap: how many syllables may stand between them, in all.
    """

    parts: tuple[Words | Quote, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Minus:
    """Not this."""

    part: Node


@dataclass(frozen=True, slots=True)
class Plus:
    """This in any case, even where only a part of the query can be matched."""

    part: Node


Leaf = Words | Quote | Stem
Node = Leaf | Each | Either | Near | Minus | Plus


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query that was read.

    :param text: what was read of it, as typed.
    :param tree: ``None`` when nothing is left of it.
    :param plain: no operators: its words are ranked, not obeyed one by one. Fields that
        narrow (``tỉnh:``) are no operators in this sense: they are filters.
    """

    text: str
    tree: Node | None
    warnings: tuple[Notice, ...] = ()
    plain: bool = True


def parse(text: str) -> Parsed:
    """Read a query. Never fails, whatever the text."""
    warnings: list[Notice] = []
    read = _readable(text)
    if len(read) < len(text):
        message = f"Câu tìm quá dài: chỉ đọc {len(read)} ký tự đầu"
        warnings.append(Notice(message, len(read), len(text)))
        text = read
    text = habits.drop_signs(text, warnings)
    lexemes = Lexer(text, warnings).read()
    if all(lexeme.kind in ("word", "open", "close") for lexeme in lexemes):
        # Brackets alone change nothing, and unbalanced ones are no mistake in prose.
        tree = Words(text, 0, len(text)) if text.strip() else None
        warnings.extend(habits.hints(text, True))
        return Parsed(text, tree, tuple(warnings))
    if _is_headline(text, lexemes):
        first = next(lexeme for lexeme in lexemes if lexeme.kind == "quote")
        phrase = text[first.start - 1 : first.end + 1]
        notice = Notice(
            f"Đọc như một tiêu đề chép lại; để buộc có nguyên cụm, viết +{phrase}",
            first.start - 1,
            first.end + 1,
        )
        return Parsed(text, Words(text, 0, len(text)), (*warnings, notice))
    lexemes = _merge_words(_balance(lexemes, warnings))
    node = _Reader(text, lexemes, warnings).read_alternatives("")
    if node is None and any(map(str.isalnum, text)):
        node = Words(text, 0, len(text))
    warnings.extend(habits.hints(text, False))
    warnings.sort(key=lambda notice: (notice.start, notice.end))
    joins = any(lexeme.kind == "and" for lexeme in lexemes)
    return Parsed(text, node, tuple(warnings), plain=not joins and _is_plain(node))


def _readable(text: str) -> str:
    """As much of a text as is read: it stands in every link of a page."""
    start = text[:MAX_QUERY_LENGTH].encode("utf-8", "replace")[:MAX_QUERY_BYTES]
    return text[: len(start.decode("utf-8", "ignore"))]


def leaves(node: Node | None) -> Iterator[Leaf]:
    """The leaves of a tree in order."""
    match node:
        case None:
            return
        case Each(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Near(sides):
            yield from sides
        case Minus(part) | Plus(part):
            yield from leaves(part)
        case leaf:
            yield leaf


def is_filter(node: Node) -> bool:
    """Whether this is a field with a value that narrows, rather than text to find."""
    return isinstance(node, Words | Quote | Stem) and node.field not in ("", "title")


ADDING = ("person", "document", "speaker", "change")
"""Facets whose values add up; those of the others are alternatives."""


def facet_of(field: Field) -> str:
    """The filter that a field belongs to: two values of one are alternatives."""
    return "period" if field in ("from", "to") else field


def _is_headline(text: str, lexemes: Sequence[Lexeme]) -> bool:
    """Whether the only operators are printed quotes among enough other words: a headline
    that was pasted, whose quotes are prose. As phrases they cost .004 of nDCG@10."""
    if not all(lexeme.kind in ("word", "quote") for lexeme in lexemes):
        return False
    if any(lexeme.gap is not None for lexeme in lexemes):
        return False
    quotes = [lexeme for lexeme in lexemes if lexeme.kind == "quote"]
    outside = sum(
        any(map(str.isalnum, text[lexeme.start : lexeme.end]))
        for lexeme in lexemes
        if lexeme.kind == "word"
    )
    return outside >= HEADLINE_WORDS and all(
        text[lexeme.start - 1] not in '"«' for lexeme in quotes
    )


def _is_plain(node: Node | None) -> bool:
    parts = node.parts if isinstance(node, Each) else () if node is None else (node,)
    return all(
        all(map(is_filter, leaves(part)))
        or (isinstance(part, Words) and not part.field)
        for part in parts
    )


def _balance(lexemes: list[Lexeme], warnings: list[Notice]) -> list[Lexeme]:
    """Drop the brackets that have no partner or lie too deep."""
    dropped: dict[int, str] = {}
    opened: list[int] = []
    for place, lexeme in enumerate(lexemes):
        if lexeme.kind == "open":
            opened.append(place)
        elif lexeme.kind == "close":
            if not opened:
                dropped[place] = "Dấu ngoặc không có cặp: bỏ qua"
                continue
            partner = opened.pop()
            if len(opened) >= MAX_DEPTH:
                dropped[partner] = dropped[place] = "Ngoặc lồng quá sâu: bỏ qua"
    dropped.update(dict.fromkeys(opened, "Dấu ngoặc không có cặp: bỏ qua"))
    for place, message in dropped.items():
        warnings.append(Notice(message, lexemes[place].start, lexemes[place].end))
    return [lexeme for place, lexeme in enumerate(lexemes) if place not in dropped]


def _merge_words(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Make one lexeme of neighbouring words, but for one that has a sign or field."""
    merged: list[Lexeme] = []
    is_free = False
    for lexeme in lexemes:
        if lexeme.kind == "word" and is_free:
            merged[-1] = replace(merged[-1], end=lexeme.end)
            continue
        is_free = lexeme.kind == "word" and not (
            merged and merged[-1].kind in ("minus", "plus", "exact", "field")
        )
        merged.append(lexeme)
    return merged


class _Reader:
    """Builds the tree from balanced lexemes; recursion is bounded by ``MAX_DEPTH``."""

    def __init__(
        self, text: str, lexemes: list[Lexeme], warnings: list[Notice]
    ) -> None:
        self.text = text
        self.lexemes = lexemes
        self.warnings = warnings
        self.place = 0

    def read_alternatives(self, field: Field) -> Node | None:
        """Everything up to the closing bracket, cut at ``OR``."""
        sides: list[Node] = []
        parts: list[Node] = []
        pending: Lexeme | None = None
        while (lexeme := self._next()) is not None and lexeme.kind != "close":
            if lexeme.kind == "near":
                self._read_near(lexeme, parts, field)
            elif lexeme.kind != "or":
                if (part := self._read_part(lexeme, field)) is not None:
                    parts.append(part)
            elif not parts:
                self._drop_or(lexeme)
            elif not self._joins_values(parts[-1]):
                sides.append(_join(parts))
                parts, pending = [], lexeme
            elif facet_of(_first_leaf(parts[-1]).field) in ADDING:
                self._add_alternative(parts, field)
        if parts:
            sides.append(_join(parts))
        elif pending is not None:
            self._drop_or(pending)
        if not sides:
            return None
        return sides[0] if len(sides) == 1 else Either(tuple(sides))

    def _next(self) -> Lexeme | None:
        if self.place >= len(self.lexemes):
            return None
        self.place += 1
        return self.lexemes[self.place - 1]

    def _read_part(self, lexeme: Lexeme, field: Field) -> Node | None:
        """What a lexeme, and those that belong to it, stand for."""
        start, end = lexeme.start, lexeme.end
        match lexeme.kind:
            case "minus" | "plus" | "field":
                operand = self._next()
                if operand is None:
                    return None
                part = self._read_part(operand, lexeme.field or field)
                if part is None or lexeme.kind == "field":
                    return part
                return Minus(part) if lexeme.kind == "minus" else Plus(part)
            case "exact":
                operand = self._next()
                part = self._read_part(operand, field) if operand else None
                if isinstance(part, Words | Quote):
                    return Quote(part.text, part.start, part.end, part.field, True)
                return part
            case "open":
                return self.read_alternatives(field)
            case "word":
                return Words(self.text[start:end], start, end, field)
            case "quote":
                return self._read_quote(lexeme, field)
            case "stem":
                return Stem(self.text[start:end], start, end, field)
            case _:
                return None

    def _read_quote(self, lexeme: Lexeme, field: Field) -> Node:
        start, end = lexeme.start, lexeme.end
        text = self.text[start:end]
        exact = text.lstrip().startswith("=") and any(map(str.isalnum, text))
        if exact:
            start += text.index("=") + 1
        quote = Quote(self.text[start:end], start, end, field, exact)
        if lexeme.gap is None or is_filter(quote):
            return quote
        return Near((quote,), lexeme.gap)

    def _read_near(self, lexeme: Lexeme, parts: list[Node], field: Field) -> None:
        """Join what stands before and after a sign that says they are near."""
        following = self.lexemes[self.place : self.place + 1]
        left = parts[-1] if parts else None
        right: Node | None = None
        if following and following[0].kind not in ("close", "or", "and", "near"):
            self.place += 1
            right = self._read_part(following[0], field)
        if isinstance(left, Near):
            left = left.parts[-1]
        if _is_text(left) and _is_text(right):
            near = Near((left, right), lexeme.gap or 0)
            parts[-1:] = [parts[-1], near] if isinstance(parts[-1], Near) else [near]
            return
        word = self.text[lexeme.start : lexeme.end]
        self.warnings.append(
            Notice(
                f"Bỏ qua “{word}”: mỗi bên phải là các từ hoặc một cụm",
                lexeme.start,
                lexeme.end,
            )
        )
        if right is not None:
            parts.append(right)

    def _drop_or(self, lexeme: Lexeme) -> None:
        word = self.text[lexeme.start : lexeme.end]
        self.warnings.append(
            Notice(f"Bỏ qua “{word}”: thiếu một vế", lexeme.start, lexeme.end)
        )

    def _add_alternative(self, parts: list[Node], field: Field) -> None:
        lexeme = self._next()
        if lexeme and (other := self._read_part(lexeme, field)):
            last = parts[-1]
            known = last.parts if isinstance(last, Either) else (last,)
            parts[-1] = Either((*known, other))

    def _joins_values(self, left: Node) -> bool:
        """Whether an ``OR`` stands between two values of one filter: what stands before
        and after them belongs to both. Most are alternatives even without it."""
        following = self.lexemes[self.place : self.place + 1]
        first = _first_leaf(left)
        return (
            (left is first or isinstance(left, Either))
            and is_filter(first)
            and first.field not in ("from", "to")
            and bool(following)
            and following[0].kind == "field"
            and following[0].field == first.field
        )


def _first_leaf(node: Node) -> Leaf:
    return next(leaves(node))


def _is_text(node: Node | None) -> TypeGuard[Words | Quote]:
    return isinstance(node, Words | Quote) and not is_filter(node)


def _join(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Each(tuple(parts))
