"""Where an article stands: in the search that found it, and the matches in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from markupsafe import Markup, escape

from search.config import MAX_WINDOW
from search.request import SearchRequest
from search.results import ArticleView, MarkedText
from search.searcher import Searcher
from webui.markup import visible

MOST_LINKS = 200
"""Matches that are linked; each link is a stop of the Tab key."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way back to a search, and to what it lists beside an article.

    :param back: the query string of its page of results.
    :param total: how many articles it found, ``None`` where the place is not known.
    :param number: the place of the article, from 1.
    :param before, after: ids of the articles beside it, "" where there are none.
    """

    back: str
    total: int | None = None
    number: int = 0
    before: str = ""
    after: str = ""
    asked: SearchRequest = SearchRequest()

    def to(self, number: int) -> str:
        """The query string of the article at a place: the search and the place."""
        page = (number - 1) // self.asked.size + 1
        back = self.asked.with_page(page).to_query_string()
        return f"{back}&{urlencode({'bai': number})}"


def find_way(
    searcher: Searcher, asked: SearchRequest, article_id: str, number: int
) -> Way | None:
    """The way back; ``None`` where no search led here.

    :param number: the place that the link named; where another article stands there by
        now, only the way back is told.
    """
    if asked.is_empty:
        return None
    back = asked.to_query_string()
    if not 1 <= number <= MAX_WINDOW:
        return Way(back)
    found = searcher.around(asked, number)
    if found.here != article_id:
        return Way(back)
    return Way(back, found.total, number, found.before, found.after, asked)


@dataclass(frozen=True, slots=True)
class Matches:
    """The texts of an article with its matches numbered, each a link to the next.

    :param total: how many matches there are.
    """

    title: Markup
    paragraphs: tuple[Markup, ...]
    total: int


def number_matches(view: ArticleView) -> Matches:
    """Anchors ``m1``, ``m2`` ... of what a search matched, so that each can be reached
    without a script; the last leads to the first."""
    texts = (view.title, *view.paragraphs)
    total = sum(len(text.marks) for text in texts)
    linked = min(total, MOST_LINKS)
    numbers = count(1)

    def draw(text: MarkedText) -> Markup:
        pieces: list[str] = []
        position = 0
        for start, end in text.marks:
            pieces.append(escape(visible(text.text[position:start])))
            mark = f"<mark>{escape(visible(text.text[start:end]))}</mark>"
            pieces.append(_link(mark, next(numbers), linked, total))
            position = end
        pieces.append(escape(visible(text.text[position:])))
        return Markup("".join(pieces))

    title, *paragraphs = map(draw, texts)
    return Matches(title, tuple(paragraphs), total)


def _link(mark: str, number: int, linked: int, total: int) -> str:
    if number > linked:
        return mark
    following = number % linked + 1
    told = f"Chỗ khớp {number}/{total}; bấm để đến chỗ {following}"
    return f'<a class="match" id="m{number}" href="#m{following}" title="{told}">{mark}</a>'
