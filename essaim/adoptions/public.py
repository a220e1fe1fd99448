"""The door of kits and adoptions for other apps: read, check, show; who runs which kit; what to do when one opens.

public.on_opened(hook)   # called with an `AdoptionChange`, in the transaction of the opening: what it raises undoes it
public.on_closed(hook)   # the same when it closes
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings as platform
from django.urls import reverse

from essaim.adoptions import registry
from essaim.adoptions.domain.demo import create_demo
from essaim.adoptions.domain.outcomes import wording
from essaim.adoptions.domain.outcomes.wording import OutcomeWords
from essaim.adoptions.domain.queries import kits as queries
from essaim.adoptions.domain.queries import outcomes, services
from essaim.adoptions.domain.queries.families import members_of
from essaim.adoptions.domain.queries.outcomes import AdoptionReport, OutcomeReport, Reported
from essaim.adoptions.hooks import AdoptionChange, on_closed, on_opened
from essaim.adoptions.kits import checking
from essaim.adoptions.kits.checking import Report
from essaim.adoptions.kits.document.problems import FaultyKitError, Problem, UnreadableError
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.settings import BadSettingsError, read_settings
from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import Adoption, KitVersion

__all__ = [
    "AdoptionChange",
    "AdoptionInfo",
    "AdoptionReport",
    "BadSettingsError",
    "FaultyKitError",
    "Kit",
    "KitOffer",
    "OutcomeReport",
    "OutcomeWords",
    "Problem",
    "PublishedOutcomes",
    "Report",
    "Reported",
    "UnreadableError",
    "View",
    "adoption",
    "adoptions_of",
    "check_kit",
    "create_demonstrations",
    "family_offers",
    "kit_offers",
    "on_closed",
    "on_opened",
    "open_services",
    "outcomes_of",
    "outcomes_of_kit",
    "published_outcomes",
    "say_outcome",
    "view_kit",
]


def check_kit(*, path: Path, as_document: bool = False) -> Report:
    """Read and check a kit before it is installed. Reads one file, writes nothing.

    Args:
        path: The folder of a kit, or its file.
        as_document: Do not refuse it because of this platform (an absent engine, its hosting); such a kit may be read here, never adopted.

    Raises:
        UnreadableError: the file is not a kit document (`problem`).
        FaultyKitError: it may not be installed (`problems`, in the order of the file).
    """
    hosting = platform.ESSAIM_ENVIRONMENT.hosting
    return checking.check_file(path, registry.engines, hosting=hosting, as_document=as_document)


def view_kit(*, path: Path, settings: Mapping[str, Any] | None = None) -> View:
    """Return a checked kit with the values of an adopter, the others at their defaults.

    Raises:
        UnreadableError, FaultyKitError: as `check_kit` (an absent engine is shown, not refused).
        BadSettingsError: a value is not of its type, out of bounds, or does not go with the others.
    """
    kit = check_kit(path=path, as_document=True).kit
    return View(kit, read_settings(kit, settings or {}))


@dataclass(frozen=True)
class KitOffer:
    """A kit that this platform has installed, at its newest version, as a page offers it.

    ``title`` and ``summary`` say the kit's own values. ``adoptable``: every engine that it needs is here; else ``lacking``
    names those that are not. ``forked_from`` names the parent (`kit@version`; empty: none).
    """

    kit: str
    version: str
    title: str
    summary: str
    origin: str
    forked_from: str
    adoptable: bool
    lacking: tuple[str, ...]
    url: str
    adopt_url: str
    ask_url: str
    family_url: str


@dataclass(frozen=True)
class AdoptionInfo:
    """An adoption that everybody may see: open, or closed since.

    ``url`` leads to its public page; empty once closed. ``simulated``: a demonstration, never counted with the others.
    """

    key: UUID
    slug: str
    kit: str
    version: str
    title: str
    structure: str
    territory: str
    place: str
    phase: str
    phase_label: str
    opened_at: datetime | None
    closed_at: datetime | None
    simulated: bool
    url: str


def kit_offers(*, kits: Sequence[str] | None = None) -> list[KitOffer]:
    """Return the kits installed here, at their newest version, by title. One query, whatever their number.

    Args:
        kits: Only those identifiers; one that is not installed is absent from the answer. None: all.
    """
    return [offer for version in queries.newest(kits) if (offer := _offer(version))]


def family_offers(*, family: str) -> list[KitOffer]:
    """Return the kits made of one first kit, itself first, then its forks: what a solution's page offers. Three queries."""
    members = members_of(family)
    found = {one.kit: one for one in kit_offers(kits=members)} if members else {}
    return [found[kit] for kit in members if kit in found]


