"""Why each project won or lost within a frame: pot by pot, in numbers and in plain French."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from essaim.cores.voting.backing import scores, votes
from essaim.cores.voting.explanation import Explanation
from essaim.cores.voting.frames.frame import Frame
from essaim.cores.voting.frames.funding import FUNDED
from essaim.cores.voting.frames.missing import FramedRecounts, PotRecounts
from essaim.cores.voting.french import amount, integer, percent, several
from essaim.cores.voting.greedy import Step
from essaim.cores.voting.result import PotCount, Result

Sought = Callable[[int], bool]
Explain = Callable[..., tuple[Explanation, ...]]


def explain_framed(result: Result, sought: Sought, explain: Explain) -> tuple[Explanation, ...]:
    """Return an explanation of every project, winners first in order of selection, then losers by votes.

    ``explain``: explains the election of one pot, for the rules that are not the plain count.
    """
    teller = _Teller(result)
    if result.rules.rule == "greedy":
        told = {place: teller.of_steps(place, seek=sought(place)) for place in range(len(teller.votes))}
    else:
        told = {each.project: each for pot in result.pots for each in teller.of_pot(pot, sought, explain)}
    won = set(result.winners)
    losers = sorted(set(told) - won, key=lambda place: (-teller.votes[place], place))
    return tuple(told[place] for place in (*result.winners, *losers))


class _Teller:
    def __init__(self, result: Result) -> None:
        self.result, self.election = result, result.counted
        self.frame = result.frame or Frame()
        self.votes, self.points = votes(self.election), scores(self.election)
        self.currency = self.election.meta.get("currency", "")
        self.pots = {count.fitted.pot.id: count for count in result.pots}
        self.steps: dict[int, list[Step]] = {place: [] for place in range(len(self.votes))}
        self.ranks = {}
        for count in result.pots:
            for rank, step in enumerate(count.steps, 1):
                self.steps[step.project].append(step)
                self.ranks[step.project, step.pot] = rank
        self.recounts = FramedRecounts(result) if result.rules.rule == "greedy" else None

    def money(self, value: Fraction) -> str:
        return amount(value, self.currency)

    def support(self, place: int) -> str:
        if self.result.rules.rule == "greedy" and self.result.rules.by == "points":
            return f"{amount(self.points[place])} points"
        return f"{integer(self.votes[place])} voix"

    def of_steps(self, place: int, *, seek: bool) -> Explanation:
        """Explain a project of the plain count."""
        last = self.steps[place][-1]
        won = last.decision in FUNDED
        told = Explanation(place, won, last.decision, self.votes[place], self.points[place], text="")
        if won:
            text = f"Retenu, {self._in(last)} : {self.support(place)} ; {self._decided(last)}."
            return replace(told, text=text)
        short = self.election.projects[place].cost - last.left if last.decision == "misfit" else None
        missing, more = self._missed(place) if seek else (None, "")
        return replace(told, text=" ".join([self._lost(place), *more.splitlines()]), short=short, missing=missing)

    def _in(self, step: Step) -> str:
        return f"« {self.pots[step.pot].fitted.pot.title} », rang {self.ranks[step.project, step.pot]}"

    def _lost(self, place: int) -> str:
        if not self.votes[place]:
            return "Non retenu : personne ne l’a choisi."
        parts = " ; ".join(f"{self._in(step)} : {self._decided(step)}" for step in self.steps[place])
        return f"Non retenu : {self.support(place)}. Dans {parts}."

    def _missed(self, place: int) -> tuple[int | None, str]:
        recounts = self.recounts or FramedRecounts(self.result)
        missing = recounts.missing(place)
        if missing is None:
            return None, f"Aucun nombre de voix n’aurait suffi : {self._at_best(place, recounts.at_best(place))}."
        unit = "points" if self.result.rules.by == "points" else "voix"
        fewer = "avec une de moins, non" if missing > 1 else "sans elle, non"
        more = f"{integer(missing)} {unit}"
        return (
            missing,
            f"Il manquait {more} : avec {more} de plus, les autres projets gardant les leurs, il gagne ; {fewer}.",
        )

    def _at_best(self, place: int, counts: Sequence[PotCount]) -> str:
        """Say what would still be in the way of a project that comes first everywhere."""
        steps = [step for count in counts for step in count.steps if step.project == place]
        told = [self._decided(step, counts) for step in steps]
        if told == [self._decided(step) for step in self.steps[place]]:
            return "premier partout, il aurait été arrêté de même"
        where = [
            f"dans « {self.pots[step.pot].fitted.pot.title} » {why}" for step, why in zip(steps, told, strict=True)
        ]
        return f"même premier, {' ; '.join(where)}"

    def _decided(self, step: Step, counts: Sequence[PotCount] = ()) -> str:
        """Say a decision in words, with its numbers. ``counts``: of the count where it was taken, if not of the result."""
        pot, cost = self.pots[step.pot].fitted.pot, self.election.projects[step.project].cost
        price, left = self.money(cost), self.money(step.left)
        if step.decision in {"limit", "each", "full"}:
            return self._limited(step, counts or self.result.pots)
        return {
            "funded": f"il coûte {price} et il restait {left}",
            "part": f"il coûte {price} ; il restait {left}, au moins {_share(pot.part)} de son coût : il les reçoit",
            "reserve": f"il coûte {price} ; il restait {left}, assez pour la clause : {self.money(cost - step.left)} viennent d’ailleurs",
            "misfit": f"il coûte {price} et il ne restait que {left}",
            "after": "le décompte s’est arrêté avant lui",
            "unbacked": "personne ne l’a choisi",
            "minimum": f"il fallait au moins {integer(self.frame.minimum)} voix",
            "threshold": f"il en fallait au moins {amount(self.result.rules.threshold)}",
            "apart": f"il est incompatible avec « {step.cause} », déjà retenu",
        }[step.decision]

    def _limited(self, step: Step, counts: Sequence[PotCount]) -> str:
        """Name the winners that reach a limit: there are as many of them in the whole count as the limit allows."""
        mine = next(count for count in counts if count.fitted.pot.id == step.pot)
        among = [place for count in counts for place in count.winners] if step.decision == "limit" else mine.winners
        if step.decision == "full":
            return f"{_places(len(among))} ({self._names(among)})"
        value = self.election.projects[step.project].fields[step.cause]
        held = [place for place in among if self.election.projects[place].fields[step.cause] == value]
        where = "" if step.decision == "limit" else " dans cette enveloppe"
        return f"« {value} » ({step.cause}) a déjà son maximum{where} ({self._names(held)})"

    def _names(self, places: Sequence[int]) -> str:
        return ", ".join(self.election.projects[place].id for place in places)

    def of_pot(self, pot: PotCount, sought: Sought, explain: Explain) -> list[Explanation]:
        """Explain the projects of a pot that was counted as an election of its own."""
        if pot.inner is None:
            return []
        inside = explain(pot.inner, sought=lambda place: sought(pot.places[place]))
        told = [
            replace(each, project=pot.places[each.project], text=f"« {pot.fitted.pot.title} » : {each.text}")
            for each in inside
        ]
        below = [place for place in pot.fitted.places if place not in set(pot.places)]
        return [*told, *(self._below(place, pot, seek=sought(place)) for place in below)]

    def _below(self, place: int, pot: PotCount, *, seek: bool) -> Explanation:
        text = f"Non retenu : {self.support(place)} ; il fallait au moins {integer(self.frame.minimum)} voix."
        missing = PotRecounts(self.result, pot).missing(place) if seek else None
        if missing is not None:
            people = several(missing, "personne")
            fewer = "avec une de moins" if missing > 1 else "sans elle"
            text += f" Il manquait {integer(missing)} voix : avec {people} de plus n’ayant choisi que lui, il gagne ; {fewer}, non."
        elif seek and self.election.projects[place].cost > pot.money:
            cost, money = self.money(self.election.projects[place].cost), self.money(pot.money)
            text += f" Aucun nombre de voix n’aurait suffi : il coûte {cost}, et l’enveloppe est de {money}."
        return Explanation(
            place, won=False, reason="minimum", votes=self.votes[place], points=self.points[place],
            text=f"« {pot.fitted.pot.title} » : {text}", missing=missing,
        )  # fmt: skip


def _share(part: Fraction | None) -> str:
    return percent(part.numerator, part.denominator) if part is not None else ""


def _places(number: int) -> str:
    one = "la seule place de cette enveloppe est prise"
    return one if number == 1 else f"les {integer(number)} places de cette enveloppe sont prises"
