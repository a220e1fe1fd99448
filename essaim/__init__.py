"""Essaim: find, run, measure and spread local solidarity solutions.

The folders are the architecture, and an import only ever points down this list:
config > portal | engines > adoptions > foundation > cores.
"""

__version__ = "0.1.0"
