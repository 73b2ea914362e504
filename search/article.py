"""What an article is: its text, and facts that say where they come from.

Everything here is frozen and pure. The JSON form (:meth:`Article.to_json`) is the
one source of truth that an index stores and that ``timtin export`` prints; reading
it back gives an equal article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, get_args

from search.errors import IndexDamaged

Precision = Literal["year", "month", "day", "minute"]
Provenance = Literal["stated", "inferred", "supplied"]
Role = Literal["venue", "subject", "publisher", "mentioned"]

StatementKind = Literal["said", "asked"]

STATEMENT_KINDS: tuple[StatementKind, ...] = get_args(StatementKind)
PROVENANCES: tuple[Provenance, ...] = get_args(Provenance)

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2})?)?)?", re.ASCII)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
HEADING_LENGTH = 90


def _is_calendar_date(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap or (month, day) != (2, 29)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as precisely as it is known, and where it comes from.

    :param value: ``2025``, ``2025-12``, ``2025-12-08`` or ``2025-12-08T15:50``
        (local Vietnamese time); its length is its precision.
    :param provenance: ``stated`` in the text, ``inferred`` from elsewhere, or
        ``supplied`` with the article as metadata.
    :param source: what gave it: ``header``, ``clock``, ``text``, ``url``,
        ``metadata``, ``file`` ...; for the reader of a page.
    :param words: those of the text that it was read from, "" where it was not read from
        running text; no part of what the date is.
    :raises ValueError: when the value is no such date.
    """

    value: str
    provenance: Provenance = "stated"
    source: str = ""
    words: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        value = self.value
        if _ISO.fullmatch(value) is None:
            raise ValueError(f"not an ISO date: {value!r}")
        month, day = int(value[5:7] or 1), int(value[8:10] or 1)
        day_exists = _is_calendar_date(int(value[:4]), month, day)
        if not day_exists or value[11:13] > "23" or value[14:] > "59":
            raise ValueError(f"no such date: {value!r}")
        if self.provenance not in PROVENANCES:
            raise ValueError(f"no such provenance: {self.provenance!r}")

    @property
    def precision(self) -> Precision:
        lengths: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute"}
        return lengths[len(self.value)]

    @property
    def day(self) -> date | None:
        """The day; ``None`` where less is known."""
        known = self.precision in ("day", "minute")
        return date.fromisoformat(self.value[:10]) if known else None

    @property
    def first(self) -> int:
        """The date as ``YYYYMMDD`` with ``00`` for an unknown month or day."""
        return int(self.value[:10].replace("-", "").ljust(8, "0"))

    @property
    def last(self) -> int:
        """The same with ``99`` for what is unknown: the end of what it may mean."""
        return int(self.value[:10].replace("-", "").ljust(8, "9"))


@dataclass(frozen=True, slots=True)
class Place:
    """A province an article is about.

    :param slug: the unit *as named then* (``binh-dinh`` stays ``binh-dinh``);
        :func:`search.gazetteer.provinces.today` gives the unit that holds it now.
    :param name: the name in the text that gave it, or the newspaper's.
    :param words: the words of the text that gave its role, from a few before the name
        on; "" where a newspaper is all that tells.
    """

    slug: str
    name: str
    role: Role
    provenance: Provenance = "stated"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the office the text gives them that day ("" when it gives none).

    :param words: the words of the text that the name and the office were read from.
    :param provenance: ``inferred`` where the office was said of a part of the name.
    """

    name: str
    office: str = ""
    words: str = ""
    provenance: Provenance = "stated"


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """An official document: its canonical number and the words that named it.

    :param provenance: ``stated`` where the text gives the full number, ``inferred``
        where a short name (``Nghị quyết 18``) was resolved.
    :param year: when it was issued, where the number does not say so and the text
        tells; 0 where it is not known. Two documents may share a number.
    :param words: the words around the first mention that counts: what resolved a short
        name or told the year mostly stands there.
    """

    number: str
    name: str
    provenance: Provenance = "stated"
    year: int = 0
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person says in an article.

    :param speaker: a name of ``people``.
    :param start, end: where the sentence stands, with the quotation around it, as offsets
        into :func:`search.fields.text_of`.
    :raises ValueError: when that is no place, or the kind is another one.
    :param kind: ``asked`` where something is asked for (``yêu cầu``, ``đề nghị``).
    """

    speaker: str
    start: int
    end: int
    kind: StatementKind = "said"

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if self.kind not in STATEMENT_KINDS:
            raise ValueError(f"no such kind of statement: {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Change:
    """A change in the office of a person.

    :param kind: what became of it, as in ``search.labels``: ``appointed`` ...
    :param office: as the sentence gives it, else as the article does; "" for neither.
    :param organ: the body whose office it is, where the words name one.
    :param date: when, as an ISO date as precise as the sentence is; "" where it has none.
    :param start, end: where the sentence stands, as offsets into :func:`search.fields.text_of`.
    """

    person: str
    kind: str
    start: int
    end: int
    office: str = ""
    organ: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)


