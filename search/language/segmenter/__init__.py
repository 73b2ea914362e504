"""pyvi's words, read from pyvi's own model file, without its imports."""
