"""The phrases that a collection uses often, well formed, for completion.

A bounded sample of headlines and openings is segmented, and runs of syllables between
punctuation are counted, each length from the one before: a run is frequent only where
both of its shorter halves are (Agrawal and Srikant 1994). Of the frequent runs those
are phrases that begin and end between words, not with a function word and not amid a
name, and that are more than a piece of an equally frequent longer one. Of single words
those are taken that are abbreviations or foreign names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from search.language.normal import canonical, compose
from search.language.segmenter.single import default_segmenter
from search.language.syllables import is_bare_syllable, is_syllable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from search.language.segmenter.batch import SegmentedBatch

    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

MIN_ARTICLES = 3
"""Articles of the sample that have a phrase."""

MIN_USES = 2
"""Uses of a word before phrases run over it: half of all have one."""

MIN_LIFT = 3.0
"""How many times as often as by chance a phrase goes on with its last syllable, and
begins with its first."""

MAX_SYLLABLES = 8
MAX_PHRASES = 100_000

WIDE, NARROW = 4_000, 360
"""Most and fewest characters of headline and body in the sample: of a hundred articles
nearly all, where every repetition counts; of thousands the opening, some 70 syllables."""

STEP = 3
"""Of thousands every third article is taken: counting an opening costs 0.15 ms."""

MAX_WIDE = 500_000
MAX_CHARACTERS = 5_000_000
"""Characters sampled before less is taken of each article, and before every other one
is given up: 14,000 openings, counted in 2 s."""

AT_BORDER = 0.6
"""Share of a phrase's places where a word begins, and one ends, at its ends."""

AMID_NAME = 0.8
"""Share of places with a capitalised neighbour from which a capitalised end is half of
a name: Nguyễn Văn."""

FRAGMENT, PIECE = 0.8, 0.95
"""A phrase that goes on this often as one longer phrase is the start of that one; one
that stands this often anywhere in it is a piece of it. Who types the middle of a phrase
is served by it, and less by the whole."""

LEADS_ON = 0.8
"""Share of places where a number or another word follows from which a phrase does not
end with its last syllable: Nghị quyết số, đơn vị hành chính cấp."""

FEW = 5
"""Places of a phrase below which what follows it is chance."""

GLUED_SAMPLE = 1_000
"""Texts that tell how abbreviations are written."""

FUNCTION_WORDS = frozenset("""
và với cùng hay hoặc nhưng mà thì là của thuộc do bởi vì nên nếu tuy dù để nhằm cho về từ
đến tới tại ở trong ngoài trên dưới giữa trước sau khi lúc theo qua bằng như hơn kém vào ra
lên xuống lại đi đã đang sẽ vừa mới sắp vẫn còn cũng đều chỉ không chưa chẳng được bị phải
có rất quá nhất rồi này đó kia ấy nọ đây đấy thế vậy gì nào sao ai một các những mọi mỗi
từng mấy nhiều ít cả chính tự nhau mình tôi ta chúng họ nó ông bà anh chị em việc sự cái
cuộc ngày tháng sáng trưa chiều tối hôm nay khoảng gần hết song lần thứ rằng hãy đừng cứ
bên phía vụ chiếc lẫn kể riêng ngay quanh mươi số
""".split())
"""Words that no phrase begins or ends with, unless they are a part of a longer word."""

_WORD_JOINERS = frozenset("&.-/'’")
_PAUSES = frozenset(",;()/&")
"""Marks after which a word keeps its own case; after others a sentence may begin."""

_HYPHENS = frozenset("-–/")
_DOTTED = re.compile(r"\b([^\W\d_]{1,4}\.)(?=[^\W_]|( ))")

_LOWER, _TITLE, _OTHER = 0, 1, 2


class Phrase(NamedTuple):
    """A phrase as the collection mostly writes it, and in about how many articles."""

    text: str
    articles: int


