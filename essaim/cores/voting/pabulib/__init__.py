"""The Pabulib format (``.pb``): text in, an election and its remarks out; and back.

Format: D. Stolicki, S. Szufa, N. Talmon, « Pabulib: A Participatory Budgeting Library », arXiv 2012.06539.
"""

from essaim.cores.voting.pabulib.reading import read_pabulib
from essaim.cores.voting.pabulib.writing import write_pabulib

__all__ = ["read_pabulib", "write_pabulib"]
