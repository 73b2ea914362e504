"""The page of an article, and what a reader takes away: exports, citations, a dossier."""
