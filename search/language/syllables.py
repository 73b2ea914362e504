"""The shape of a Vietnamese syllable: onset, rhyme, tone, and which vowel bears it.

The tables follow the standard orthography: an onset, a rhyme (glide, vowel and coda)
and one of six tones; a rhyme that ends in a stop (c, ch, p, t) takes only the tones
sắc and nặng. What does not parse is no Vietnamese syllable, so a name or a foreign
word. Everything here works on lower-case, composed (NFC) text.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""Level, huyền, sắc, hỏi, ngã, nặng as combining marks; a tone is an index here."""

ACUTE, DOT = 2, 5

VOWELS = "aăâeêioôơuưy"

TONED: dict[tuple[str, int], str] = {
    (vowel, tone): unicodedata.normalize("NFC", vowel + mark)
    for vowel in VOWELS
    for tone, mark in enumerate(TONES)
}
"""(vowel, tone) -> letter."""

MARKED_LETTERS = "".join(
    letter + letter.upper() for letter in [*TONED.values(), "đ"] if not letter.isascii()
)
"""Every letter that bears a mark, small and capital; đ counts."""

UNTONED: dict[str, tuple[str, int]] = {
    letter: parts for parts, letter in TONED.items() if parts[1]
}
"""Letter with a tone mark -> (vowel, tone)."""

_STRIP_TONE = str.maketrans({letter: parts[0] for letter, parts in UNTONED.items()})
_STRIP_QUALITY = str.maketrans("ăâêôơưđ", "aaeooud")

_ONSETS = frozenset(
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
)

# Rhymes by first letters; a trailing "" in a list is the open rhyme itself.
_RHYMES = frozenset("""
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt
    âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu
    iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong
    oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăp oăt oe oem oen oeng oeo oet
    ô ôc ôi ôm ôn ông ôp ôt
    ơ ơi ơm ơn ơp ơt ơu
    u ua uc ui um un ung up ut
    uân uâng uât uây uâ uê uêch uên uênh uêt uêu
    uôc uôi uôm uôn uông uôp uôt uơ
    uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu
    ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """.split())

# After "qu" the u is part of the onset.
_RHYMES_QU = frozenset("""
    a ac ach ai ang anh am an ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây âu
    e en eng eo et em ê ên ênh êch êt êu i ich in inh it ip iu
    ơ ơi ơn ơt ôc y ych yn ynh yp yt yu yên yêt
    """.split())

# After "gi" the i is the onset's; iê is written ê there.
_RHYMES_GI = frozenset(
    rhyme for rhyme in _RHYMES if rhyme[0] not in "iy" and rhyme[:2] not in ("uy", "oa")
) | frozenset("oa êc êng êm ên êp êt êu".split())

_FRONT = frozenset("ieêy")


class Syllable(NamedTuple):
    """A parsed syllable; ``tone`` indexes :data:`TONES`, ``rhyme`` has no tone mark."""

    onset: str
    rhyme: str
    tone: int


def _onset_allows(onset: str, rhyme: str) -> bool:
    if onset == "qu":
        return rhyme in _RHYMES_QU
    if onset == "gi":
        return rhyme in _RHYMES_GI
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in _FRONT
    if onset in ("gh", "ngh"):
        return front and rhyme[0] != "y"
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rhyme in ("i", "in", "im", "ip")
    if rhyme.startswith("y"):
        return rhyme == "y" or onset == ""
    return not (onset == "" and rhyme.startswith("iê"))


def _split(plain: str) -> tuple[str, str] | None:
    for length in (3, 2, 1, 0):
        onset = plain[:length]
        if len(onset) == length < len(plain) and (not onset or onset in _ONSETS):
            rhyme = plain[length:]
            if _onset_allows(onset, rhyme):
                return onset, rhyme
    return None


def _split_tone(term: str) -> tuple[str, int] | None:
    """The term without its tone mark, and the tone; None when it bears two."""
    tone = 0
    for letter in term:
        parts = UNTONED.get(letter)
        if parts is not None:
            if tone:
                return None
            tone = parts[1]
    return (term.translate(_STRIP_TONE), tone) if tone else (term, 0)


def _repair(plain: str) -> str | None:
    """``ươ`` half typed: đuơc, nưoc. Neither uơ nor ưo can stand before a coda."""
    for wrong in ("uơ", "ưo"):
        at = plain.find(wrong)
        if at >= 0 and at + 2 < len(plain):
            return plain[:at] + "ươ" + plain[at + 2 :]
    return None


def parse(term: str) -> Syllable | None:
    """The parts of a syllable wherever its tone mark sits; None when it is none.

    Tone and coda are not checked against each other: see :func:`is_syllable`.
    """
    if not 0 < len(term) <= 7:
        return None
    split = _split_tone(term)
    if split is None:
        return None
    plain, tone = split
    parts = _split(plain)
    if parts is None:
        repaired = _repair(plain)
        parts = _split(repaired) if repaired else None
        if parts is None:
            return None
    return Syllable(*parts, tone)


