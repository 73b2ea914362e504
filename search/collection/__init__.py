"""What a collection knows of itself: its lexicon, phrases, likeliest spellings, completions."""
