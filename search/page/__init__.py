"""What becomes a page: facets, marked titles and snippets, hits."""
