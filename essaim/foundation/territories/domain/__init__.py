"""The verbs of the territories: load the reference, import indicators; what is read is in `queries`."""
