"""The core of Tìm Tin: what an article is, how Vietnamese becomes terms, and how a
request becomes a page of results.

``searcher`` is the door for whoever asks. ``language`` turns text into terms, ``fields``
says which terms an article has; ``request`` and ``query`` say what is asked; ``engines``
answer and ``store`` keeps their folders; ``collection`` knows a collection's own words;
``page`` makes what a reader sees. docs/architecture.md is a map.
"""

__version__ = "0.2.0"
"""The version of the whole application; ``setup.cfg`` and the rest read it here."""
