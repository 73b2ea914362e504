"""Vietnamese as a search engine needs it: pure functions, no I/O but their data.

``syllables`` knows how a syllable is built; ``normal`` gives composed text with a map
back to the original, tone placement, folding and case; ``tokens`` cuts text into tokens
with offsets; ``segmenter`` finds pyvi's words; ``keystrokes`` decodes Telex, VNI and
VIQR; ``abbreviations`` knows how political Vietnamese is shortened.
"""
