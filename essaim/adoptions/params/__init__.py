"""The closed models of a kit, one file a section: what may be written, and nothing else."""
