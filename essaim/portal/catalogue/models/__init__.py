"""The catalogue's tables, one file per family; import them from here."""

from essaim.portal.catalogue.models.alert import Alert, AlertSent
from essaim.portal.catalogue.models.claim import Claim
from essaim.portal.catalogue.models.detail import Document, Figure, Image, Link, Obstacle, Partner, StageDate
from essaim.portal.catalogue.models.diffusion import Diffusion
from essaim.portal.catalogue.models.imports import ImportedPage, ImportRun
from essaim.portal.catalogue.models.initiative import Initiative, Solution, Status
from essaim.portal.catalogue.models.review import Amendment, Proposal, Version
from essaim.portal.catalogue.models.search import (
    SearchDocument,
    SearchPosting,
    SearchState,
    SearchTerm,
    SynonymGroup,
    ZeroResult,
)
from essaim.portal.catalogue.models.term import Public, Theme

__all__ = [
    "Alert",
    "AlertSent",
    "Amendment",
    "Claim",
    "Diffusion",
    "Document",
    "Figure",
    "Image",
    "ImportRun",
    "ImportedPage",
    "Initiative",
    "Link",
    "Obstacle",
    "Partner",
    "Proposal",
    "Public",
    "SearchDocument",
    "SearchPosting",
    "SearchState",
    "SearchTerm",
    "Solution",
    "StageDate",
    "Status",
    "SynonymGroup",
    "Theme",
    "Version",
    "ZeroResult",
]
