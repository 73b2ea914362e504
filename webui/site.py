"""What browsers and machines ask a site for: robots, search description, manifest, icons."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from search.config import load_config

blueprint = Blueprint("site", __name__)


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Whether search engines may read the pages: the setting ``robots`` says so."""
    rule = "Disallow:" if load_config().robots == "allow" else "Disallow: /"
    return f"User-agent: *\n{rule}\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """The description by which a browser adds the page to its search engines."""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render_template("opensearch.xml"), {"Content-Type": kind}


@blueprint.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """The page as an application on a home screen."""
    icon = {
        "src": url_for("static", filename="icon-180.png"),
        "sizes": "180x180",
        "type": "image/png",
    }
    vector = {
        "src": url_for("static", filename="icon.svg"),
        "sizes": "any",
        "type": "image/svg+xml",
    }
    response = current_app.json.response(
        name="Tìm Tin",
        short_name="Tìm Tin",
        description="Tìm trong báo chí chính trị Việt Nam",
        lang="vi",
        start_url=url_for("pages.search"),
        display="browser",
        background_color="#fbfaf8",
        theme_color="#a4161a",
        icons=[vector, icon],
    )
    response.content_type = "application/manifest+json"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The icon that browsers ask for without being told."""
    return send_from_directory(
        current_app.static_folder or "static", "favicon.ico", max_age=86_400
    )
