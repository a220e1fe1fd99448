"""The answer that people read, in French."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from essaim.cores.voting import (
    Check,
    Election,
    Explanation,
    Line,
    Result,
    Rules,
    rulebook_hash,
    voters_with_a_winner,
)
from essaim.cores.voting.french import amount, integer, percent, several
from essaim.cores.voting.result import Start

_CRITERIA = {"file": "ordre du fichier", "votes": "le plus de voix"}
_ENDS = {
    "single": "sans complément",
    "exhaustive": "premier résultat où plus aucun projet soutenu ne tient dans ce qui reste",
    "overspent": "dernier départ avant de dépasser l’enveloppe",
    "all": "tous les projets soutenus ont gagné",
}


def as_text(result: Result, explanations: Sequence[Explanation] = (), compared: Sequence[Line] = ()) -> str:
    """Return the answer in lines: rule, winners, money, ties, remarks; then the explanations and the comparison, if any."""
    parts = [_head(result), _void(result), _winners(result), _money(result), _pots(result), _ties(result)]
    parts.append(remarks(result.election))
    parts += [_explanations(result, explanations), _comparison(result.election, compared)]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def check_text(election: Election, found: Check) -> str:
    """Say whether the count gives the official winners, and if not which differ and why."""
    lines = [f"Règle : {rule_words(found.rules, _currency(election))}"]
    if found.same:
        lines.append("✓ Le décompte donne exactement les gagnants officiels.")
    for places, words in (
        (found.missing, "Gagnants officiels absents du décompte"),
        (found.extra, "Gagnants du décompte que l’officiel n’a pas"),
    ):
        if places:
            lines.append(f"{words} : {', '.join(election.projects[place].id for place in places)}")
    if found.reason:
        lines.append(f"Raison probable : {found.reason}.")
    return "\n".join([*lines, *remarks(election)])


def _currency(election: Election) -> str:
    return election.meta.get("currency", "")


def rule_words(rules: Rules, currency: str = "") -> str:
    """Name the rules in French."""
    if rules.rule == "greedy":
        return ", ".join(_greedy_words(rules))
    if rules.rule == "phragmen":
        return "Phragmén séquentiel"
    utility = {"cost": "le coût", "cardinality": "le nombre de projets", "points": "les points"}[rules.utility]
    if rules.rule == "welfare":
        return f"plus grande utilité totale (utilité : {utility})"
    words = f"parts égales (utilité : {utility})"
    if rules.completion == "add1":
        end = "au premier résultat épuisant" if rules.stop == "exhaustive" else "au dernier départ possible"
        words += f", complément Add1 de {amount(rules.step, currency)} jusqu’{end}"
    return words + (", le reste aux voix" if rules.fill else "")


def _greedy_words(rules: Rules) -> Iterator[str]:
    yield "le plus de points d’abord" if rules.by == "points" else "le plus de voix d’abord"
    yield "en passant ce qui ne tient pas" if rules.misfit == "skip" else "arrêt au premier qui ne tient pas"
    if rules.threshold:
        yield f"au moins {amount(rules.threshold)} {'points' if rules.by == 'points' else 'voix'}"
    if rules.clause is not None:
        yield f"sauf s’il reste au moins {percent(rules.clause.numerator, rules.clause.denominator)} de son coût"


def _head(result: Result) -> Iterator[str]:
    election = result.election
    title = election.meta.get("description", "")
    if title:
        yield title
    yield f"{several(election.voters, 'votant')}, {several(len(election.projects), 'projet')}, enveloppe {amount(election.budget, _currency(election))}"
    yield f"Règle : {rule_words(result.rules, _currency(election))}"


def _void(result: Result) -> Iterator[str]:
    if result.frame is None:
        return
    yield f"Règlement figé : {rulebook_hash(result.rules, result.order.criteria, result.frame)}"
    if result.void:
        void = sum(each.voters for each in result.void)
        yield f"{several(void, 'bulletin nul', 'bulletins nuls')}, {several(result.counted.voters, 'bulletin compté', 'bulletins comptés')} :"
    for each in result.void:
        yield f"  {integer(each.voters)} : {each.text}"


def _pots(result: Result) -> Iterator[str]:
    currency = _currency(result.election)
    for pot in result.pots:
        spent = sum(pot.paid, Fraction(0))
        to = result.pots[pot.fitted.to].fitted.pot.title if pot.fitted.to is not None else ""
        yield (
            f"« {pot.fitted.pot.title} » : {amount(pot.fitted.own, currency)}"
            + (f" et {amount(pot.received, currency)} reçus" if pot.received else "")
            + f" ; {several(len(pot.winners), 'projet')}, {amount(spent, currency)} ; reste {amount(pot.left, currency)}"
            + (f" pour « {to} »" if to and pot.left else "")
        )


def _winners(result: Result) -> Iterator[str]:
    projects, currency = result.election.projects, _currency(result.election)
    yield f"{several(len(result.winners), 'projet retenu', 'projets retenus')}, {amount(result.total_cost, currency)}"
    for number, place in enumerate(result.winners, 1):
        yield f"{number:>4}. {projects[place].id} – {projects[place].name or 'sans nom'} ({amount(projects[place].cost, currency)})"


def _money(result: Result) -> Iterator[str]:
    currency = _currency(result.election)
    yield f"Reste : {amount(result.unspent, currency)}"
    served, voters = voters_with_a_winner(result), result.counted.voters
    yield f"Votants qui ont au moins un de leurs projets : {integer(served)} sur {integer(voters)} ({percent(served, voters)})"
    if result.start:
        yield from _start(result.start, currency)


def _start(start: Start, currency: str) -> Iterator[str]:
    yield f"Part de départ : {amount(start.share, currency)} par votant ({_ENDS[start.end]} ; {several(start.looked_at, 'départ examiné', 'départs examinés')})"
    if start.window:
        window = start.window
        ends = f"entre {amount(window.least, currency)} et {amount(window.most, currency)}"
        beyond = "" if window.whole else ", et peut-être au-delà"
        yield f"Mêmes gagnants pour toute part de départ {ends}{beyond}"


def _ties(result: Result) -> Iterator[str]:
    criteria = ", puis ".join(_CRITERIA.get(each, f"tirage de graine « {each[4:]} »") for each in result.order.criteria)
    if not result.ties:
        yield "Aucune égalité à trancher."
        return
    yield f"{several(len(result.ties), 'égalité tranchée', 'égalités tranchées')} par : {criteria}"
    for tie in result.ties:
        where = f" de « {tie.pot} »" if tie.pot else ""
        yield f"  tour {tie.round}{where} : {', '.join(result.election.projects[place].id for place in tie.projects)}"


def remarks(election: Election) -> Iterator[str]:
    """Yield the remarks on the file, under a title."""
    if election.remarks:
        yield "Remarques sur le fichier :"
    for remark in election.remarks:
        yield f"  {remark}"


def _explanations(result: Result, explanations: Sequence[Explanation]) -> Iterator[str]:
    more = "une personne de plus qui ne choisit que ce projet, à enveloppe égale"
    if result.frame is not None and result.rules.rule == "greedy":
        more = "une voix de plus pour ce projet, les autres gardant les leurs"
    if explanations:
        yield f"Projet par projet (une voix de plus = {more}) :"
    for explanation in explanations:
        project = result.election.projects[explanation.project]
        yield f"  {project.id} – {project.name or 'sans nom'}"
        yield f"      {explanation.text}"


def _comparison(election: Election, compared: Sequence[Line]) -> Iterator[str]:
    if compared:
        yield "Les mêmes bulletins selon d’autres règles :"
    for line in compared:
        yield f"  {rule_words(line.rules, _currency(election))}"
        if line.refused:
            yield f"      non compté : {line.refused}"
            continue
        yield (
            f"      {several(len(line.winners), 'projet')} pour {amount(line.total_cost, _currency(election))} ; "
            f"{percent(line.served, line.voters)} des votants servis ; {several(line.others, 'gagnant')} que la première règle n’a pas"
        )
        for each in line.slices:
            won = several(each.winners, "gagnant")
            yield f"      {each.by} {each.value or 'sans valeur'} : {won} sur {each.projects}, {amount(each.money, _currency(election))}"
