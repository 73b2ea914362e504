"""Saved searches, what is new of them, and many searches at once."""
