"""What is written without a template is what a template would write."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import url_for

from search.request import SearchRequest
from search.results import FacetValue
from webui.app import create_app
from webui.markup import facet_rows
from webui.pages import _article_link


@pytest.mark.parametrize("root", ["", "/tim-tin"])
@pytest.mark.parametrize("query", ["", "tổ chức", "a&b=c#d?e", '"x" -y +z', "18-NQ/TW"])
@pytest.mark.parametrize(
    "id", ["a1", "a/b//c", "bài số 1", "a?b#c%d", "a&b;c", '<"x">', "a+b=c@d:e,f~g"]
)
def test_links_to_articles_are_flask_s_own(
    tmp_path: Path, root: str, id: str, query: str
) -> None:
    app = create_app(tmp_path)
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        path = url_for("pages.article", article_id=id)
        back = SearchRequest(q=query).to_query_string() if query else ""
        assert _article_link(id, back) == path + back


def test_rows_of_a_facet_are_escaped() -> None:
    row = FacetValue('<b>"&', '<b>"& báo', 43_301, False, '?q="><&publisher=<b>', 2)
    html = facet_rows([row])
    assert "<b>" not in html
    assert 'href="?q=&quot;&gt;&lt;&amp;publisher=&lt;b&gt;"' in html
    assert "&lt;b&gt;&quot;&amp; báo" in html
    assert "43.301" in html and 'class="level-2"' in html
    assert "aria-current" not in html and "đang chọn" not in html


def test_a_chosen_row_says_so() -> None:
    html = facet_rows([FacetValue("2025", "Năm 2025", 3, True, "?")])
    assert 'class="level-0 selected"' in html
    assert 'aria-current="true"' in html and "đang chọn; bấm để bỏ" in html
