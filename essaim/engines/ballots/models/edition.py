"""The tables of an edition but its vote: dates, zones, ideas, projects, what was built."""

from essaim.engines.ballots.models.consultation import RANKS, Consultation, Phase, PhaseKey, Zone, ZoneCommune
from essaim.engines.ballots.models.follow_up import Milestone, Spending
from essaim.engines.ballots.models.idea import ERASED, Exchange, Idea, IdeaState, Side, Support
from essaim.engines.ballots.models.picture import Picture
from essaim.engines.ballots.models.project import (
    ON_THE_BALLOT,
    WITH_REASON,
    Opinion,
    Project,
    Standing,
    View,
)

__all__ = [
    "ERASED",
    "ON_THE_BALLOT",
    "RANKS",
    "WITH_REASON",
    "Consultation",
    "Exchange",
    "Idea",
    "IdeaState",
    "Milestone",
    "Opinion",
    "Phase",
    "PhaseKey",
    "Picture",
    "Project",
    "Side",
    "Spending",
    "Standing",
    "Support",
    "View",
    "Zone",
    "ZoneCommune",
]
