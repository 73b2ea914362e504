"""When an article appeared and when its event took place."""
