"""The barometer's tables, one file per family; import them from here."""

from essaim.portal.barometer.models.bank import Choice, Kind, Question, QuestionVersion
from essaim.portal.barometer.models.collection import (
    Answer,
    Draft,
    Invitation,
    InvitationBatch,
    Remark,
    SpentCode,
    Tally,
)
from essaim.portal.barometer.models.quota import Quota, QuotaCell
from essaim.portal.barometer.models.result import Margin, Result
from essaim.portal.barometer.models.wave import Barometer, Mode, Status, Wave, WaveQuestion

__all__ = [
    "Answer",
    "Barometer",
    "Choice",
    "Draft",
    "Invitation",
    "InvitationBatch",
    "Kind",
    "Margin",
    "Mode",
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
