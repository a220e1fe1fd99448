"""What `essaim survey estimate` is asked, read from the command line: « aide=1 », « note:0.5 », « confiance:a,b/c,d »."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from essaim.config.survey.tables import Table, UnusableFile
from essaim.cores.survey import Factor


@dataclass(frozen=True)
class Request:
    """One estimate to make. ``kind``: share, mean, total, ratio, quantile, net or lead; ``asked``: the words of the call."""

    kind: str
    asked: str

    @property
    def column(self) -> str:
        """The column asked about, before « = », « : » or « / »."""
        return self.asked.partition("=")[0].partition(":")[0].partition("/")[0].strip()

    def values(self) -> list[str]:
        """The values after « = »."""
        return split(self.asked.partition("=")[2])

    def probabilities(self) -> list[float]:
        """The numbers after « : », between 0 and 1; the median without them."""
        try:
            found = [float(text) for text in split(self.asked.partition(":")[2])] or [0.5]
        except ValueError:
            found = [-1.0]
        if not all(0 < each < 1 for each in found):
            raise UnusableFile(f"--quantile {self.asked} : écrivez des nombres entre 0 et 1, comme « note:0.25,0.5 ».")
        return found

    def sides(self) -> tuple[list[str], list[str]]:
        """The values for and against of a net score."""
        favour, bar, against = self.asked.partition(":")[2].partition("/")
        if not (bar and split(favour) and split(against)):
            raise UnusableFile(f"--net {self.asked} : écrivez « colonne:pour,…/contre,… ».")
        return split(favour), split(against)

    def denominator(self) -> str:
        """The column below a ratio."""
        below = self.asked.partition("/")[2].strip()
        if not below:
            raise UnusableFile(f"--ratio {self.asked} : écrivez « colonne/colonne ».")
        return below


def split(text: str) -> list[str]:
    """Cut a list at its commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def having(variable: Factor, values: list[str], table: Table) -> NDArray[np.bool_]:
    """Return the rows that have one of these values; UnusableFile when one is not in the file."""
    try:
        return variable.having(*values)
    except ValueError as error:
        raise UnusableFile(f"« {table.name} », colonne « {variable.name} » : {error}") from None


def requests(options: object) -> list[Request]:
    """Return the requests of a call, at least one."""
    kinds = ("share", "mean", "total", "ratio", "quantile", "net", "lead")
    found = [Request(kind, asked) for kind in kinds for asked in getattr(options, kind)]
    if not found:
        raise UnusableFile("Rien n’est demandé : ajoutez par exemple --share COLONNE=VALEUR ou --mean COLONNE.")
    return found
