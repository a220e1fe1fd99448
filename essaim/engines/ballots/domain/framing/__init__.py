"""The frame of an edition before it is frozen. Pure, but that `holders` reads the rows that it is given.

``declared``: what the kit and the adopter say; ``sense``: what of it has none; ``pots``: the frame of the core; ``told``: in plain French;
``holders``: whose projects are one person's. What an edition lacks for it: `domain.vote.lacking`.
"""
