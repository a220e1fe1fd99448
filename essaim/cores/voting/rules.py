"""The rules of a count, frozen before the vote."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from essaim.cores.voting.money import read_number, write_number
from essaim.cores.voting.shares.completion import Completion, Stop
from essaim.cores.voting.shares.market import Utility

Rule = Literal["greedy", "equal-shares", "phragmen", "welfare"]
By = Literal["votes", "points"]
_CHOICES = {
    "rule": ("greedy", "equal-shares", "phragmen", "welfare"),
    "utility": ("cost", "cardinality", "points"),
    "completion": ("none", "add1"),
    "stop": ("exhaustive", "last-feasible"),
    "misfit": ("skip", "stop"),
    "by": ("votes", "points"),
}
_OF_RULE = {
    "greedy": ("by", "misfit", "threshold", "clause"),
    "equal-shares": ("utility", "completion", "stop", "step", "fill"),
    "phragmen": (),
    "welfare": ("utility",),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """How to count.

    ``greedy``: projects ``by`` votes or points; one that does not fit in what is left is a ``misfit``: skip it, or stop
    there. ``threshold``: fewer votes (or points) than this cannot win. ``clause``: the first misfit, where one stops, is
    funded all the same if what is left covers at least this part of its cost (0.8 is the « 80 % clause »).
    ``equal-shares``: ``utility``, ``completion``, and for add1 ``stop`` and ``step`` (currency for each voter); ``fill``: what
    is left goes to projects by votes. ``welfare``: the set with the greatest total ``utility``. ``phragmen`` has no parameter.
    """

    rule: Rule
    by: By = "votes"
    misfit: Literal["skip", "stop"] = "skip"
    threshold: Fraction = Fraction(0)
    clause: Fraction | None = None
    utility: Utility = "cost"
    completion: Completion = "none"
    stop: Stop = "exhaustive"
    step: Fraction = Fraction(1)
    fill: bool = False

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} : « {getattr(self, name)} » ; attendu {', '.join(allowed)}")
        if self.step <= 0:
            raise ValueError("step : un montant plus grand que 0 est attendu")
        if self.clause is not None and not 0 < self.clause <= 1:
            raise ValueError("clause : une part du coût, entre 0 et 1, est attendue (0.8 pour 80 %)")

    def as_json(self) -> dict[str, Any]:
        """Return what matters of the rules, and nothing that has no effect on this rule."""
        named = {name: getattr(self, name) for name in ("rule", *_OF_RULE[self.rule])}
        if self.rule == "equal-shares" and self.completion == "none":
            named = {name: value for name, value in named.items() if name not in {"stop", "step"}}
        return {name: write_number(value) if isinstance(value, Fraction) else value for name, value in named.items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Rules":
        """Read rules again. Raises ValueError, which names the field, on an unknown one or a wrong value."""
        unknown = set(data) - {each.name for each in fields(cls)}
        if unknown or "rule" not in data:
            raise ValueError(
                f"règles : champ inconnu {', '.join(sorted(unknown))}" if unknown else "règles : « rule » manque"
            )
        numbers = {
            name: read_number(str(data[name])).value
            for name in ("threshold", "clause", "step")
            if data.get(name) is not None
        }
        return cls(**{**data, **numbers})
