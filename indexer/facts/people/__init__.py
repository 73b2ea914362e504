"""Whom an article names, and in which office."""
