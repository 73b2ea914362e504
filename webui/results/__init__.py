"""The page of results: its words, its bars over time, its map, its facets."""