def create_demonstrations(*, team: Sequence[str]) -> int:
    """Make a simulated adoption of each kit that can run here, from its invented people; return how many were made.

    Args:
        team: Addresses of demonstration accounts, that get every role of those who work.

    Side effects: the adoptions and what their engines make of the people, one transaction each. Those that exist stay.
    """
    versions = [version for version in queries.newest(None) if (kit := queries.kit_of(version)) and not kit.absent]
    return sum(create_demo(version=version, team=tuple(team)) is not None for version in versions)


def _offer(version: KitVersion) -> KitOffer | None:
    held = queries.kit_of(version)
    if held is None:  # today's engines no longer read it: nothing to offer
        return None
    header, view = held.record.kit, View(held, held.defaults())
    urls = {name: reverse(f"adoptions:{name}", args=[version.kit]) for name in ("kit", "adopt", "ask", "family")}
    return KitOffer(
        kit=version.kit, version=version.number, title=view.speech.text(header.title),
        summary=view.speech.text(header.summary).strip(), origin=header.origin.territory,
        forked_from=header.forked_from or "", adoptable=not held.absent, lacking=held.absent, url=urls["kit"],
        adopt_url=urls["adopt"], ask_url=urls["ask"], family_url=urls["family"],
    )  # fmt: skip


def adoptions_of(*, kit: str, simulated: bool = True) -> list[AdoptionInfo]:
    """Return who runs a kit for everybody to see, the oldest opening first. Two queries.

    Args:
        kit: Identifier of a kit; its forks are other kits.
        simulated: With the demonstrations, or without.
    """
    return [_info(row) for row in queries.adopters([kit]) if simulated or not row.simulated]


@dataclass(frozen=True)
class PublishedOutcomes:
    """The outcomes of one service as open data: the path of their page and of their CSV and JSON files."""

    title: str
    structure: str
    territory: str
    place: str
    changed: datetime
    path: str
    csv: str
    json: str


def open_services() -> list[AdoptionInfo]:
    """Return the services that are open, by name, without the demonstrations. Two queries."""
    return [_info(row) for row in queries.with_terms(services.open_services().filter(simulated=False))]


def published_outcomes() -> list[PublishedOutcomes]:
    """Return what services publish of their outcomes, open or closed since, without the demonstrations. Two queries."""
    return [
        PublishedOutcomes(
            title=row.title, structure=row.structure, territory=row.territory.code, place=row.territory.name,
            changed=changed, path=reverse("adoptions:outcomes", args=[row.slug]),
            csv=reverse("adoptions:outcomes_file", args=[row.slug, "csv"]),
            json=reverse("adoptions:outcomes_file", args=[row.slug, "json"]),
        )
        for row, changed in services.publishing()
    ]  # fmt: skip


def adoption(*, key: UUID) -> AdoptionInfo | None:
    """Return one adoption by its permanent key, or None when there is none that everybody may see. Two queries."""
    row = queries.shown().filter(key=key).first()
    return _info(row) if row else None


def _info(row: Adoption) -> AdoptionInfo:
    return AdoptionInfo(
        key=row.key, slug=row.slug, kit=row.kit, version=queries.version_of(row).number, title=row.title,
        structure=row.structure, territory=row.territory.code, place=row.territory.name, phase=row.phase,
        phase_label=row.get_phase_display(), opened_at=row.opened_at, closed_at=row.closed_at, simulated=row.simulated,
        url=row.get_absolute_url() if row.running else "",
    )  # fmt: skip


def outcomes_of(*, adoption: UUID) -> AdoptionReport | None:
    """Return what an adoption publishes of its outcomes; None before it opens, or when there is none. Reads, never counts.

    Args:
        adoption: Its permanent key. A number of fewer than 11 people is not in the answer, nor can be found from it.
    """
    return outcomes.report_by_key(adoption)


def outcomes_of_kit(*, kit: str) -> list[AdoptionReport]:
    """Return what every adopter of a kit publishes, whatever its version; demonstrations last, marked. Reads, never counts."""
    return outcomes.reports_of_kit(kit)


def say_outcome(*, report: AdoptionReport, outcome: OutcomeReport) -> OutcomeWords:
    """Return an outcome in French, as a page shows it: « 47 accords », « moins de 11 accords », what it covers, its rate."""
    return wording.words(report, outcome)
