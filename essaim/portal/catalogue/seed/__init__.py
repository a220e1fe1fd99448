"""The seed catalogue: what the founding note describes, in our own sentences, as readable files.

`read_seed` gives the records (nothing is written to the database here); every text and every figure carries the
number of the passage of the note that states it, and what the note does not say stays empty.
"""

from essaim.portal.catalogue.seed.reader import NOTE, PAGES, SeedError, read_seed
from essaim.portal.catalogue.seed.records import PassageRecord, PassageState, Seed, TermRecord, Terms

__all__ = ["NOTE", "PAGES", "PassageRecord", "PassageState", "Seed", "SeedError", "TermRecord", "Terms", "read_seed"]
