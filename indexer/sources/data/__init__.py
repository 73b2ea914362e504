"""Articles as data: JSON in every dialect, tables, and what a whole file tells of dates."""
