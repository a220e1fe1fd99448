"""Assigning people to each other or to places, and drawing them by lot: optimal, fair between equals, explained.

``assign`` proposes pairs between seekers and partners under hard criteria, capacities and quotas: the most people
served, then the most agreements, then the greatest total of wishes; ties by published lots; a certificate proves the
optimum. ``verify`` checks pairs without the solvers. ``explain_pairs`` and ``explain_unserved`` say why, ``sentence`` in
French. ``arrive`` and ``first_come`` serve one arrival at a time. ``draw`` draws people by strata from a published seed,
``substitute`` replaces who refuses, ``apportion`` shares seats. Allowed libraries: numpy, scipy (HiGHS),
which takes a third of a second to load: it is imported where it is used.
"""

from essaim.cores.assignment.arrivals import arrive, first_come
from essaim.cores.assignment.draw import Draw, Stratum, Substitution, apportion, draw, substitute
from essaim.cores.assignment.explanations import explain_arrival, explain_pairs, explain_unserved
from essaim.cores.assignment.lots import drawn_order, lot, pair_lot
from essaim.cores.assignment.optimal import Assignment, Certificate, assign
from essaim.cores.assignment.parts import Criterion, Pair, Quota, Side, Wish
from essaim.cores.assignment.problem import Problem
from essaim.cores.assignment.quotas import ImpossibleQuotasError
from essaim.cores.assignment.reasons import (
    Chosen,
    Closed,
    Exclusion,
    Full,
    Incompatible,
    QuotaBound,
    Shared,
    Unserved,
)
from essaim.cores.assignment.sentences import Nouns, sentence
from essaim.cores.assignment.verification import Violation, verify

__all__ = [
    "Assignment",
    "Certificate",
    "Chosen",
    "Closed",
    "Criterion",
    "Draw",
    "Exclusion",
    "Full",
    "ImpossibleQuotasError",
    "Incompatible",
    "Nouns",
    "Pair",
    "Problem",
    "Quota",
    "QuotaBound",
    "Shared",
    "Side",
    "Stratum",
    "Substitution",
    "Unserved",
    "Violation",
    "Wish",
    "apportion",
    "arrive",
    "assign",
    "draw",
    "drawn_order",
    "explain_arrival",
    "explain_pairs",
    "explain_unserved",
    "first_come",
    "lot",
    "pair_lot",
    "sentence",
    "substitute",
    "verify",
]
