"""The machine: its states exist and lead somewhere, each verb does what it says, each transition can be made by somebody."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from essaim.adoptions.checks.machines import ENDS, check_machine
from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.engines.cases.params import CasesSection, CaseTransitionRecord
from essaim.engines.cases.verbs import LABELS, LEADS_TO, SUBMIT

GOES_ON = ("open", "waiting")
KINDS = {
    "open": "en cours (open)",
    "waiting": "en attente (waiting)",
    "granted": "accordé (granted)",
    "refused": "refusé (refused)",
    "closed": "clos (closed)",
}


def machine(section: CasesSection) -> Iterator[Finding]:
    """Refuse states that do not exist or lead nowhere, whatever leads to them: a transition, an arrival, a deadline."""
    wrong = [*_unknown(section), *_twice(section), *_begins_over(section)]
    yield from wrong or check_machine(
        section.states, section.transitions, initial=section.initial, also=_other_ways(section)
    )


def _begins_over(section: CasesSection) -> Iterator[Finding]:
    kinds = {state.id: state.kind for state in section.states}
    if kinds.get(section.initial) in ENDS:
        yield Finding(
            ("initial",), "un dossier ne peut pas être terminé avant de commencer", "partez d’un état « open »"
        )


def _named(section: CasesSection) -> Iterator[tuple[Path, str]]:
    for place, door in enumerate(section.doors):
        for rank, sort in enumerate(door.sorts):
            yield ("doors", place, "sorts", rank, "to"), sort.to
    for place, deadline in enumerate(section.deadlines):
        for rank, state in enumerate(deadline.states):
            yield ("deadlines", place, "states", rank), state
        if deadline.to is not None:
            yield ("deadlines", place, "to"), deadline.to


def _unknown(section: CasesSection) -> Iterator[Finding]:
    known = [state.id for state in section.states]
    for path, name in _named(section):
        if name not in known:
            yield Finding(path, f"l’état « {name} » n’existe pas", f"états : {', '.join(known)}")


def _twice(section: CasesSection) -> Iterator[Finding]:
    keys = {"doors": [door.id for door in section.doors], "deadlines": [one.id for one in section.deadlines]}
    for part, names in keys.items():
        for name, times in Counter(names).items():
            if times > 1:
                last = len(names) - 1 - names[::-1].index(name)
                yield Finding(
                    (part, last), f"l’identifiant « {name} » est donné {times} fois", "un identifiant par élément"
                )


def _other_ways(section: CasesSection) -> list[tuple[str, str]]:
    sorts = [(section.initial, sort.to) for door in section.doors for sort in door.sorts]
    late = [(state, one.to) for one in section.deadlines if one.to for state in one.states]
    return [*sorts, *late]


def words(section: CasesSection) -> Iterator[Finding]:
    """Refuse a verb that does not do what it says: granting leads to a granted state, and nothing else decides."""
    kinds = {state.id: state.kind for state in section.states}
    for place, one in enumerate(section.transitions):
        allowed = LEADS_TO.get(one.verb, GOES_ON)
        if kinds[one.to] not in allowed:
            said = " ou ".join(KINDS[kind] for kind in allowed)
            yield Finding(
                ("transitions", place, "verb"),
                f"« {LABELS[one.verb]} » ne peut pas mener à « {one.to} », un état {KINDS[kinds[one.to]]}",
                f"menez à un état {said}, ou choisissez un autre verbe",
            )
    yield from _arrivals(section, kinds)


def _arrivals(section: CasesSection, kinds: Mapping[str, str]) -> Iterator[Finding]:
    for place, door in enumerate(section.doors):
        for rank, sort in enumerate(door.sorts):
            if kinds[sort.to] in ENDS:
                yield Finding(
                    ("doors", place, "sorts", rank, "to"),
                    "une arrivée ne décide de rien : personne n’a encore lu la demande",
                    "menez à un état « open », d’où quelqu’un décide",
                )


def branches(section: CasesSection) -> Iterator[Finding]:
    """Refuse a transition that can never be made: one before it, of the same verb and for the same people, takes everything."""
    for place, one in enumerate(section.transitions):
        above = next((other for other in section.transitions[:place] if _shadows(other, one)), None)
        if above is not None:
            yield Finding(
                ("transitions", place),
                f"« {one.id} » ne se fera jamais : « {above.id} » part du même état avec le même verbe, sans règle",
                "donnez une règle (« when ») à la première, ou un autre verbe à l’une des deux",
            )


def _shadows(above: CaseTransitionRecord, one: CaseTransitionRecord) -> bool:
    same = (above.from_, above.verb) == (one.from_, one.verb)
    return same and above.when in {None, one.when} and set(one.by) <= set(above.by)


def roles(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a role named where it has no right: its button would always be refused."""
    may = {role.id: role.may for role in around.record.roles}
    for path, role, verb in _doing(section):
        if f"cases.{verb}" not in may[role]:
            yield Finding(
                path,
                f"le rôle « {role} » n’a pas le droit « cases.{verb} »",
                f"ajoutez « cases.{verb} » à ses droits (roles, « may »), ou retirez-le d’ici",
            )


def _doing(section: CasesSection) -> Iterator[tuple[Path, str, str]]:
    for place, door in enumerate(section.doors):
        yield ("doors", place, "role"), door.role, SUBMIT
    for place, one in enumerate(section.transitions):
        yield from ((("transitions", place, "by", rank), role, one.verb) for rank, role in enumerate(one.by))


def verbs_made(section: CasesSection) -> Sequence[str]:
    """Return the verbs that some transition makes."""
    return sorted({one.verb for one in section.transitions})
