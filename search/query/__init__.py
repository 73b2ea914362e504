"""From what a reader types to what an engine is asked.

``syntax`` reads the text into a tree with positioned warnings, ``ranking`` holds the
measured weights, ``planner`` turns the tree into an :class:`~.clauses.EngineQuery`.
"""
