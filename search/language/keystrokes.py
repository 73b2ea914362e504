"""Vietnamese typed with the input method switched off: Telex, VNI, VIQR.

``tieengs``, ``tie61ng`` and ``tie^'ng`` are the keys of ``tiếng``. A word is decoded
only when all its keys act and the result is a well-formed syllable. The ``decode_*``
functions of one method decode each such word (``list`` is the keys of ``lít``);
:func:`decode_keystrokes` only what is clearly keystrokes, to be offered and never
applied unasked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from search.language.normal import is_marked
from search.language.syllables import is_bare_syllable, is_syllable, parse, spell

MAX_TEXT = 2_000
"""Characters of a text that are looked at; a query is shorter."""

MAX_WORD = 16
"""Keys of a word: nghiêng takes at most eleven, with a correction or two."""

_VOWELS = frozenset("aeiouyăâêôơư")
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_TELEX_TONES = {"f": 1, "s": 2, "r": 3, "x": 4, "j": 5}
_VNI_TONES = {"2": 1, "1": 2, "3": 3, "4": 4, "5": 5}
_VIQR_TONES = {"`": 1, "'": 2, "?": 3, "~": 4, ".": 5}


class _Typing:
    """A syllable while its keys are read."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.tone = 0

    def has_vowel(self) -> bool:
        return not _VOWELS.isdisjoint(self.letters)

    def set_tone(self, tone: int) -> bool:
        """One tone a word, after a vowel."""
        if self.tone or not self.has_vowel():
            return False
        self.tone = tone
        return True

    def stroke(self) -> bool:
        if self.letters[:1] != ["d"]:
            return False
        self.letters[0] = "đ"
        return True

    def change_last(self, changes: dict[str, str]) -> bool:
        """Change the last letter that can be."""
        for at in range(len(self.letters) - 1, -1, -1):
            changed = changes.get(self.letters[at])
            if changed:
                self.letters[at] = changed
                return True
        return False

    def double(self, vowel: str) -> bool:
        """A vowel typed again, at once or after the coda, gets its circumflex."""
        for letter in reversed(self.letters):
            if letter == vowel:
                return self.change_last({vowel: _CIRCUMFLEX[vowel]})
            if letter in _VOWELS:
                return False
        return False

    def horn(self) -> bool:
        """Horn on ư, ơ or both: uo, uơ and ưo before it become ươ."""
        word = "".join(self.letters)
        for pair in ("uo", "ưo", "uơ"):
            at = word.find(pair)
            if at >= 0:
                self.letters[at : at + 2] = "ươ"
                return True
        at = word.find("uu")
        if at >= 0:
            self.letters[at] = "ư"
            return True
        return self.change_last(_HORN)

    def hook(self) -> bool:
        """Telex's w: horn or breve, or ư itself."""
        word = "".join(self.letters)
        if not self.has_vowel():
            self.letters.append("ư")
            return True
        at = word.find("ua")
        if at >= 0 and word[:at] != "q":
            self.letters[at] = "ư"
            return True
        if "a" in word:
            return self.change_last({"a": "ă"})
        return self.horn()

    def syllable(self) -> str | None:
        word = "".join(self.letters)
        if word.endswith("ươ"):  # thuở, huơ
            word = word[:-2] + "uơ"
        parsed = parse(word)
        if parsed is None or parsed.tone:
            return None
        spelled = spell(parsed._replace(tone=self.tone))
        return spelled if is_syllable(spelled) else None


def _type_telex(word: str) -> str | None:
    typing = _Typing()
    for key in word:
        if key in _TELEX_TONES and typing.has_vowel():
            acts = typing.set_tone(_TELEX_TONES[key])
        elif key == "w":
            acts = typing.hook()
        elif (key in _CIRCUMFLEX and typing.double(key)) or (
            key == "d" and typing.stroke()
        ):
            acts = True
        else:
            typing.letters.append(key)
            continue
        if not acts:
            return None
    return typing.syllable()


