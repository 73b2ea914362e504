"""What a reader keeps of what was found: exports, citations, a dossier."""
