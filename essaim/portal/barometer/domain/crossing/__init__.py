"""Crosstabs of a published wave, made from its open archive and from nothing else: page, CSV and archive cannot differ.

``poll``: the archive read again; ``axes``: its questions as groups of answers; ``opening``: which crosstabs are open, fixed at
publication; ``tables``: one of them, with its intervals.
"""
