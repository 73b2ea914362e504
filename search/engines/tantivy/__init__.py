"""An index of tantivy's, with bits and columns of our own for counting."""
