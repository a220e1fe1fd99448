"""Why each project won or lost, in numbers and in plain French; how many voters got something."""

from collections.abc import Callable
from fractions import Fraction

from essaim.cores.voting.backing import scores, votes
from essaim.cores.voting.explanation import Explanation
from essaim.cores.voting.frames.telling import explain_framed
from essaim.cores.voting.french import amount, integer, several
from essaim.cores.voting.greedy import Step
from essaim.cores.voting.missing import Recounts
from essaim.cores.voting.result import Purchase, Result


def explain(result: Result, *, sought: Callable[[int], bool] = lambda _: True) -> tuple[Explanation, ...]:
    """Return an explanation of every project, winners first in order of selection, then losers by votes.

    ``result`` was counted with ``proof=True``. ``sought`` says for which losers the missing votes are looked for: each takes
    a few recounts.
    """
    if result.frame is not None:
        return explain_framed(result, sought, explain)
    return _Explainer(result).explanations(sought)


class _Explainer:
    def __init__(self, result: Result) -> None:
        self.result, self.election = result, result.election
        self.votes, self.points = votes(self.election), scores(self.election)
        self.currency = self.election.meta.get("currency", "")
        self.recounts = Recounts(result)
        self.steps = {step.project: (rank, step) for rank, step in enumerate(result.steps, 1)}
        self.purchases = {each.project: (turn, each) for turn, each in enumerate(result.purchases, 1)}

    def explanations(self, sought: Callable[[int], bool]) -> tuple[Explanation, ...]:
        winners = list(self.result.winners)
        losers = [place for place in range(len(self.votes)) if place not in set(winners)]
        losers.sort(key=lambda place: (-self.votes[place], place))
        return tuple([self.winner(p) for p in winners] + [self.loser(p, seek=sought(p)) for p in losers])

    def money(self, value: Fraction) -> str:
        return amount(value, self.currency)

    def support(self, place: int) -> str:
        if self.result.rules.rule == "greedy" and self.result.rules.by == "points":
            return f"{amount(self.points[place])} points"
        return f"{integer(self.votes[place])} voix"

    def winner(self, place: int) -> Explanation:
        if place in self.purchases:
            turn, purchase = self.purchases[place]
            text = self._bought(turn, purchase)
            return Explanation(
                place, won=True, reason="bought", votes=self.votes[place], points=self.points[place], text=text
            )
        if place in self.steps:
            rank, step = self.steps[place]
            text = self._funded(rank, step)
            return Explanation(
                place, won=True, reason=step.decision, votes=self.votes[place], points=self.points[place], text=text
            )
        text = f"Retenu : {self.support(place)} ; il est dans l’ensemble qui donne la plus grande utilité totale."
        return Explanation(
            place, won=True, reason="chosen", votes=self.votes[place], points=self.points[place], text=text
        )

    def _funded(self, rank: int, step: Step) -> str:
        cost = self.election.projects[step.project].cost
        head = f"Retenu : {self.support(step.project)}, rang {rank} ; il coûte {self.money(cost)}"
        if step.decision == "reserve":
            gap = self.money(cost - step.left)
            return f"{head} et il restait {self.money(step.left)}, assez pour la clause : {gap} viennent d’ailleurs."
        filled = ", après les parts égales," if self.result.filled else ""
        return f"{head} et il restait{filled} {self.money(step.left)}."

    def _bought(self, turn: int, purchase: Purchase) -> str:
        cost = self.money(self.election.projects[purchase.project].cost)
        backers = sum(each.voters for each in purchase.payments)
        if self.result.rules.rule == "phragmen":
            return f"Retenu au tour {turn} : ses {several(backers, 'soutien')} ont réuni {cost} au moment {amount(purchase.rate)}."
        most = max((each.paid for each in purchase.payments), default=Fraction(0))
        emptied = sum(each.voters for each in purchase.payments if each.paid == each.before and each.paid < most)
        text = f"Retenu au tour {turn} : ses {several(backers, 'soutien')} ont payé {cost}, au plus {self.money(most)} chacun"
        return (
            f"{text} ({integer(emptied)} ont donné tout ce qui leur restait, moins que cela)."
            if emptied
            else f"{text}."
        )

    def loser(self, place: int, *, seek: bool) -> Explanation:
        reason, text, short = self._lost(place)
        missing = self.recounts.missing(place) if seek and reason != "not_chosen" else None
        if missing is not None:
            text += f" {self._missed(missing)}"
        return Explanation(
            place, won=False, reason=reason, votes=self.votes[place], points=self.points[place],
            text=text, short=short, missing=missing,
        )  # fmt: skip

    def _missed(self, missing: int) -> str:
        unit = "points" if self.result.rules.rule == "greedy" and self.result.rules.by == "points" else "voix"
        fewer = "avec une de moins" if missing > 1 else "sans elle"
        people = several(missing, "personne")
        return f"Il manquait {integer(missing)} {unit} : avec {people} de plus n’ayant choisi que lui, il gagne ; {fewer}, non."

    def _lost(self, place: int) -> tuple[str, str, Fraction | None]:
        project = self.election.projects[place]
        head = f"Non retenu : {self.support(place)}"
        if not self.votes[place]:
            return "unbacked", "Non retenu : personne ne l’a choisi.", None
        if project.cost > self.election.budget:
            cost, budget = self.money(project.cost), self.money(self.election.budget)
            return "too_dear", f"{head} ; il coûte {cost}, plus que l’enveloppe de {budget}.", None
        if self.result.rules.rule == "phragmen":
            return self._lost_in_phragmen(place, head)
        if self.result.rules.rule == "equal-shares":
            return self._lost_in_shares(place, head)
        if place in self.steps:
            return self._lost_in_greedy(*self.steps[place])
        return "not_chosen", f"{head} ; un autre ensemble donne une plus grande utilité totale.", None

    def _lost_in_shares(self, place: int, head: str) -> tuple[str, str, Fraction | None]:
        cost, left = self.election.projects[place].cost, self.result.left[place]
        text = (
            f"{head} ; à la fin ses soutiens avaient encore {self.money(left)} ensemble et il coûte {self.money(cost)}"
        )
        return "unaffordable", f"{text} : il manquait {self.money(cost - left)}.", cost - left

    def _lost_in_phragmen(self, place: int, head: str) -> tuple[str, str, Fraction | None]:
        if place == self.result.blocked:
            left = self.money(self.election.budget - self.result.total_cost)
            return "blocked", f"{head} ; son tour est venu mais il restait {left} : le décompte s’est arrêté là.", None
        return "after", f"{head} ; le décompte s’est arrêté avant que ses soutiens aient réuni son coût.", None

    def _lost_in_greedy(self, rank: int, step: Step) -> tuple[str, str, Fraction | None]:
        head = f"Non retenu : {self.support(step.project)}, rang {rank}"
        if step.decision == "threshold":
            return "threshold", f"{head} ; il en fallait au moins {amount(self.result.rules.threshold)}.", None
        if step.decision == "after":
            return "after", f"{head} ; le décompte s’est arrêté avant lui.", None
        cost = self.election.projects[step.project].cost
        text = f"{head} ; il coûte {self.money(cost)} et il ne restait que {self.money(step.left)}."
        return "misfit", text, cost - step.left


def voters_with_a_winner(result: Result) -> int:
    """Return how many voters chose at least one winner."""
    won = set(result.winners)
    return sum(voters for choices, _, voters in result.counted.ballots.groups() if not won.isdisjoint(choices))
