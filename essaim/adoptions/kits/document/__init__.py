"""A kit as a document: text only, read within limits, each value with its line, one canonical form and one digest."""
