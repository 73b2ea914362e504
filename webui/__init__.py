"""The web page and the JSON API: thin views over :class:`search.searcher.Searcher`.

``app`` makes the Flask application, ``pages`` and ``api`` hold the views, ``errors``
turns failures into pages or JSON, ``markup`` writes marked text as escaped HTML.
"""