def _type_vni(word: str) -> str | None:
    typing = _Typing()
    for key in word:
        if key in _VNI_TONES:
            acts = typing.set_tone(_VNI_TONES[key])
        elif key == "6":
            acts = typing.change_last(_CIRCUMFLEX)
        elif key == "7":
            acts = typing.horn()
        elif key == "8":
            acts = typing.change_last({"a": "ă"})
        elif key == "9":
            acts = typing.stroke()
        else:
            typing.letters.append(key)
            continue
        if not acts:
            return None
    return typing.syllable()


def _type_viqr(word: str) -> str | None:
    typing = _Typing()
    marks = {"^": _CIRCUMFLEX, "+": _HORN, "(": {"a": "ă"}}
    for key in word:
        if key in _VIQR_TONES:
            acts = typing.set_tone(_VIQR_TONES[key])
        elif key in marks:
            changed = marks[key].get(typing.letters[-1]) if typing.letters else None
            acts = changed is not None
            typing.letters[-1:] = [changed or ""]
        elif key == "d" and typing.letters == ["d"]:
            acts = typing.stroke()
        else:
            typing.letters.append(key)
            continue
        if not acts:
            return None
    return typing.syllable()


# English words (and a few names) that are the Telex keys of a syllable, from what was
# found in news; they prove nothing.
_ENGLISH = frozenset("""
    if of chef ref gif imf how now low row tow cow bow sow own down town owns towns lows
    rows chow was war saw law draw dawn lawn raw wars won worm
    see seen been bee teen keen too soon moon noon boom room rooms zoom tool pool queen
    food good mood boot boots root roots foot shoot loot tooth booth queens tree trees
    seem seems meet meets seek need seed deep keep sheep tees bees sees teens moons beer
    peer deer cheer choose door doors poor floor ddos
    visa taxi maxi bar as gas sex post sir is test air mary best max box usa this or us
    hose vest core host trust rose last here most tax list war rex sofa there trips per
    more her maps hero turn car cars has his arm lens must lost six quest coast var ex
    born pasta these dust nest says its did does mix charm harm horn corn norm reset
    docs cost costs bus cats bars cans fans tips cups bits hits lots dots nuts guns runs
    tops hair chair pair our tour for form far star trans plus thus text next
    """.split())
_ROMAN = re.compile("[ivxlcdm]+")
_TELEX_WORD = re.compile(r"(?<![^\W])[A-Za-z]+(?![^\W])")
_VNI_WORD = re.compile(r"(?<![^\W])[A-Za-z]+[0-9][A-Za-z0-9]*(?![^\W])")
_VIQR_WORD = re.compile(
    r"(?<![^\W])[A-Za-z]+[(^+'`?~.A-Za-z]*[A-Za-z(^+'`?~.](?![^\W])"
)
_VIQR_MARK = re.compile(r"[(^+'`?~.]")
_SENTENCE_END = re.compile(r"\W*\Z|\s+[A-Z]")
_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)


class _Strength(NamedTuple):
    """How much a decoded word speaks for its method: at all, and beyond doubt."""

    is_hint: bool
    is_proof: bool


def _weigh_telex(word: str) -> _Strength:
    if word in _ENGLISH:
        return _Strength(False, False)
    doubled = re.search("aa|ee|oo", word) is not None
    toned = word[-1] in "fjsrx"
    hooked = "uw" in word or (toned and "w" in word[1:])
    proof = (
        word.startswith("dd")
        or hooked
        or (len(word) > 2 and word[-1] in "fj")
        or re.search("j[^aeiouy]+$", word) is not None
        or (doubled and (toned or "aa" in word))
        or re.search("[iuy](?:ee|oo)|(?:ee|oo)[iu]", word) is not None
        or (toned and re.match("ng|nh|kh|x", word) is not None)
    )
    return _Strength(len(word) > 2 and (toned or doubled), proof)


def _weigh_vni(word: str) -> _Strength:
    letters = sum(map(str.isalpha, word))
    inside = not word.rstrip("0123456789").isalpha()
    # A mark, then a tone: to63; an26 and su27 are aeroplanes.
    paired = re.search("[6789][1-5]$", word) is not None
    proof = paired or "9" in word or (inside and letters > 2)
    return _Strength(letters > 1, letters > 1 and proof)


def _weigh_viqr(word: str) -> _Strength:
    inside = re.search("['`?~.][a-z]", word) is not None
    return _Strength(inside, re.search(r"[\^+(]", word) is not None)


