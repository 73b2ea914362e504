"""What machines read of an article's page: description and JSON-LD."""

from __future__ import annotations

from typing import Any

from search.gazetteer.provinces import display_name
from search.gazetteer.publishers import canonical_publisher
from search.results import ArticleView
from webui.markup import visible

MOST = 200
"""Characters of a description: who links to a page shows fewer."""


def describe_article(view: ArticleView) -> str:
    """The beginning of the text, cut at a word."""
    text = " ".join(visible(view.article.body[: MOST * 4]).split())
    if len(text) <= MOST:
        return text
    return text[: text.rfind(" ", 0, MOST) + 1 or MOST].rstrip(" ,;:") + "…"


def news_article(view: ArticleView, address: str) -> dict[str, Any]:
    """The article as a NewsArticle of schema.org; what is not known is left out.

    :param address: of the page that shows it.
    """
    article = view.article
    publisher = canonical_publisher(article.publisher)
    published = article.published.value if article.published else ""
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": visible(article.heading),
        "description": describe_article(view),
        "inLanguage": "vi",
        "datePublished": f"{published}:00+07:00" if "T" in published else published,
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "author": article.byline and {"@type": "Person", "name": article.byline},
        "articleSection": article.category,
        "mainEntityOfPage": address,
        "isBasedOn": view.original_url,
        "about": [
            {"@type": "Person", "name": name}
            for name in dict.fromkeys(person.name for person in article.people)
        ],
        "contentLocation": [
            {"@type": "Place", "name": display_name(slug)}
            for slug in dict.fromkeys(place.slug for place in article.places)
        ],
    }
    return {name: value for name, value in made.items() if value}
