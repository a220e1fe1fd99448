"""`essaim survey`: files in, files out, around the core that computes (``essaim.cores.survey``). Starts no web framework.

``tables`` reads the answers, ``margins`` the margins, ``weighting`` / ``estimating`` / ``booking`` run the commands, ``cases`` and
``comparison`` hold a reference case against the core.
"""
