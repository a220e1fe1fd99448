"""Verbs on accounts and roles; reads in `queries`."""
