"""The section `engines.ballots` of a kit: `section` holds it, `frame` what French rules add, `rule` how votes are counted."""

from essaim.engines.ballots.params.frame import BandRecord, FrameRecord, ReservedRecord
from essaim.engines.ballots.params.rule import COUNTS, RuleRecord, count_of
from essaim.engines.ballots.params.section import (
    MOMENTS,
    PRECEDENCES,
    BallotRecord,
    BallotsSection,
    CalendarRecord,
    CostRecord,
    IdeaRecord,
    Moment,
    ServiceRecord,
)

__all__ = [
    "COUNTS",
    "MOMENTS",
    "PRECEDENCES",
    "BallotRecord",
    "BallotsSection",
    "BandRecord",
    "CalendarRecord",
    "CostRecord",
    "FrameRecord",
    "IdeaRecord",
    "Moment",
    "ReservedRecord",
    "RuleRecord",
    "ServiceRecord",
    "count_of",
]
