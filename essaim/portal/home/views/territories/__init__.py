"""The pages of the territories."""
