"""Other queries a reader may have meant.

Nothing here changes what is searched: keystrokes left undecoded, misspellings and
missing diacritics are offered, never corrected silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from search.collection.corrections import correct, soundness
from search.collection.lexicon import Lexicon, pair_skeleton
from search.collection.vocabulary import CollectionVocabulary
from search.gazetteer.full_numbers import find_signs, numbered
from search.gazetteer.provinces import FORMER, districts
from search.language.keystrokes import (
    decode_keystrokes,
    decode_telex,
    decode_viqr,
    decode_vni,
)
from search.language.normal import fold, is_marked
from search.language.segmenter.single import default_segmenter
from search.language.tokens import Part, terms, tokenize
from search.query.clauses import Keyword
from search.results import PhraseCount

DID_YOU_MEAN = "Có phải bạn tìm"
WITH_MARKS = "Viết đủ dấu"
ABOUT = "Bài nói về văn bản"
MAX_QUERY = 200
"""Characters of a query that suggestions are made for."""

CONFIDENT = 0.5
"""Mean posterior from which restored diacritics are worth offering."""

WHOLE = 6
"""Terms of a query up to which all of it is counted as a phrase, not only what changes."""

FAR_MORE = 3
"""How many times as many articles must have what is offered as have what was typed."""

READING_SHARE = 0.1
"""Articles of another reading of a query without marks, against those of the likeliest,
from which it stands beside it."""

MAX_READINGS = 4
"""Other readings that are counted."""


_WHOLE = slice(None)
_NUMBER_WORD = re.compile(r"(?<!\w)số\s*$", re.IGNORECASE)
_KEYS = re.compile(
    r"(?<!\w)(?=[a-z]*(?:[aeiouy][a-z]*[fjrsx]|[w0-9]|aa|dd|ee|oo))[a-z][a-z0-9]*(?!\w)"
    r"|[a-z](?:[(^+`~]|['?.][a-z(^+'`?~.])",
    re.IGNORECASE,
)
"""What may be undecoded keystrokes: few queries have it."""


class Offer(NamedTuple):
    """Another query, and why it is offered.

    :param counts: what is different in it with its articles, and the same as it was
        typed; empty if nothing was counted.
    """

    query: str
    reason: str
    counts: tuple[PhraseCount, ...] = ()


class _Typed(NamedTuple):
    """A query, its terms, and which of them may be respelled."""

    text: str
    parts: list[Part]
    plain: list[bool]

    @property
    def terms(self) -> list[str]:
        return [part.term for part in self.parts]


def suggest_queries(query: str, vocabulary: CollectionVocabulary) -> list[Offer]:
    """Other queries, the likeliest first: what was meant where what was typed is
    misspelt or undecoded keystrokes, else what it is with its diacritics; of a document's
    number its filter."""
    if len(query) > MAX_QUERY:
        return []
    if filtered := _by_document(query, vocabulary):
        return [filtered]
    lexicon = vocabulary.lexicon
    if lexicon is None:
        decoded = decode_keystrokes(query)
        return [Offer(decoded, DID_YOU_MEAN)] if decoded not in (None, query) else []
    typed = _read(query)
    corrected = _correct(typed, lexicon)
    if corrected.text != query:
        offer = _weigh(typed, corrected, vocabulary)
        return [offer] if offer else []
    return list(_readings(typed, vocabulary))


def _by_document(query: str, vocabulary: CollectionVocabulary) -> Offer | None:
    """A query with the one number of a document in it as a filter, if more articles are
    about that document than write its number: most say ``Nghị quyết 18``."""
    named = list(numbered(query, find_signs(query)))
    if len(named) != 1:
        return None
    [(start, end, number, _)] = named
    values = tuple(vocabulary.values("document", number))
    about = vocabulary.count(Keyword("document", values)) if values else 0
    written = vocabulary.count_phrase(terms(query[start:end]))
    if about <= written:
        return None
    before = _NUMBER_WORD.sub("", query[:start])
    counts = PhraseCount(f"số:{number}", about), PhraseCount(query[start:end], written)
    return Offer(f"{before}số:{number}{query[end:]}", ABOUT, counts)


def _read(text: str) -> _Typed:
    tokens = tokenize(text)
    # The parts of 18-NQ/TW are no syllables, nor is VN.
    shouts = text.isupper()
    plain = [
        len(token.parts) == 1
        and (shouts or len(token.text) == 1 or not token.text.isupper())
        for token in tokens
        for _ in token.parts
    ]
    return _Typed(text, [part for token in tokens for part in token.parts], plain)


def _rewrite(typed: _Typed, forms: Sequence[str]) -> str:
    """The query with parts in other spellings; capitals stay where they were."""
    pieces, position = [], 0
    for part, form in zip(typed.parts, forms):
        written = typed.text[part.start : part.end]
        pieces.append(typed.text[position : part.start])
        pieces.append(written if form == part.term else _like(written, form))
        position = part.end
    return "".join(pieces) + typed.text[position:]


def _like(written: str, form: str) -> str:
    if written.isupper() and len(written) > 1:
        return form.upper()
    return form.capitalize() if written[:1].isupper() else form


def _correct(typed: _Typed, lexicon: Lexicon) -> _Typed:
    """A query in the spelling that it is likely a slip of; as it is where none is."""
    decoded = _decode(typed, lexicon)
    is_word = default_segmenter(tone_styles=True).is_word
    forms = correct(decoded.terms, lexicon, is_word, decoded.plain)
    return decoded if forms == decoded.terms else _read(_rewrite(decoded, forms))


def _soundness(typed: _Typed, lexicon: Lexicon) -> int:
    is_word = default_segmenter(tone_styles=True).is_word
    return soundness(typed.terms, lexicon, is_word)


def _gains(typed: _Typed, other: _Typed, lexicon: Lexicon) -> bool:
    """Whether more pairs of another spelling are words or collocations."""
    return _soundness(other, lexicon) > _soundness(typed, lexicon)


def _decode(typed: _Typed, lexicon: Lexicon) -> _Typed:
    """A query with its keystrokes decoded: where they are clear, or more of it is sound
    then."""
    if not _KEYS.search(typed.text):
        return typed
    clear = decode_keystrokes(typed.text)
    if clear is not None:
        return _read(clear)
    for method in (decode_vni, decode_telex, decode_viqr):
        decoded = method(typed.text)
        if decoded != typed.text and _gains(typed, _read(decoded), lexicon):
            return _read(decoded)
    return typed


def _weigh(
    typed: _Typed, corrected: _Typed, vocabulary: CollectionVocabulary
) -> Offer | None:
    """The offer of a corrected query, if far more articles have what changes in it."""
    if _wants_marks(corrected):
        restored = _restore(corrected, vocabulary)
        corrected = _read(restored) if restored else corrected
    if _changes_place(typed.terms, corrected.terms):
        return None
    if len(typed.parts) != len(corrected.parts):
        # Keystrokes: what was typed is no phrase.
        return Offer(corrected.text, DID_YOU_MEAN)
    for window in _windows(typed.terms, corrected.terms):
        meant = _count(corrected, window, vocabulary)
        former = _count(typed, window, vocabulary)
        if meant.articles < FAR_MORE * former.articles:
            return None
        if meant.articles:
            return Offer(corrected.text, DID_YOU_MEAN, (meant, former))
    return None


@cache
def _place_names() -> frozenset[tuple[str, ...]]:
    """The terms of the names of provinces and districts, of two and more."""
    names = [unit.name for unit in FORMER.values()]
    names += [district.name for district in districts()]
    return frozenset(name for name in map(tuple, map(terms, names)) if len(name) > 1)


def _changes_place(typed: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether a correction takes away the name of a place: Bình Giang, Đắk Hà."""
    longest = max(map(len, _place_names()))
    return len(typed) == len(meant) and any(
        tuple(typed[start:end]) in _place_names()
        and typed[start:end] != meant[start:end]
        for start in range(len(typed))
        for end in range(start + 2, min(start + longest, len(typed)) + 1)
    )


