"""A declared state machine, checked: a building block for the engines whose section has states and transitions.

An engine puts `StateRecord` and `TransitionRecord` in its section model (references in them are then checked as any), and
calls `check_machine` from its own checks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.base import Identifier, Label, RoleRef, RuleRef, Section, YesNo

ENDS = frozenset({"granted", "refused", "closed"})


class StateRecord(Section):
    """A state. `open` goes on, `waiting` too once somebody else has answered; `granted`, `refused` and `closed` are ends."""

    id: Identifier
    label: Label
    kind: Literal["open", "waiting", "granted", "refused", "closed"]


class TransitionRecord(Section):
    """A way from a state to another: who, under which rule, and whether a reason must be written."""

    id: Identifier
    label: Label
    from_: Identifier = Field(alias="from")
    to: Identifier
    by: list[RoleRef] = Field(min_length=1)
    when: RuleRef | None = None
    reason: YesNo = False


def check_machine(
    states: Sequence[StateRecord],
    transitions: Sequence[TransitionRecord],
    *,
    initial: str,
    under: Path = (),
    also: Sequence[tuple[str, str]] = (),
) -> Iterator[Finding]:
    """Yield what is wrong in a machine: unknown states, states out of reach, dead ends, refusals without a reason.

    Args:
        states: The states, read from the list `states` under ``under``.
        transitions: The transitions, read from the list `transitions`.
        initial: Where everything begins, read from `initial`.
        under: Where the machine is in the section.
        also: Other ways from a state to another than transitions (a deadline): for what can be reached.
    """
    kinds = {state.id: state.kind for state in states}
    wrong = [*_twice(states, transitions, under), *_unknown(kinds, transitions, initial, under)]
    yield from wrong
    yield from _reasons(kinds, transitions, under)
    if not wrong:
        ways = [*((one.from_, one.to) for one in transitions), *also]
        yield from _out_of_reach(kinds, ways, initial, under)
        yield from _dead_ends(kinds, ways, under)


def _twice(states: Sequence[StateRecord], transitions: Sequence[TransitionRecord], under: Path) -> Iterator[Finding]:
    for section, names in (("states", [one.id for one in states]), ("transitions", [one.id for one in transitions])):
        for name, times in Counter(names).items():
            if times > 1:
                last = len(names) - 1 - names[::-1].index(name)
                yield Finding(
                    (*under, section, last),
                    f"l’identifiant « {name} » est donné {times} fois",
                    "un identifiant par élément",
                )


def _unknown(
    kinds: Mapping[str, str], transitions: Sequence[TransitionRecord], initial: str, under: Path
) -> Iterator[Finding]:
    known = ", ".join(kinds)
    if initial not in kinds:
        yield Finding((*under, "initial"), f"l’état « {initial} » n’existe pas", f"états : {known}")
    for place, one in enumerate(transitions):
        for word, name in (("from", one.from_), ("to", one.to)):
            if name not in kinds:
                yield Finding(
                    (*under, "transitions", place, word), f"l’état « {name} » n’existe pas", f"états : {known}"
                )
        if kinds.get(one.from_) in ENDS:
            yield Finding(
                (*under, "transitions", place, "from"),
                f"« {one.from_} » est une fin : rien n’en part",
                "partez d’un état « open »",
            )


def _reasons(kinds: Mapping[str, str], transitions: Sequence[TransitionRecord], under: Path) -> Iterator[Finding]:
    for place, one in enumerate(transitions):
        if kinds.get(one.to) == "refused" and not one.reason:
            yield Finding(
                (*under, "transitions", place),
                f"un refus sans motif : « {one.id} » mène à « {one.to} »",
                "écrivez « reason: oui » : tout refus porte sa raison",
            )


def reachable(starts: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    """Return all that can be reached from the starts along the edges."""
    after: dict[str, list[str]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += after.get(one, [])
    return found


def _out_of_reach(
    kinds: Mapping[str, str], ways: Sequence[tuple[str, str]], initial: str, under: Path
) -> Iterator[Finding]:
    reached = reachable([initial], ways)
    for place, name in enumerate(kinds):
        if name not in reached:
            yield Finding(
                (*under, "states", place),
                f"l’état « {name} » ne peut pas être atteint",
                f"ajoutez une transition qui y mène depuis « {initial} », ou retirez-le",
            )


def _dead_ends(kinds: Mapping[str, str], ways: Sequence[tuple[str, str]], under: Path) -> Iterator[Finding]:
    ends = [name for name, kind in kinds.items() if kind in ENDS]
    ending = reachable(ends, [(target, source) for source, target in ways])
    for place, name in enumerate(kinds):
        if name not in ending:
            yield Finding(
                (*under, "states", place),
                f"cul-de-sac : de « {name} », rien ne mène à une fin",
                "ajoutez une transition vers un état final (granted, refused, closed)",
            )
