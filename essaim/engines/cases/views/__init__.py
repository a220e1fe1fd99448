"""The pages of cases: the desk, one case, what is done to it, delays, sectors; and what the holder does."""