class PhraseSample:
    """Keeps the openings of articles, in bounded memory whatever their number."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self._window = WIDE
        self._step = 1
        self._seen = 0

    def add(self, title: str, read_body: Callable[[], str]) -> None:
        """Take an article in, if it is its turn; of others the body is not read."""
        self._seen += 1
        if self._seen % self._step:
            return
        text = f"{title}\n{read_body()[: self._window]}"
        self._texts.append(_cut(text, self._window))
        self._size += len(self._texts[-1])
        if self._size > (MAX_CHARACTERS if self._step > 1 else MAX_WIDE):
            self._shrink()

    def _shrink(self) -> None:
        if self._window > NARROW:
            self._window = max(self._window // 2, NARROW)
            self._texts = [_cut(text, self._window) for text in self._texts]
        else:
            factor = 2 if self._step > 1 else STEP
            self._texts = self._texts[factor - 1 :: factor]
            self._step *= factor
        self._size = sum(map(len, self._texts))

    def find(self) -> list[Phrase]:
        """The phrases of the sample, the most frequent first; counts are scaled to the
        collection."""
        if not self._texts:
            return []
        # One of its own: an index may be written beside this.
        batch = default_segmenter(tone_styles=True).new_batch().segment(self._texts)
        found = sorted(
            _find(batch, _find_glued(self._texts)),
            key=lambda item: (-item.articles, item.text),
        )
        return [Phrase(text, count * self._step) for text, count in found[:MAX_PHRASES]]


def _cut(text: str, most: int) -> str:
    """The start of a text up to the end of a word, as a line of its own."""
    if len(text) > most:
        text = text[:most].rpartition(" ")[0]
    return text + "\n"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What is known of each distinct token of a batch.

    :param terms: token -> number of its term, -1 where no phrase goes on.
    :param shapes: token -> lower case, one capital, or another way.
    :param opens: token -> whether a sentence may begin after it.
    :param hyphens: token -> whether it is a hyphen or slash.
    :param digits: token -> whether it begins with a digit.
    :param functions: term -> whether it is a function word.
    :param unfinished: term -> whether it is one or an abbreviation with a dot (``P.``).
    :param foreign: term -> whether it is no syllable.
    :param spellings: term -> how it is written in lower case and otherwise, with the
        blank that follows it.
    """

    terms: Ints
    shapes: Ints
    opens: Flags
    hyphens: Flags
    digits: Flags
    functions: Flags
    unfinished: Flags
    foreign: Flags
    spellings: list[tuple[str, str]]


@dataclass(slots=True)
class _Runs:
    """The frequent runs of one length; arrays have one item for each run.

    :param places: where runs stand, and ``numbers`` which run stands there.
    :param heads, tails: the number of the run one syllable shorter that each begins,
        and ends, with; empty for runs of one.
    """

    length: int
    places: Ints
    numbers: Ints
    counts: Ints
    heads: Ints
    tails: Ints


