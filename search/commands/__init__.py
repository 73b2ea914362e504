"""What the terminal shows, and how a ranking is measured."""
