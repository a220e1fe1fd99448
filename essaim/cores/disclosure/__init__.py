"""Publishing counts of people so that no small number is said, nor found by subtraction from all that was ever said.

``publish`` decides what to say of a new month, by place and in all, knowing everything said before. It stands on ``choose``
(what to withhold, at least cost) and on ``audit`` (two whole tables per secret, both in accord with all that is said, prove
that it stays open). ``reach`` is the attacker: the interval in which the published numbers enclose a sum.

Sources: A. Hundepool et al., Statistical Disclosure Control, Wiley, 2012, chapters 4 (magnitudes) and 5 (frequencies);
M. Fischetti and J. J. Salazar, « Solving the cell suppression problem on tabular data with linear constraints »,
Management Science 47(7), 2001; Insee, Guide du secret statistique. Allowed libraries: numpy, scipy (HiGHS),
which takes a third of a second to load: it is imported where it is used.
"""

from essaim.cores.disclosure.attack import Interval, reach
from essaim.cores.disclosure.audit import Audit, Breach, Secret, audit
from essaim.cores.disclosure.choice import Candidate, Choice, choose
from essaim.cores.disclosure.periods import Publication, Said, Slice, publish
from essaim.cores.disclosure.statements import Knowledge, Statement
from essaim.cores.disclosure.steps import step
from essaim.cores.disclosure.threshold import THRESHOLD, few

__all__ = [
    "THRESHOLD",
    "Audit",
    "Breach",
    "Candidate",
    "Choice",
    "Interval",
    "Knowledge",
    "Publication",
    "Said",
    "Secret",
    "Slice",
    "Statement",
    "audit",
    "choose",
    "few",
    "publish",
    "reach",
    "step",
]
