"""Where the ballots of a workshop come from: a published edition of the platform, a file of the team, a stated simulation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.cores import voting
from essaim.engines.ballots.domain.workshop import packing
from essaim.engines.ballots.domain.workshop.joining import Part, join
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.project import Project
from essaim.engines.ballots.models.vote import Count, Stage, Urn
from essaim.engines.ballots.models.workshop import BallotSet, Origin

BYTES_AT_MOST = 10_000_000
SETS_AT_MOST = 12
PROJECTS_AT_MOST = 2_000
VOTERS_AT_MOST = 500_000
REMARKS_AT_MOST = 50
EDITIONS_AT_MOST = 100
FULL = f"Cet atelier tient déjà {SETS_AT_MOST} jeux de bulletins : supprimez-en un d’abord."


@dataclass(frozen=True)
class Found:
    """Ballots before they are kept, with what must be said of them."""

    origin: Origin
    name: str
    election: voting.Election
    voters: int
    archive: str = ""
    parted: int = 0
    zones: tuple[tuple[str, str], ...] = ()
    model: Mapping[str, Any] = field(default_factory=dict)


def published_editions(adoption: Adoption) -> list[Urn]:
    """Return the votes of the platform whose archive is public, those of this service first. One query."""
    rows = Urn.objects.filter(stage=Stage.PUBLISHED, trial=False).select_related("consultation__adoption__territory")
    found = list(rows.order_by("-published_at")[:EDITIONS_AT_MOST])
    return sorted(found, key=lambda one: one.consultation.adoption_id != adoption.pk)


def from_edition(urn: Urn) -> Found:
    """Return the published ballots of an edition, its zones joined, each project with its zone, commune, canton and theme."""
    edition, counts = (
        urn.consultation,
        list(Count.objects.filter(urn=urn).select_related("zone").order_by("zone__code")),
    )
    cantons = dict(Project.objects.filter(consultation=edition).exclude(canton="").values_list("number", "canton"))
    places = {one["number"]: one["place"] for zone in edition.sealed_rules["zones"] for one in zone["projects"]}
    parts = [
        Part(one.zone.label, voting.read_scrutin(one.published["election"]), int(one.figures["parted"]))
        for one in counts
    ]
    election = join(
        parts, {str(number): canton for number, canton in cantons.items()}, {str(k): v for k, v in places.items()}
    )
    return Found(
        origin=Origin.PAST,
        name=f"{edition.title}, {edition.adoption.territory.name}"[:200],
        election=election,
        voters=sum(int(one.figures["ballots"]) for one in counts),
        archive=reverse("ballots:archive", args=[edition.adoption.slug, edition.number]),
        parted=sum(part.parted for part in parts),
        zones=tuple((part.zone, voting.write_number(part.election.budget)) for part in parts) if len(parts) > 1 else (),
    )


def from_file(name: str, data: bytes) -> Found:
    """Return the election of a file: Pabulib `.pb`, or the open JSON of an election. What is known of voters is not read.

    Raises RefusedActError: too large, or the line and the field at fault.
    """
    if len(data) > BYTES_AT_MOST:
        raise RefusedActError(f"Ce fichier dépasse {BYTES_AT_MOST // 1_000_000} Mo.")
    try:
        election = _json(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else voting.read_pabulib(data)
    except (voting.BadElection, UnicodeDecodeError) as error:
        raise RefusedActError(f"Fichier illisible : {error}") from None
    if len(election.projects) > PROJECTS_AT_MOST or election.voters > VOTERS_AT_MOST:
        raise RefusedActError(
            f"Ce fichier a {len(election.projects)} projets et {election.voters} bulletins : l’atelier en compte "
            f"{PROJECTS_AT_MOST} et {VOTERS_AT_MOST} au plus."
        )
    if not election.voters:
        raise RefusedActError("Ce fichier n’a aucun bulletin.")
    return Found(Origin.FILE, name, replace(election, remarks=(*election.remarks, *_points(election))), election.voters)


def _points(election: voting.Election) -> list[voting.Remark]:
    """Points are not counted by French rules: whoever looks at such a file must know it."""
    if election.ballots.points is None:
        return []
    text = "ces bulletins portent des points ou un rang ; l’atelier compte les voix : un projet choisi en reçoit une"
    return [voting.Remark(None, "vote_type", text)]


def _json(data: bytes) -> voting.Election:
    try:
        return voting.read_scrutin(json.loads(data))
    except json.JSONDecodeError as error:
        raise voting.BadElection(f"ce n’est pas du JSON (colonne {error.colno})", line=error.lineno) from None
    except RecursionError:
        raise voting.BadElection("des listes dans des listes, sans fin") from None


def from_model(name: str, model: voting.Model, budget: Any, seed: str, said: Mapping[str, Any]) -> Found:
    """Return simulated ballots. ``said``: the parameters and the seed as pages show them."""
    election = voting.simulate(model, budget, seed)
    return Found(Origin.SIMULATED, name, election, election.voters, model=dict(said))


def keep(*, consultation: Consultation, found: Found, by: UUID | None) -> BallotSet:
    """Keep ballots for the workshop of an edition. Side effect: one row. Raises RefusedActError: there are too many."""
    if consultation.ballot_sets.count() >= SETS_AT_MOST:
        raise RefusedActError(FULL)
    packed, digest = packing.pack(found.election)
    return BallotSet.objects.create(
        consultation=consultation, origin=found.origin, name=found.name, archive=found.archive, digest=digest, packed=packed,
        projects=[_project(one) for one in found.election.projects], budget=voting.write_number(found.election.budget),
        voters=found.voters, parted=found.parted, currency=found.election.meta.get("currency", "")[:10], zones=[list(one) for one in found.zones], model=dict(found.model),
        remarks=[str(one) for one in found.election.remarks[:REMARKS_AT_MOST]], made_at=timezone.now(), made_by=by,
    )  # fmt: skip


def _project(one: voting.Project) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "cost": voting.write_number(one.cost), "fields": dict(one.fields)}
