"""From what a reader types to what an engine is asked.

``lexer`` and ``syntax`` read the text into a tree with positioned warnings; ``filters``
and ``dates`` understand its fields, ``units`` its plain words; ``ranking`` holds the
measured weights; ``planner`` puts it all into a :class:`~.planner.Plan`, whose parts
make an :class:`~.clauses.EngineQuery`.
"""
