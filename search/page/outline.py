"""Where words stand in texts, without cutting the texts into words.

The texts of a page are laid out as one array of bytes, one for each character: letters
without their marks, other ASCII as it is, a blank for white space. Up to eight letters of
a word are one number, so that looking for a word is comparing numbers, and only chunks
where one may be are cut into terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from search.language.normal import fold
from search.language.syllables import MARKED_LETTERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Flags = NDArray[np.bool_]
    Keys = NDArray[np.uint64]
    Places = NDArray[np.intp]

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""All white space there is, as ``str.split`` knows it."""

SEPARATORS = "“”‘’…–—«»•·"

OTHER = 255
"""Stands for what may be anything: a combining mark, a foreign letter, a digit of
another script. Chunks with it are always looked at."""

KEY = 8
"""Letters of a word in its number; the longest syllable has seven."""

_SIZE = 1 << 16
_BLANK = ord(" ")


class _Tables(NamedTuple):
    """
    :param shapes: the byte of each character of the first plane; the last stands for the
        others.
    :param letters: of each of these bytes: the small letter, or a blank.
    :param masks: of a number of letters: the bits of a key that they take.
    """

    shapes: Bytes
    letters: Bytes
    masks: Keys


@cache
def _tables() -> _Tables:
    import numpy as np

    shapes = np.full(_SIZE, OTHER, np.uint8)
    letters = np.full(OTHER + 1, _BLANK, np.uint8)
    for code in range(128):
        char = chr(code)
        if char.isprintable():
            shapes[code] = code
        if char.isalpha():
            letters[code] = ord(char.lower())
    for chars, shape in ((BLANKS, " "), (SEPARATORS, "-")):
        for char in chars:
            shapes[ord(char)] = ord(shape)
    for letter in MARKED_LETTERS:
        shapes[ord(letter)] = ord(fold(letter))
    masks = np.array([_mask(length) for length in range(KEY + 1)], np.uint64)
    return _Tables(shapes, letters, masks)


def _mask(length: int) -> int:
    return (1 << 8 * min(length, KEY)) - 1


def _key(word: str) -> int:
    return int.from_bytes(word[:KEY].encode(), "little")


class Wanted(NamedTuple):
    """What to look for in texts; see :func:`want`.

    :param words: keys of words.
    :param stems: keys of beginnings, each with the bits that it takes.
    :param others: what is not made of letters alone.
    """

    words: tuple[int, ...]
    stems: tuple[tuple[int, int], ...]
    others: tuple[bytes, ...]


def want(terms: Iterable[str], stems: Iterable[str] = ()) -> Wanted:
    """What texts with one of some terms have.

    :param terms: terms without diacritics.
    :param stems: beginnings of terms, likewise.
    """
    # What is not ASCII is always looked at.
    whole = {term for term in terms if term.isascii()}
    begun = {stem for stem in stems if stem.isascii()}
    return Wanted(
        words=tuple({_key(term) for term in whole if term.isalpha()}),
        stems=tuple((_key(stem), _mask(len(stem))) for stem in begun if stem.isalpha()),
        others=tuple(
            {
                written.encode()
                for text in whole | begun
                if not text.isalpha()
                for written in _written(text)
            }
        ),
    )


LONGEST_PHONE = 11


def _written(term: str) -> Iterator[str]:
    """What a text has where a term that is not of letters alone begins: the signs of
    thousands and decimals stand in no term, nor those in telephone numbers."""
    yield term
    whole, _, decimals = term.partition(",")
    if not whole.isdigit():
        return
    rest = decimals and f".{decimals}"
    if rest:
        yield whole + rest
    for first in range(1, min(4, len(whole))):
        groups = [whole[at : at + 3] for at in range(first, len(whole), 3)]
        yield ".".join([whole[:first], *groups]) + rest.replace(".", ",")
        yield ",".join([whole[:first], *groups]) + rest
    if 7 <= len(whole) <= LONGEST_PHONE:
        yield whole[-2:]


def find_chunks(texts: Sequence[str], wanted: Wanted) -> Iterator[tuple[int, int, int]]:
    """The chunks that may have what is wanted, in order: the number of the text, and
    from where to where in it. None that has it is left out."""
    import numpy as np

    # Keys are read past the end.
    joined = "\n" + "\n".join(texts) + "\n" * KEY
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    shape = _tables().shapes.take(codes, mode="clip")
    (blanks,) = (shape == _BLANK).nonzero()
    ends = np.sort(blanks.searchsorted(_find_places(shape, wanted)))
    # As np.unique would, which loads numpy.ma: a fiftieth of a cold search.
    ends = ends[np.diff(ends, prepend=0) > 0]
    firsts = np.fromiter(accumulate((len(text) + 1 for text in texts), initial=1), int)
    numbers = firsts.searchsorted(blanks[ends], side="right") - 1
    before = firsts[numbers]
    starts, stops = blanks[ends - 1] + 1 - before, blanks[ends] - before
    return zip(numbers.tolist(), starts.tolist(), stops.tolist())


def _find_places(shape: Bytes, wanted: Wanted) -> Places:
    """Places in all chunks that may have a wanted term."""
    import numpy as np

    found = [_find_words(shape, wanted), _find_glued(shape)]
    found += (shape == OTHER).nonzero()
    if wanted.others:
        text = shape.tobytes()
        found += [np.array(_find(other, text), np.intp) for other in wanted.others]
    return np.concatenate(found)


def _find_words(shape: Bytes, wanted: Wanted) -> Places:
    """Where words begin that have the key of a wanted one."""
    import numpy as np

    tables = _tables()
    letters = tables.letters.take(shape)
    is_letter = letters != _BLANK
    (borders,) = (is_letter[1:] != is_letter[:-1]).nonzero()
    starts, ends = borders[0::2] + 1, borders[1::2] + 1
    count = len(letters) - KEY + 1
    ahead: Keys = np.ndarray(count, np.dtype("<u8"), letters.data, strides=(1,))
    begun = ahead[starts]
    keys = begun & tables.masks.take(ends - starts, mode="clip")
    is_wanted = np.zeros(len(keys), np.bool_)
    for word in wanted.words:
        is_wanted |= keys == word
    for stem, mask in wanted.stems:
        is_wanted |= begun & np.uint64(mask) == stem
    found: Places = starts[is_wanted]
    return found


def _find_glued(shape: Bytes) -> Places:
    """Where words may have been glued: bộRa, UBNDHuyện."""
    (capitals,) = _is_between(shape, "AZ").nonzero()
    before, after = shape[capitals - 1], shape[capitals + 1]
    is_last = _is_between(before, "AZ") & _is_between(after, "az")
    return capitals[_is_between(before, "az") | is_last]


def _is_between(shape: Bytes, ends: str) -> Flags:
    first, last = map(ord, ends)
    return (shape >= first) & (shape <= last)


def _find(pattern: bytes, text: bytes) -> list[int]:
    places = []
    place = text.find(pattern)
    while place >= 0:
        places.append(place)
        place = text.find(pattern, place + 1)
    return places
