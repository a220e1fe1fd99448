"""The tables of cases; import them from here."""

from essaim.engines.cases.models.case import Case, CaseClock
from essaim.engines.cases.models.event import ERASED, CaseEvent, Decision
from essaim.engines.cases.models.sector import Sector, SectorCommune, SectorMember

__all__ = ["ERASED", "Case", "CaseClock", "CaseEvent", "Decision", "Sector", "SectorCommune", "SectorMember"]
