"""Who did what, append-only.

The actor is an opaque identifier, without foreign key and without personal data. Entries are chained by hash,
cut into monthly segments with signed checkpoints; an expired segment is dropped whole.
"""
