"""``timtin`` with a page that takes as long as it is asked to: ``/cham?giay=30``, by
Python (``cach=python``), by waiting (``cach=ngu``) or by a call into C that does not come
back (``cach=c``). For the tests of limits; run as ``python tests/slow_pages.py serve ...``.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask, request  # noqa: E402

from timtin import main  # noqa: E402
from webui import app as web  # noqa: E402

make_app = web.create_app


def create_app(*arguments: object, **options: object) -> Flask:
    app = make_app(*arguments, **options)  # type: ignore[arg-type]

    @app.get("/cham")
    def slow() -> str:
        end = time.monotonic() + float(request.args["giay"])
        way = request.args.get("cach", "python")
        while time.monotonic() < end:
            if way == "ngu":
                time.sleep(0.01)
            elif way == "c":
                re.match("(a*)*b", "a" * 40)
        return "xong"

    @app.get("/dai")
    def long() -> str:
        return "x" * int(request.args["byte"])

    @app.get("/ai")
    def process() -> str:
        return str(os.getpid())

    return app


web.create_app = create_app

if __name__ == "__main__":
    main()
