"""From whatever people have to articles in an index.

``sources`` reads a path into records, ``cleaning`` splits a record into title, body,
captions, byline and furniture, ``facts`` reads dates, places, documents and people,
``copies`` groups copies, and ``building`` runs them over batches and hands articles to the
index. ``fetching`` downloads what ``sources`` reads.
"""