def _tone_position(rhyme: str) -> int:
    """Which letter of a rhyme bears the tone, in the style hoà, khoẻ, uỷ."""
    for at in range(len(rhyme) - 1, -1, -1):
        if rhyme[at] in "ăâêôơư" and rhyme != "ưa" and rhyme[at:] not in ("ưu", "ưi"):
            return at
    vowels = 0
    while vowels < len(rhyme) and rhyme[vowels] in VOWELS:
        vowels += 1
    if vowels == 1:
        return 0
    closed = vowels < len(rhyme)
    return 1 if closed or vowels == 3 or rhyme in ("oa", "oe", "uy") else 0


_POSITIONS = {
    rhyme: _tone_position(rhyme) for rhyme in _RHYMES | _RHYMES_QU | _RHYMES_GI
}


def spell(syllable: Syllable) -> str:
    """The one spelling of a parsed syllable, in the style hoà, khoẻ, uỷ."""
    onset, rhyme, tone = syllable
    if not tone:
        return onset + rhyme
    at = _POSITIONS[rhyme]
    return onset + rhyme[:at] + TONED[rhyme[at], tone] + rhyme[at + 1 :]


def is_syllable(term: str) -> bool:
    """Whether a lower-case term is a well-formed, fully marked Vietnamese syllable.

    The tone may sit on any vowel; a final stop needs sắc or nặng. ``tiếng`` and
    ``list`` differ here, and so do ``các`` and ``cac``.
    """
    syllable = parse(term)
    if syllable is None:
        return False
    return (
        syllable.rhyme[-1] not in "cpt"
        and not syllable.rhyme.endswith("ch")
        or (syllable.tone in (ACUTE, DOT))
    )


_FOLDED_RHYMES = frozenset(rhyme.translate(_STRIP_QUALITY) for rhyme in _RHYMES)
_FOLDED_QU = frozenset(rhyme.translate(_STRIP_QUALITY) for rhyme in _RHYMES_QU)
_FOLDED_GI = frozenset(rhyme.translate(_STRIP_QUALITY) for rhyme in _RHYMES_GI)
_FOLDED_ONSETS = frozenset(onset.translate(_STRIP_QUALITY) for onset in _ONSETS)


def is_bare_syllable(term: str) -> bool:
    """Whether a lower-case term without marks can be some syllable without its marks.

    ``cac``, ``duoc`` and ``nghi`` can; ``list``, ``tw`` and ``tuw`` cannot.
    """
    if not 0 < len(term) <= 7 or not term.isascii():
        return False
    for length in (3, 2, 1, 0):
        onset, rhyme = term[:length], term[length:]
        if len(onset) < length or not rhyme:
            continue
        if length and onset not in _FOLDED_ONSETS:
            continue
        if onset == "qu":
            known = rhyme in _FOLDED_QU
        elif onset == "gi":
            known = rhyme in _FOLDED_GI
        else:
            front = rhyme[0] in "iey"
            known = rhyme in _FOLDED_RHYMES
            if onset in ("gh", "ngh"):
                known = known and front
            elif onset in ("c", "ng"):
                known = known and not front
        if known:
            return True
    return False


_SWAPPED_AFTER = frozenset("h k l m s t v qu".split())
_I_AND_Y = {"i": "y", "y": "i"}
_QU_I_AND_Y = {
    rhyme: _I_AND_Y[rhyme[0]] + rhyme[1:]
    for rhyme in "i y ich ych inh ynh it yt".split()
}


def respell(term: str) -> str | None:
    """The syllable with i for y or y for i, where writers use both (kỹ/kĩ, quy/qui).

    Neither is rare: news of 2003-2006 has tỉ and tỷ at 60 to 40, quy and qui at 72 to
    28.
    """
    syllable = parse(term)
    if syllable is None or syllable.onset not in _SWAPPED_AFTER:
        return None
    swaps = _QU_I_AND_Y if syllable.onset == "qu" else _I_AND_Y
    rhyme = swaps.get(syllable.rhyme)
    return spell(syllable._replace(rhyme=rhyme)) if rhyme else None


MAX_GLUED = 4
"""Syllables that were written as one word: xìcăngđan has three."""


def unglue(term: str) -> tuple[str, ...] | None:
    """The syllables of a marked word of several: bộra, ôtô, vắcxin; None for others.

    Of several ways the one is taken that gives consonants to the syllable after them
    (sơ mi, not sơm i).
    """
    if term.isascii() or not 3 <= len(term) <= 24 or parse(term):
        return None
    return _cut(term, MAX_GLUED)


def _cut(term: str, most: int) -> tuple[str, ...] | None:
    if is_syllable(term):
        return (term,)
    if most == 1:
        return None
    ways = []
    for at in range(1, min(7, len(term) - 1) + 1):
        if is_syllable(term[:at]):
            rest = _cut(term[at:], most - 1)
            if rest is not None:
                ways.append((term[:at], *rest))
    return min(ways, key=_clumsiness, default=None)


def _clumsiness(way: tuple[str, ...]) -> tuple[int, int]:
    starts_with_vowel = [
        UNTONED.get(piece[0], (piece[0], 0))[0] in VOWELS for piece in way[1:]
    ]
    return sum(starts_with_vowel), len(way)
