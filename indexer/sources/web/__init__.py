"""Saved pages and feeds: markup, the body of a page, what its head says."""
