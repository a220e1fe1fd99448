"""A second toy engine: one account with a cap, that another engine's events fill."""
