"""Index folders: opened, built aside, swapped, updated, locked."""
