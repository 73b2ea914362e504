"""What is written without a template is what a template would write."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import url_for

from search.request import SearchRequest
from webui.app import create_app
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
