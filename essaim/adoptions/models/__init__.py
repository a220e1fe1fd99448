"""The tables of adoptions; import them from here."""

from essaim.adoptions.models.adoption import Adoption, Phase, TeamMember, Terms
from essaim.adoptions.models.asking import AdoptionRequest
from essaim.adoptions.models.attachment import Attachment
from essaim.adoptions.models.happening import Carried, DoneRequest, Happening, Told
from essaim.adoptions.models.kit import KitVersion
from essaim.adoptions.models.measure import Measure
from essaim.adoptions.models.participation import Channel, Participation, Standing
from essaim.adoptions.models.release import Release

__all__ = [
    "Adoption",
    "AdoptionRequest",
    "Attachment",
    "Carried",
    "Channel",
    "DoneRequest",
    "Happening",
    "KitVersion",
    "Measure",
    "Participation",
    "Phase",
    "Release",
    "Standing",
    "TeamMember",
    "Terms",
    "Told",
]