def _windows(typed: Sequence[str], meant: Sequence[str]) -> Iterator[slice]:
    """What is counted of a corrected query, the longest first: all of it, what changes
    with a term on either side, on one side, alone."""
    changed = [i for i, (one, other) in enumerate(zip(typed, meant)) if one != other]
    start, end, size = changed[0], changed[-1] + 1, len(typed)
    if size <= WHOLE:
        yield slice(0, size)
    if end - start < WHOLE:
        yield slice(max(0, start - 1), min(size, end + 1))
        yield slice(max(0, start - 1), end)
        yield slice(start, min(size, end + 1))
        if size == 1 or end - start > 1:
            yield slice(start, end)


def _count(
    typed: _Typed, window: slice, vocabulary: CollectionVocabulary
) -> PhraseCount:
    parts = typed.parts[window]
    text = typed.text[parts[0].start : parts[-1].end]
    return PhraseCount(text, vocabulary.count_phrase([part.term for part in parts]))


def _is_bare(part: Part) -> bool:
    return part.term.isalpha() and not is_marked(part.term)


def _wants_marks(typed: _Typed) -> bool:
    """Whether half of a query's terms or more have no marks."""
    bare = sum(map(_is_bare, typed.parts))
    return bare >= max(1, len(typed.parts) / 2)


