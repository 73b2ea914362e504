"""Taking articles away: tables, references and whole articles, as they are streamed."""