def _check_span(start: object, end: object) -> None:
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
        raise ValueError(f"no place in a text: {start!r} to {end!r}")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article with what was read out of it.

    ``furniture`` and ``captions`` hold what was cut from the text: kept, shown
    nowhere, matched by nothing. ``group`` names the article this one is a copy of
    ("" when it is none; its own id in an export, when it has copies). ``extra`` keeps unknown keys.
    """

    id: str
    body: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    byline: str = ""
    category: str = ""
    published: Stamp | None = None
    event: Stamp | None = None
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    documents: tuple[OfficialDocument, ...] = ()
    statements: tuple[Statement, ...] = ()
    changes: tuple[Change, ...] = ()
    captions: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    group: str = ""
    source: str = ""
    encoding: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def date(self) -> Stamp | None:
        """The date to sort and filter by: publication, else the event."""
        return self.published or self.event

    @property
    def original_url(self) -> str:
        """The address it came from, where that is one that a reader can open."""
        is_of_web = self.url.lower().startswith(("http://", "https://"))
        return self.url if is_of_web else ""

    @property
    def is_copy(self) -> bool:
        """Whether another article stands for this one in results."""
        return bool(self.group) and self.group != self.id

    @property
    def heading(self) -> str:
        """The title, or the start of the body where there is none."""
        if self.title:
            return self.title
        first_line = self.body.strip().split("\n", 1)[0]
        if len(first_line) <= HEADING_LENGTH:
            return first_line
        cut = first_line.rfind(" ", 0, HEADING_LENGTH)
        return first_line[: cut if cut > 0 else HEADING_LENGTH].rstrip(" ,;:") + "…"

    def to_json(self) -> str:
        """One line of JSON; empty fields are left out."""
        return json.dumps(
            {
                name: _plain(value)
                for name in _NAMES[Article]
                if (value := getattr(self, name))
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str | bytes, without: Collection[str] = ()) -> Article:
        """Read :meth:`to_json` back.

        :param without: fields that are not read: the places of an article are half of
            its parts.
        :raises ValueError: when the text is no article.
        """
        data = json.loads(text)
        try:
            for name in without:
                data.pop(name, None)
            return cls(
                **{
                    **data,
                    "published": _stamp(data.get("published")),
                    "event": _stamp(data.get("event")),
                    "places": tuple(Place(**item) for item in data.get("places", ())),
                    "people": tuple(Person(**item) for item in data.get("people", ())),
                    "documents": tuple(
                        OfficialDocument(**item) for item in data.get("documents", ())
                    ),
                    "statements": tuple(
                        Statement(**item) for item in data.get("statements", ())
                    ),
                    "changes": tuple(
                        Change(**item) for item in data.get("changes", ())
                    ),
                    "captions": tuple(data.get("captions", ())),
                    "furniture": tuple(data.get("furniture", ())),
                }
            )
        except (TypeError, AttributeError) as error:
            raise ValueError(f"not an article: {error}") from error

    @classmethod
    def from_stored(cls, text: str | bytes, without: Collection[str] = ()) -> Article:
        """Read what an index has stored.

        :param without: see :meth:`from_json`.
        :raises IndexDamaged: when that is no article.
        """
        try:
            return cls.from_json(text, without)
        except (ValueError, RecursionError) as error:
            raise IndexDamaged(
                "Một bài trong chỉ mục không còn đọc được",
                "Xem chỗ nào hỏng và phải làm gì: timtin check",
            ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if names := _NAMES.get(type(value)):
        return {
            name: given
            for name in names
            if (given := getattr(value, name))
            or name not in _OPTIONAL.get(type(value), ())
        }
    return value


_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind))
    for kind in (
        Article,
        Stamp,
        Place,
        Person,
        OfficialDocument,
        Statement,
        Change,
    )
}
_OPTIONAL: dict[type, tuple[str, ...]] = {
    Stamp: ("words",),
    OfficialDocument: ("words",),
    Change: ("office", "organ", "date"),
}
"""Fields that are left out where they are empty."""


def _stamp(data: Any) -> Stamp | None:
    return Stamp(**data) if data else None
