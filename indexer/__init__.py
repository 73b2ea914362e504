"""From whatever people have to articles in an index.

``sources`` reads a path or address into records, ``clean`` splits a record into title,
body, captions, byline and furniture, ``dates``, ``places``, ``documents`` and
``people`` read facts, ``duplicates`` groups copies, and ``pipeline`` runs them over
batches and hands articles to the index.
"""
