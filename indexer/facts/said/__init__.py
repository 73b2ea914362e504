"""Who said what, and whose office changed, each with its sentence."""