def _like(written: str, word: str) -> str:
    """The word in the capitals of what was written."""
    letters = [char for char in written if char.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return word.upper()
    return word[0].upper() + word[1:] if letters[0].isupper() else word


class _Method(NamedTuple):
    word: re.Pattern[str]
    decode: Callable[[str], str | None]
    weigh: Callable[[str], _Strength]


_TELEX = _Method(_TELEX_WORD, _type_telex, _weigh_telex)
_VNI = _Method(_VNI_WORD, _type_vni, _weigh_vni)
_VIQR = _Method(_VIQR_WORD, _type_viqr, _weigh_viqr)


class _Found(NamedTuple):
    start: int
    end: int
    keys: str
    word: str


def _find(text: str, method: _Method) -> Iterator[_Found]:
    """The words of a text that are keys of a syllable other than themselves."""
    addresses = [
        chunk.span()
        for chunk in re.finditer(r"\S+", text)
        if _ADDRESS.search(chunk.group())
    ]
    for match in method.word.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in addresses):
            continue
        keys = match.group().lower()
        word = method.decode(keys) if len(keys) <= MAX_WORD else None
        if word is None and method is _VIQR and len(keys) > 1:
            # the last mark may be punctuation
            end -= 1
            keys = keys[:-1]
            word = method.decode(keys) if _VIQR_MARK.search(keys) else None
        if word is not None and word != keys:
            yield _Found(start, end, keys, word)


def _rewrite(text: str, found: list[_Found]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, _, word in found:
        pieces += text[done:start], _like(text[start:end], word)
        done = end
    return "".join([*pieces, text[done:]])


def _decode(text: str, method: _Method) -> str:
    head = text[:MAX_TEXT]
    return _rewrite(head, list(_find(head, method))) + text[MAX_TEXT:]


def decode_telex(text: str) -> str:
    """Each word that is the Telex keys of a syllable, as that syllable."""
    return _decode(text, _TELEX)


def decode_vni(text: str) -> str:
    """Each word that is the VNI keys of a syllable, as that syllable."""
    return _decode(text, _VNI)


def decode_viqr(text: str) -> str:
    """Each word that is the VIQR keys of a syllable, as that syllable."""
    return _decode(text, _VIQR)


def _is_clear(found: list[_Found], rest_is_vietnamese: bool, method: _Method) -> bool:
    """Whether a text was typed with a method: one word beyond doubt, or two hints that
    end in different keys and nothing else but syllables."""
    weights = [method.weigh(item.keys) for item in found]
    if any(weight.is_proof for weight in weights):
        return True
    hints = {item.keys[-1] for item, weight in zip(found, weights) if weight.is_hint}
    return len(hints) > 1 and rest_is_vietnamese


def _may_be_keys(text: str, item: _Found) -> bool:
    """Not a Roman number, an abbreviation, or a word with a full stop."""
    if _ROMAN.fullmatch(item.keys) or (
        item.end - item.start < 4
        and text[item.start : item.end].isupper()
        and not text.isupper()
    ):
        return False
    stops = item.keys[:-1].isalpha() and item.keys[-1] in ".?"
    return not (stops and _SENTENCE_END.match(text, item.end))


def decode_keystrokes(text: str) -> str | None:
    """The text with its undecoded keystrokes decoded; None when none are clear.

    One method is taken for the whole text. English words, abbreviations, numbers and
    syllables typed without marks stay (``list``, ``8-12``, ``mp3``, ``covid19``).
    """
    head = text[:MAX_TEXT]
    for method in (_VIQR, _VNI, _TELEX):
        found = [item for item in _find(head, method) if _may_be_keys(head, item)]
        if not found:
            continue
        decoded = {item.keys for item in found}
        others = set(re.findall(r"\w+", head.lower())) - decoded
        vietnamese = all(
            is_bare_syllable(word) or is_marked(word) or word.isdigit()
            for word in others
        )
        if _is_clear(found, vietnamese, method):
            if not vietnamese:
                found = [item for item in found if item.keys not in _ENGLISH]
            return _rewrite(head, found) + text[MAX_TEXT:]
    return None
