"""How ballots become winners: written in the kit, or chosen by whoever adopts among the counts that the kit offers."""

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import model_validator

from essaim.adoptions.params.base import ParameterRef, Section, YesNo
from essaim.cores.rules.kinds import Value

Method = Literal["greedy", "equal-shares"]
Completion = Literal["none", "add1-exhaustive", "add1-last-feasible", "by-votes"]
Count = Literal[
    "greedy", "greedy-stop", "equal-shares", "equal-shares-add1", "equal-shares-add1-last", "equal-shares-by-votes"
]
COUNTS: dict[Count, str] = {
    "greedy": "les projets qui ont le plus de voix, tant que l’argent le permet ; un projet trop cher laisse la place au suivant",
    "greedy-stop": "les projets qui ont le plus de voix, jusqu’au premier que l’argent ne permet plus",
    "equal-shares": "les projets que leurs soutiens peuvent payer, chaque votant ayant la même part de l’argent ; ce qui n’est pas pris reste",
    "equal-shares-add1": "les projets que leurs soutiens peuvent payer, chaque votant ayant la même part ; la part augmente d’un euro à la fois, jusqu’au premier résultat où plus rien ne tient",
    "equal-shares-add1-last": "les projets que leurs soutiens peuvent payer, chaque votant ayant la même part ; la part augmente d’un euro à la fois, jusqu’au dernier résultat qui ne dépasse pas l’argent",
    "equal-shares-by-votes": "les projets que leurs soutiens peuvent payer, chaque votant ayant la même part ; ce qui n’est pas pris va aux projets qui ont le plus de voix",
}
"""Each count, after « sont lauréats ». A `choice` parameter offers some of them: its choices have these identifiers."""
_WRITTEN: dict[tuple[str, bool, str], Count] = {
    ("greedy", False, "none"): "greedy",
    ("greedy", True, "none"): "greedy-stop",
    ("equal-shares", False, "none"): "equal-shares",
    ("equal-shares", False, "add1-exhaustive"): "equal-shares-add1",
    ("equal-shares", False, "add1-last-feasible"): "equal-shares-add1-last",
    ("equal-shares", False, "by-votes"): "equal-shares-by-votes",
}


class RuleRecord(Section):
    """How ballots become winners, zone by zone. ``stops``: greedy stops at the first project that does not fit.

    ``choice``: the adopter chooses; then the kit writes nothing else here.
    """

    method: Method | None = None
    stops: YesNo = False
    completion: Completion = "none"
    choice: ParameterRef | None = None

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if (self.method is None) == (self.choice is None):
            raise ValueError(
                "« method » ou « choice », l’un des deux : le kit fixe le décompte, ou l’adoptant le choisit"
            )
        if self.choice is not None and (self.stops or self.completion != "none"):
            raise ValueError(
                "« stops » et « completion » vont avec « method » ; avec « choice », le paramètre dit tout"
            )
        if self.method == "greedy" and self.completion != "none":
            raise ValueError("« completion » va avec la méthode « equal-shares »")
        if self.method == "equal-shares" and self.stops:
            raise ValueError("« stops » va avec la méthode « greedy »")
        return self


def count_of(record: RuleRecord, values: Mapping[str, Value]) -> Count:
    """Return the count of an adoption. Raises ValueError: the parameter holds another word (the kit was not checked)."""
    if record.choice is None:
        return _WRITTEN[str(record.method), record.stops, record.completion]
    chosen = values.get(record.choice)
    found: Count | None = next((one for one in get_args(Count) if one == chosen), None)
    if found is None:
        raise ValueError(f"« {chosen} » n’est pas un décompte")
    return found
