"""Completion while typing, and other queries a reader may have meant.

Nothing here changes what is searched: keystrokes left undecoded, misspellings and
missing diacritics are offered, never corrected silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from search.collection.lexicon import Completion, Lexicon
from search.collection.vocabulary import CollectionVocabulary
from search.language.keystrokes import decode_keystrokes
from search.language.normal import fold, is_marked
from search.language.tokens import Part, tokenize

DID_YOU_MEAN = "Có phải bạn tìm"
WITH_MARKS = "Viết đủ dấu"
MAX_QUERY = 200
"""Characters of a query that suggestions are made for."""

CONFIDENT = 0.5
"""Mean posterior from which restored diacritics are worth offering."""

FAR_LIKELIER = 20
"""How many times as often a correction of a known syllable must stand there."""

MAX_NEAR = 8
"""Marked forms of each syllable one letter away that are weighed."""

MIN_FREQUENCY = 2
"""Occurrences of a syllable in the collection before it is offered as a correction: a
syllable seen once may be a misspelling itself."""


def complete(
    text: str, vocabulary: CollectionVocabulary, limit: int
) -> list[Completion]:
    """Titles, names, document numbers and phrases that start like the text."""
    if vocabulary.lexicon is None or len(text) > MAX_QUERY:
        return []
    return vocabulary.lexicon.complete(text, limit)[:limit]


def suggest_queries(
    query: str, vocabulary: CollectionVocabulary, found_little: bool
) -> Iterator[tuple[str, str]]:
    """Other queries with the reason to offer each, the likeliest first.

    :param found_little: whether the query as typed finds next to nothing, so that
        misspellings and undecoded keystrokes are likely.
    """
    if len(query) > MAX_QUERY:
        return
    if found_little:
        decoded = decode_keystrokes(query)
        if decoded is not None and decoded != query:
            yield decoded, DID_YOU_MEAN
            return
    lexicon = vocabulary.lexicon
    if lexicon is None:
        return
    if found_little:
        corrected = _correct(query, lexicon)
        if corrected != query:
            yield corrected, DID_YOU_MEAN
            return
    restored = _restore(query, vocabulary)
    if restored is not None and restored != query:
        yield restored, WITH_MARKS


def _parts(query: str) -> list[Part]:
    return [part for token in tokenize(query) for part in token.parts]


def _rewrite(query: str, parts: Sequence[Part], forms: Sequence[str]) -> str:
    """The query with parts in other spellings; capitals stay where they were."""
    pieces, position = [], 0
    for part, form in zip(parts, forms):
        written = query[part.start : part.end]
        pieces.append(query[position : part.start])
        pieces.append(written if form == part.term else _like(written, form))
        position = part.end
    return "".join(pieces) + query[position:]


def _like(written: str, form: str) -> str:
    if written.isupper() and len(written) > 1:
        return form.upper()
    return form.capitalize() if written[:1].isupper() else form


def _restore(query: str, vocabulary: CollectionVocabulary) -> str | None:
    """The query with its diacritics, or ``None`` when that is a mere guess."""
    parts = _parts(query)
    bare = [part for part in parts if part.term.isalpha() and not is_marked(part.term)]
    if len(bare) < max(1, len(parts) / 2):
        return None
    restored = vocabulary.restore([part.term for part in parts])
    posteriors = [
        posterior
        for part, (_, posterior) in zip(parts, restored)
        if part.term.isalpha() and not is_marked(part.term)
    ]
    if sum(posteriors) / len(posteriors) < CONFIDENT:
        return None
    return _rewrite(query, parts, [form for form, _ in restored])


def _correct(query: str, lexicon: Lexicon) -> str:
    """The query with each syllable that looks misspelled replaced by a near one."""
    tokens = tokenize(query)
    parts = [part for token in tokens for part in token.parts]
    # The parts of 18-NQ/TW are no syllables.
    alone = {token.parts[0] for token in tokens if len(token.parts) == 1}
    forms = [part.term for part in parts]
    for place, part in enumerate(parts):
        if part in alone and part.term.isalpha():
            forms[place] = _nearest(forms, place, lexicon)
    return _rewrite(query, parts, forms)


def _nearest(terms: Sequence[str], place: int, lexicon: Lexicon) -> str:
    """The term, or the likeliest syllable one slip away: other marks first, then another
    letter.

    Candidates are weighed by how often they stand beside their neighbours, then by how
    often they occur at all. A syllable that the collection has gives way only to one
    that stands there ``FAR_LIKELIER`` times as often: misspellings are in print too.
    """
    term = terms[place]
    variants = dict(lexicon.weighted_variants(fold(term)))
    is_known = bool(variants) if not is_marked(term) else term in variants
    if is_known and not is_marked(term):
        return term
    candidates = variants or _one_slip_away(fold(term), lexicon)
    candidates = {
        form: count for form, count in candidates.items() if count >= MIN_FREQUENCY
    }
    if not candidates:
        return term
    beside = _beside(terms, place, [*candidates, term], lexicon)
    best = max(candidates, key=lambda form: (beside[form], candidates[form]))
    if is_known and beside[best] < FAR_LIKELIER * (beside[term] + 1):
        return term
    return best


def _one_slip_away(folded: str, lexicon: Lexicon) -> dict[str, int]:
    found: dict[str, int] = {}
    for near, _ in lexicon.known_folded(edits(folded)):
        found.update(lexicon.weighted_variants(near)[:MAX_NEAR])
    return found


def _beside(
    terms: Sequence[str], place: int, forms: Sequence[str], lexicon: Lexicon
) -> dict[str, int]:
    """How often each form stands beside the neighbours of a place."""
    beside = dict.fromkeys(forms, 0)
    if place:
        for (_, form), count in lexicon.pair_counts([terms[place - 1]], forms).items():
            beside[form] += count
    if place + 1 < len(terms):
        for (form, _), count in lexicon.pair_counts(forms, [terms[place + 1]]).items():
            beside[form] += count
    return beside


def edits(word: str) -> set[str]:
    """Every string one insertion, deletion, change or swap away (Damerau 1964)."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {left + right[1:] for left, right in cuts if right}
        | {
            left + right[1] + right[0] + right[2:]
            for left, right in cuts
            if len(right) > 1
        }
        | {left + letter + right for left, right in cuts for letter in ascii_lowercase}
        | {
            left + letter + right[1:]
            for left, right in cuts
            if right
            for letter in ascii_lowercase
        }
    ) - {word, ""}
