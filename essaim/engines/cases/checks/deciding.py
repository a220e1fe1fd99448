"""Decisions: each is told, a refusal says why; what other engines read of them is there; what they ask is possible."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.kinds import Kind
from essaim.engines.cases.checks.moving import verbs_made
from essaim.engines.cases.params import CasesSection, CaseTransitionRecord, DeadlineRecord

DECIDED = {"granted": "un accord", "refused": "un refus"}
REASON = "{cases.reason}"
CARRIED = {"amount": (Kind.MONEY, "une somme (money)"), "quantity": (Kind.INTEGER, "un nombre entier (integer)")}
Way = CaseTransitionRecord | DeadlineRecord


def _ways(section: CasesSection) -> Iterator[tuple[Path, Way, str]]:
    """Everything that leads to a state: its path, itself, the state."""
    yield from ((("transitions", place), one, one.to) for place, one in enumerate(section.transitions))
    yield from ((("deadlines", place), one, one.to) for place, one in enumerate(section.deadlines) if one.to)


def told(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a decision that no message tells, a refusal whose message or deadline does not say why (CRPA, L211-2 and L211-5)."""
    bodies = {message.id: message.body for message in around.record.messages}
    for path, one, to in _ways(section):
        state = section.state(to)
        if state.kind not in DECIDED:
            continue
        message = one.tells or state.tells
        if message is None:
            yield Finding(
                path, f"{DECIDED[state.kind]} que personne n’annonce", f"ajoutez « tells » ici ou à l’état « {to} »"
            )
        elif state.kind == "refused" and REASON not in bodies[message]:
            yield Finding(
                (*path, "tells"),
                f"le message « {message} » annonce un refus sans son motif",
                f"écrivez {REASON} dans son texte",
            )
        if isinstance(one, DeadlineRecord) and state.kind == "refused" and one.reason is None:
            yield Finding(
                path, "un refus sans motif : le délai passé refuse", "écrivez « reason » : tout refus porte sa raison"
            )


def carried(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse an amount of the wrong type, and a line of the table that reads what is not given."""
    kinds = {amount.id: amount.type for amount in around.record.amounts}
    every: list[tuple[Path, Way]] = [(("transitions", place), one) for place, one in enumerate(section.transitions)]
    every += [(("deadlines", place), one) for place, one in enumerate(section.deadlines)]
    for path, one in every:
        for key, (kind, said) in CARRIED.items():
            name = getattr(one, key)
            if name is not None and kinds[name] is not kind:
                yield Finding((*path, key), f"« {name} » n’est pas {said}", "nommez un montant de ce type")
    for row in around.record.events:
        for key in CARRIED:
            if f"payload.{key}" in row.with_.values():
                yield from _lacking(section, row.on, key)


def _lacking(section: CasesSection, event: str, key: str) -> Iterator[Finding]:
    for path, one, to in _ways(section):
        grants = event == "cases.granted" and section.state(to).kind == "granted"
        declares = event == "cases.declared" and isinstance(one, CaseTransitionRecord) and one.verb == "declare"
        if (grants or declares) and getattr(one, key) is None:
            what = f"la table « events » lit « payload.{key} » de « {event} », que ceci ne donne pas"
            yield Finding(path, what, f"ajoutez « {key} »")


def called(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a line of the table that asks cases for a verb that no transition makes."""
    for row in around.record.events:
        verb = row.do.removeprefix("cases.")
        if row.do.startswith("cases.") and verb != "open" and verb not in verbs_made(section):
            yield Finding(
                ("transitions",),
                f"la table « events » fait « {row.do} », qu’aucune transition ne permet",
                f"ajoutez une transition « verb: {verb} »",
            )
