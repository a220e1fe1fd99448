"""Solutions and initiatives: found, read, contributed, moderated, reused, imported.

Owns the six words' two first: the solution (what can be copied) and the initiative (one territory's version),
the figures with their sources, and the graph of diffusion between territories.
"""
