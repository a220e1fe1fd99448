"""Kits made to run: what a solution declares as data, read and checked before any territory adopts it.

`kits` reads, tries and shows a kit; `params` are its closed models; `checks` refuse what must never be installed; `contract`
is what an engine declares, `registry` holds the engines of this platform.
Nobody imports an engine: an engine imports this.
"""