def _find_glued(texts: Sequence[str]) -> frozenset[str]:
    """The abbreviations after whose dot mostly no blank stands: TP.HCM, PGS.TS."""
    glued: Counter[str] = Counter()
    for text in texts[:: len(texts) // GLUED_SAMPLE + 1]:
        for short, blank in _DOTTED.findall(text):
            glued[short] += -1 if blank else 1
    return frozenset(short for short, balance in glued.items() if balance > 0)


def _find(batch: SegmentedBatch, glued: frozenset[str]) -> Iterator[Phrase]:
    import numpy as np

    words = _read_vocabulary(batch, glued)
    text = _Text(batch, words)
    levels = list(_frequent_runs(text))
    yield from text.phrases(levels[0], text.names(levels[0]))
    # Of the phrases that begin with each run, and that have it anywhere, the most uses.
    starts = around = np.zeros(len(levels[-1].counts), np.intp)
    for shorter, runs in reversed(list(pairwise(levels))):
        good = text.well_formed(runs, shorter.counts)
        good &= (starts < FRAGMENT * runs.counts) & (around < PIECE * runs.counts)
        if runs.length <= MAX_SYLLABLES:
            yield from text.phrases(runs, good)
        longer_starts = np.where(good, runs.counts, starts)
        longer = np.where(good, runs.counts, around)
        starts = np.zeros(len(shorter.counts), np.intp)
        np.maximum.at(starts, runs.heads, longer_starts)
        around = starts.copy()
        np.maximum.at(around, runs.heads, longer)
        np.maximum.at(around, runs.tails, longer)


def _read_vocabulary(batch: SegmentedBatch, glued: frozenset[str]) -> _Vocabulary:
    import numpy as np

    uses = np.bincount(batch.ids, minlength=len(batch.tokens)).tolist()
    totals: Counter[str] = Counter()
    for token, used in zip(batch.tokens, uses):
        totals[token.lower()] += used
    numbers: dict[str, int] = {}
    best: list[list[tuple[int, str]]] = []
    terms, shapes, opens = [], [], []
    for token, used in zip(batch.tokens, uses):
        opens.append(token not in _PAUSES)
        if totals[token.lower()] < MIN_USES or not _is_word(token):
            terms.append(-1)
            shapes.append(_OTHER)
            continue
        written = compose(token).text
        term = canonical(written)
        number = numbers.setdefault(term, len(numbers))
        if number == len(best):
            best.append([(0, term + " "), (0, term.capitalize() + " ")])
        shape = _shape(written)
        kept = 1 if shape == _OTHER else 0
        spelled = written if kept else written.lower()
        spelled += "" if token in glued else " "
        best[number][kept] = max(best[number][kept], (used, spelled))
        terms.append(number)
        shapes.append(shape)
    # The last item stands for what is no term, -1.
    functions = np.array([*(t in FUNCTION_WORDS for t in numbers), False], np.bool_)
    dotted = np.array([*(t.endswith(".") for t in numbers), False], np.bool_)
    return _Vocabulary(
        np.array(terms, np.intp),
        np.array(shapes, np.intp),
        np.array(opens, np.bool_),
        np.array([token in _HYPHENS for token in batch.tokens], np.bool_),
        np.array([token[:1].isdigit() for token in batch.tokens], np.bool_),
        functions,
        functions | dotted,
        np.array([not _is_syllable(term) for term in numbers], np.bool_),
        [(lower[1], other[1]) for lower, other in best],
    )


def _is_syllable(term: str) -> bool:
    return is_syllable(term) or is_bare_syllable(term)


def _is_word(token: str) -> bool:
    if token.isalpha():
        return True
    return token[:1].isalpha() and all(
        char.isalnum() or char in _WORD_JOINERS or "\u0300" <= char <= "\u036f"
        for char in token
    )


def _shape(word: str) -> int:
    if word.islower():
        return _LOWER
    return _TITLE if word[:1].isupper() and word[1:].islower() else _OTHER


def _frequent_runs(text: _Text) -> Iterator[_Runs]:
    """The frequent runs of one syllable, of two, and so on, one length past what is
    offered: it tells which of these are pieces."""
    import numpy as np

    none = np.zeros(0, np.intp)
    counts = text.uses
    at = np.where(text.terms >= 0, text.terms, 0)
    places = np.flatnonzero((text.terms >= 0) & (counts[at] >= MIN_ARTICLES))
    runs = _Runs(1, places, text.terms[places], counts, none, none)
    yield runs
    standing = np.full(len(text.terms) + 1, -1, np.intp)
    while len(runs.places) and runs.length <= MAX_SYLLABLES:
        standing[:] = -1
        standing[runs.places] = runs.numbers
        # Both halves, the run and the one a place later, are frequent.
        places = runs.places[standing[runs.places + 1] >= 0]
        heads, tails = standing[places], standing[places + 1]
        some, numbers, counts = _group(heads << 32 | tails)
        kept = counts >= MIN_ARTICLES
        renumbered = np.where(kept, np.cumsum(kept) - 1, -1)[numbers]
        first = some[kept]
        runs = _Runs(
            runs.length + 1,
            places[renumbered >= 0],
            renumbered[renumbered >= 0],
            counts[kept],
            heads[first],
            tails[first],
        )
        if not len(first):
            return
        yield runs


def _group(keys: Ints) -> tuple[Ints, Ints, Ints]:
    """Where one of each distinct key stands, the number of each key in ascending order,
    and how often each occurs: ``numpy.unique``, which takes twice as long for its sort
    keeps the order of what is equal."""
    import numpy as np

    order = np.argsort(keys)
    ranked = keys[order]
    is_new = np.append(True, ranked[1:] != ranked[:-1])[: len(keys)]
    numbers = np.empty(len(keys), np.intp)
    numbers[order] = np.cumsum(is_new) - 1
    starts = np.flatnonzero(is_new)
    return order[starts], numbers, np.diff(np.append(starts, len(keys)))


class _Text:
    """A segmented batch as arrays with one item for each token."""

    def __init__(self, batch: SegmentedBatch, words: _Vocabulary) -> None:
        import numpy as np

        self._words = words
        self.terms = words.terms[batch.ids]
        self.uses = np.bincount(self.terms[self.terms >= 0], minlength=1)
        self._joined = np.append(batch.joined, False)
        self._shapes = words.shapes[batch.ids]
        before = np.roll(batch.ids, 1)
        self._initial = words.opens[before] & (words.terms[before] < 0)
        self._initial[:1] = True
        self._articles = np.repeat(
            np.arange(len(batch.bounds) - 1), np.diff(batch.bounds)
        )
        self._hyphen = np.append(words.hyphens[batch.ids], False)
        self._digits = np.append(words.digits[batch.ids], False)
        # Whether a token leads on from the one before it: a number or a content word.
        content = ~words.functions[self.terms] & (self.terms >= 0)
        self._content = np.append(content, False) | self._digits
        capital = (self._shapes == _TITLE) & (self.terms >= 0)
        # Whether a token and the next are capitalised, the first not by its place.
        self._capitals = np.append(capital & np.append(capital[1:], False), False)
        self._in_name = self._capitals & ~np.append(self._initial, False)

    def well_formed(self, runs: _Runs, shorter: Ints) -> Flags:
        """Which runs begin and end as a phrase does, and not by chance.

        :param shorter: the counts of the runs one syllable shorter.
        """
        import numpy as np

        size, last = len(runs.counts), runs.length - 1

        def share(flags: NDArray[Any]) -> NDArray[np.float64]:
            return np.bincount(runs.numbers, flags, size) / runs.counts

        at, end = runs.places, runs.places + last
        words = self._words
        bare_start = words.functions[self.terms[at]] & ~self._joined[at + 1]
        # qua ngày is a word, but not in "thông qua ngày 12".
        is_bare = ~self._joined[end] | self._digits[end + 1]
        bare_end = words.unfinished[self.terms[end]] & is_bare
        good: Flags = share(~self._joined[at]) >= AT_BORDER
        good &= share(~self._joined[end + 1]) >= AT_BORDER
        good &= (share(bare_start) < 0.5) & (share(bare_end) < 0.5)
        good &= share(self._hyphen[at - 1] | self._hyphen[end + 1]) < 0.5
        leads_on = ~self._joined[end] & self._content[end + 1]
        good &= (share(leads_on) < LEADS_ON) | (runs.counts < FEW)
        good &= share(self._in_name[at - 1]) < AMID_NAME
        good &= share(self._in_name[end]) < AMID_NAME
        # Chance is no concern within a word; else it is measured of all that begin like
        # this, and of all that end like it.
        is_word = np.ones(len(at), np.bool_)
        for offset in range(1, runs.length):
            is_word &= self._joined[at + offset]
        some = np.zeros(size, np.intp)
        some[runs.numbers] = at
        uses, all_uses = self.uses, self.uses.sum()
        by_head = shorter[runs.heads] * uses[self.terms[some + last]]
        by_tail = shorter[runs.tails] * uses[self.terms[some]]
        by_chance = MIN_LIFT * np.maximum(by_head, by_tail)
        good &= (runs.counts * all_uses >= by_chance) | (share(is_word) >= 0.5)
        return good

    def names(self, words: _Runs) -> Flags:
        """Which single words are abbreviations or foreign names: mostly written with
        capitals, and no syllable."""
        import numpy as np

        size = len(words.counts)
        capital = self._shapes[words.places] != _LOWER
        shares = np.bincount(words.numbers, capital, size) / np.maximum(words.counts, 1)
        good: Flags = (shares >= AT_BORDER) & self._words.foreign[:size]
        return good & ~self._words.unfinished[:size]

    def phrases(self, runs: _Runs, good: Flags) -> Iterator[Phrase]:
        """The good runs that enough articles have, as they are mostly written."""
        import numpy as np

        wanted = good[runs.numbers]
        places, numbers = runs.places[wanted], runs.numbers[wanted]
        some, _, _ = _group(numbers << 32 | self._articles[places])
        articles = np.bincount(numbers[some], minlength=len(good))
        enough = (articles >= MIN_ARTICLES)[numbers]
        places, numbers = places[enough], numbers[enough]
        if not len(places):
            return
        shape = np.zeros(len(places), np.intp)
        for offset in range(runs.length):
            shape |= self._shapes[places + offset] << 2 * offset
        some, inverse, _ = _group(numbers << 2 * runs.length | shape)
        # A capital at the start of a sentence or in a name, and a line in capitals, say
        # little.
        shouted = shape == sum(_OTHER << 2 * place for place in range(runs.length))
        sure = ~self._initial[places] & ~self._capitals[places - 1] & ~shouted
        votes = np.bincount(inverse, np.where(sure, 1.0, 0.001), len(some))
        of = numbers[some]
        for way in np.lexsort((votes, of))[np.append(np.diff(of), 1) > 0]:
            text = self._write(int(places[some[way]]), runs.length)
            yield Phrase(text, int(articles[of[way]]))

    def _write(self, place: int, length: int) -> str:
        pieces = []
        for at in range(place, place + length):
            lower, other = self._words.spellings[self.terms[at]]
            match self._shapes[at]:
                case 0:
                    pieces.append(lower)
                case 1:
                    pieces.append(lower.capitalize())
                case _:
                    pieces.append(other)
        return "".join(pieces).rstrip()
