"""Which provinces an article is about, and how it says so."""
