"""From sources to an index: reading, workers, ledger, lexicon, progress."""
