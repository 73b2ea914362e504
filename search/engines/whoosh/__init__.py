"""An index of arrays inside a Whoosh index, evaluated with numpy."""
