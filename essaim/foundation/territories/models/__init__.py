"""The tables of the territories; import them from here."""

from essaim.foundation.territories.models.indicator import Indicator, Value, Vintage
from essaim.foundation.territories.models.load import Load
from essaim.foundation.territories.models.territory import Containment, Level, Territory

__all__ = ["Containment", "Indicator", "Level", "Load", "Territory", "Value", "Vintage"]
