"""What a reader may be about to type: headlines, names, provinces, document numbers,
abbreviations and phrases that begin like it, each with where choosing it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from search.collection.lexicon import Kind, Lexicon, completion_key
from search.collection.vocabulary import CollectionVocabulary
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.language.tokens import terms
from search.query.lexer import FIELD_NAMES, Field
from search.request import SearchRequest

MAX_TEXT = 200
"""Characters typed that are completed."""

MAX_ENDINGS = 3
"""Endings of a text, of two words and more, that are completed where all of it is not."""

_FIELD = re.compile(
    r'(?P<head>(?:.*\s)?)(?P<name>[^\s:"]+):(?P<quote>"?)(?P<value>[^"]*)\Z', re.DOTALL
)
_FIELDS: dict[str, Field] = {
    fold(name): field for field, names in FIELD_NAMES.items() for name in names
}
_KINDS: dict[Field, tuple[Kind, ...]] = {
    "province": ("province",),
    "person": ("person",),
    "speaker": ("person",),
    "change": ("person",),
    "document": ("document",),
    "title": ("phrase", "abbreviation", "title"),
}
"""The kinds of completion that are values of a field."""

_LISTED: dict[Field, Kind] = {"publisher": "publisher", "category": "category"}
"""Fields whose values are few, and known from the index."""

KIND_LABELS: dict[Kind, str] = {
    "title": "bài báo",
    "person": "nhân vật",
    "document": "văn bản",
    "province": "tỉnh, thành phố",
    "publisher": "nguồn",
    "category": "mục",
    "abbreviation": "chữ tắt",
    "phrase": "cụm từ",
}


class Completion(NamedTuple):
    """Something to complete to.

    :param text: what it is called; in a field, the whole query with it.
    :param query: the query string of the search that it stands for.
    :param article: the id of the article that it stands for, else empty.
    """

    text: str
    kind: Kind
    query: str
    article: str = ""


def complete(
    text: str, vocabulary: CollectionVocabulary, limit: int
) -> list[Completion]:
    """The completions of a text, the weightiest first: of the value of a field where it
    ends in one, of the whole text, or else of its last words.

    Marks that were typed are kept; where none were, any will do.
    """
    lexicon = vocabulary.lexicon
    if lexicon is None or len(text) > MAX_TEXT:
        return []
    match = _FIELD.fullmatch(text)
    field = _FIELDS.get(fold(match["name"].lower())) if match else None
    if match and field:
        values = list(_values(field, match["value"], vocabulary, lexicon, limit))
        start = f"{match['head']}{match['name']}:"
        return [_in_field(start, value, kind) for value, kind in values][:limit]
    found = [_choice(*row) for row in lexicon.complete(text, limit)]
    return found or list(_of_ending(text, lexicon, limit))


def _values(
    field: Field,
    value: str,
    vocabulary: CollectionVocabulary,
    lexicon: Lexicon,
    limit: int,
) -> Iterator[tuple[str, Kind]]:
    """The values of a field that begin like one."""
    if field in _KINDS:
        for row in lexicon.complete(value, limit, _KINDS[field]):
            yield row.text, row.kind
    elif field in _LISTED:
        key = completion_key(value)
        for known in vocabulary.all_values(field):
            folded = f" {completion_key(known)}"
            if f" {key}" in folded:
                yield known, _LISTED[field]


def _in_field(start: str, value: str, kind: Kind) -> Completion:
    """A query that ends in a field with a value, quoted where it needs to be."""
    quoted = f'"{value}"' if re.search(r"\s", value) else value
    text = start + quoted
    return Completion(text, kind, SearchRequest(q=text).to_query_string())


def _choice(text: str, kind: Kind, value: str) -> Completion:
    """What is chosen stays what it is: a person is the filter, a title the article."""
    match kind:
        case "province":
            request = SearchRequest(province=(value,))
        case "person":
            request = SearchRequest(person=(text,))
        case "document":
            request = SearchRequest(document=(text,))
        case _:
            request = SearchRequest(q=text)
    article = value if kind == "title" else ""
    return Completion(text, kind, request.to_query_string(), article)


def _of_ending(text: str, lexicon: Lexicon, limit: int) -> Iterator[Completion]:
    """The text with its last words completed to a phrase or a name."""
    words = list(re.finditer(r"\S+", text))
    is_word = default_segmenter(tone_styles=True).is_word
    for before, first in list(pairwise(words[:-1]))[-MAX_ENDINGS:]:
        if is_word(terms(f"{before.group()} {first.group()}".lower())):
            continue
        head, ending = text[: first.start()], text[first.start() :]
        rows = lexicon.complete(ending, limit, ("phrase", "province", "person"))
        if rows:
            for row in rows:
                longer = head + row.text
                request = SearchRequest(q=longer)
                yield Completion(longer, "phrase", request.to_query_string())
            return
