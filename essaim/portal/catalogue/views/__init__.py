"""The pages of the catalogue: find, read, contribute, moderate, alerts."""