def _restore(typed: _Typed, vocabulary: CollectionVocabulary) -> str | None:
    """The query with its diacritics, or ``None`` when that is a mere guess."""
    restored = vocabulary.restore(typed.terms)
    posteriors = [
        posterior
        for part, (_, posterior) in zip(typed.parts, restored)
        if _is_bare(part)
    ]
    if sum(posteriors) / len(posteriors) < CONFIDENT:
        return None
    return _rewrite(typed, [form for form, _ in restored])


def _readings(typed: _Typed, vocabulary: CollectionVocabulary) -> Iterator[Offer]:
    """A query without marks with them; in two ways where both are real."""
    if not _wants_marks(typed):
        return
    restored = _restore(typed, vocabulary)
    if restored is None or restored == typed.text:
        return
    likeliest = _read(restored)
    lexicon = vocabulary.lexicon
    is_mixed = any(map(is_marked, typed.terms))
    # What has marks may be right with those it has: công ty, tai nạn.
    if lexicon and is_mixed and not _gains(typed, likeliest, lexicon):
        return
    others = list(islice(_other_readings(typed, likeliest, vocabulary), MAX_READINGS))
    readings = [
        _count(item, _WHOLE, vocabulary) for item in (likeliest, *others) if others
    ]
    readings.sort(key=lambda item: -item.articles)
    real = [
        item
        for item in readings
        if item.articles > READING_SHARE * readings[0].articles
        and item.text != typed.text
    ]
    if len(real) < 2:
        yield Offer(restored, WITH_MARKS)
    for item in real[:2] if len(real) > 1 else ():
        yield Offer(item.text, WITH_MARKS, (item,))


def _is_spelling(form: str, typed: str) -> bool:
    return form == typed or fold(form) == typed


def _other_readings(
    typed: _Typed, likeliest: _Typed, vocabulary: CollectionVocabulary
) -> Iterator[_Typed]:
    """A short query read otherwise in one of its pairs."""
    lexicon, terms = vocabulary.lexicon, likeliest.terms
    if lexicon is None or not 2 <= len(terms) <= WHOLE:
        return
    pairs = list(pairwise(terms))
    found = lexicon.collocations([pair_skeleton(*pair) for pair in pairs])
    for place, pair in enumerate(pairs):
        rows = found.get(pair_skeleton(*pair), ())
        least = READING_SHARE * max(
            (row.uses for row in rows if (row.left, row.right) == pair), default=0
        )
        for row in sorted(rows, key=lambda row: -row.uses):
            other = (row.left, row.right)
            is_typed = all(map(_is_spelling, other, typed.terms[place : place + 2]))
            if other != pair and is_typed and row.uses >= least:
                yield _read(
                    _rewrite(typed, [*terms[:place], *other, *terms[place + 2 :]])
                )
