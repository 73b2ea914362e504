"""How else what a reader types is written: numbers, codes, names; and what readers are
used to from other search boxes."""
