"""Check a kit before anything is installed: everything that is wrong at once, in the order of the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path as FilePath

from essaim.adoptions.checks import doors, flows, logic, names, numbers, papers, privacy, scenes, wording
from essaim.adoptions.contract import Engine
from essaim.adoptions.kits.beginning import left_to_fill
from essaim.adoptions.kits.document.problems import FaultyKitError, Finding, Problem
from essaim.adoptions.kits.document.reading import read_document
from essaim.adoptions.kits.document.tree import Document
from essaim.adoptions.kits.kit import FINDINGS_AT_MOST, Kit, assemble
from essaim.adoptions.kits.settings import trials

Check = Callable[[Kit], Iterator[Finding]]


def sections(kit: Kit) -> Iterator[Finding]:
    """What each engine refuses in its own section."""
    for key, engine in kit.engines.items():
        for found in engine.checks(kit.sections[key], kit.surroundings):
            yield Finding(("engines", key, *found.path), found.message, found.advice)


STAGES: tuple[tuple[Check, ...], ...] = (
    (names.unique, names.references, logic.trees, logic.parameters, flows.verbs, flows.outcomes),
    (
        logic.conditions,
        logic.of_engines,
        wording.texts,
        papers.notation,
        privacy.sensitivity,
        privacy.channels,
        flows.table,
        sections,
        doors.documents,
        scenes.people,
        scenes.scenario_names,
    ),
    (numbers.numbers, scenes.too_heavy),
    (scenes.played,),
)
"""Each stage relies on those before: it runs only when they found nothing."""


@dataclass(frozen=True)
class Report:
    """A kit that passed, with how many scenarios were played with how many sets of parameters.

    As a document only: ``lacking`` says what this platform lacks to adopt it, ``unchecked`` what could not be checked.
    """

    kit: Kit
    scenarios: int
    trials: int
    lacking: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def check_file(
    path: FilePath, engines: Mapping[str, Engine], *, hosting: str = "own", as_document: bool = False
) -> Report:
    """Read and check a kit. Raises UnreadableError, FaultyKitError. See `check_document`."""
    return check_document(read_document(path), engines, hosting=hosting, as_document=as_document)


def check_document(
    document: Document, engines: Mapping[str, Engine], *, hosting: str = "own", as_document: bool = False
) -> Report:
    """Check a document whole; return what was checked.

    Args:
        document: The document read.
        engines: The engines of this platform.
        hosting: How this platform is hosted: own, third or third-HDS.
        as_document: Do not refuse a kit because of this platform (an engine is absent, its hosting); say what was left unchecked instead. Such a kit
            can be written and read here, never adopted.

    Raises:
        FaultyKitError: with every problem of the first stage that has some, and what this platform lacks.
    """
    left = list(left_to_fill(document.tree))
    if left:
        raise FaultyKitError(_in_order(document, left))
    kit = assemble(document, engines)
    found = next((wrong for stage in STAGES if (wrong := _run(stage, kit))), [])
    lacking = [*flows.absent(kit), *privacy.hosting(kit, hosting)]
    if not as_document:
        found += lacking
    if found:
        raise FaultyKitError(_in_order(document, found))
    played = [one for one in kit.record.scenarios if scenes.playable(kit, one)]
    return Report(
        kit,
        len(played),
        len(list(trials(kit))),
        tuple(one.message for one in lacking),
        tuple(_unchecked(kit, len(played))),
    )


def _run(stage: Sequence[Check], kit: Kit) -> list[Finding]:
    return list(islice((finding for check in stage for finding in check(kit)), FINDINGS_AT_MOST))


def _in_order(document: Document, found: Sequence[Finding]) -> list[Problem]:
    problems = [document.problem(finding) for finding in dict.fromkeys(found)]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _unchecked(kit: Kit, played: int) -> Iterator[str]:
    if not kit.absent:
        return
    yield f"les sections des moteurs absents : {', '.join(kit.absent)}"
    if kit.record.events:
        yield "la table « events » : types, circuits, longueur des chaînes"
    left = len(kit.record.scenarios) - played
    if left:
        yield f"{left} scénario(s) sur {len(kit.record.scenarios)}, qui passent par un moteur"
