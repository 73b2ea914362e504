"""The core of Tìm Tin: what an article is, how Vietnamese becomes terms, and how a
request becomes a page of results.

Stages, in the only direction imports may go: ``article``, ``provinces``, ``config``
and ``errors`` are plain facts; ``language`` turns text into terms; ``fields`` says
which terms an article has; ``request`` and ``query`` say what is asked; ``engines``
answer over terms and columns; ``facets``, ``highlight`` and ``suggest`` turn answers
into what a reader sees; ``searcher`` is the one door.
"""

__version__ = "0.2.0"
"""The version of the whole application; ``setup.cfg`` and the rest read it here."""
