"""What a collection tells of a person, a document, a place, and of searches over time."""
