"""The reads of the catalogue."""
