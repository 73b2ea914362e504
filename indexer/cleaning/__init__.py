"""From a record to a clean text: header, captions, byline, furniture."""
