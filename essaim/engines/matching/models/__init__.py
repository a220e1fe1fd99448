"""The tables of matching; import them from here."""

from essaim.engines.matching.models.agreement import Agreement, AgreementState, FollowUp, Incident, QuotaCount
from essaim.engines.matching.models.profile import Profile, ProfileState
from essaim.engines.matching.models.proposal import Answered, Proposal, ProposalState
from essaim.engines.matching.models.run import NoProposal, Run, RunKind, RunState

__all__ = [
    "Agreement",
    "AgreementState",
    "Answered",
    "FollowUp",
    "Incident",
    "NoProposal",
    "Profile",
    "ProfileState",
    "Proposal",
    "ProposalState",
    "QuotaCount",
    "Run",
    "RunKind",
    "RunState",
]
