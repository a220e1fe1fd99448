"""The barometer's tables, one file per family; import them from here."""

from essaim.portal.barometer.models.bank import Choice, Item, Kind, Question, QuestionVersion
from essaim.portal.barometer.models.collection import (
    Answer,
    Draft,
    Intake,
    Invitation,
    InvitationBatch,
    Panelist,
    Remark,
    SpentCode,
    Tally,
)
from essaim.portal.barometer.models.paper import PaperBatch, PaperSheet
from essaim.portal.barometer.models.quota import Quota, QuotaCell
from essaim.portal.barometer.models.result import Margin, Result
from essaim.portal.barometer.models.wave import Barometer, Mode, Status, Wave, WaveQuestion

__all__ = [
    "Answer",
    "Barometer",
    "Choice",
    "Draft",
    "Intake",
    "Invitation",
    "InvitationBatch",
    "Item",
    "Kind",
    "Margin",
    "Mode",
    "Panelist",
    "PaperBatch",
    "PaperSheet",
    "Question",
    "QuestionVersion",
    "Quota",
    "QuotaCell",
    "Remark",
    "Result",
    "SpentCode",
    "Status",
    "Tally",
    "Wave",
    "WaveQuestion",
]
