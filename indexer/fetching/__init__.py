"""Downloading feeds, sitemaps and pages politely."""
