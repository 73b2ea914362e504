"""Engines answer over terms and columns; ``base`` says what each must promise.

``store`` opens, builds and swaps indexes and is all that the rest of the project
needs; the engines' own packages are imported only when an index needs them.
"""
