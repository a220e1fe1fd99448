"""A project goes from one standing to the next: admitted, refused with its reason, taken back; then called by the count."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions, standing, telling
from essaim.engines.ballots.domain.edition.standing import WAYS, Way
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.vote import lacking
from essaim.engines.ballots.models.edition import Consultation, Project, Standing
from essaim.engines.ballots.params import Moment

TOLD: dict[str, Moment] = {
    Standing.ADMITTED: "admitted",
    Standing.REFUSED: "refused",
    Standing.WINNER: "won",
    Standing.NOT_RETAINED: "not-retained",
    Standing.DELIVERED: "delivered",
    Standing.ABANDONED: "abandoned",
}
SETTLES = {
    Standing.ADMITTED: "decided", Standing.REFUSED: "decided", Standing.STUDIED: "submitted",
    Standing.WITHDRAWN: "ended", Standing.NOT_RETAINED: "ended", Standing.DELIVERED: "ended", Standing.ABANDONED: "ended",
}  # fmt: skip
"""What becomes of the participation."""
STALE = "Un autre acte a changé ce projet entre-temps : relisez-le, puis décidez."


def holders(project: Project) -> list[Participation]:
    """Return whose participations an act on a project is about."""
    return [project.idea.participation] if project.idea else []


def decide(
    *, project: Project, verb: str, actor: Actor, version: int, reason: str = "", request_key: str = ""
) -> Project:
    """Do one of the verbs of `standing.WAYS` to a project, from the version that the person saw.

    Side effects: the project, its author's participation, the message of the kit, the kit's table, in one transaction.
    Raises RefusedActError: not the phase, not possible from there, changed since, without its reason or its cost.
    """
    way = WAYS[verb]
    adoption = project.consultation.adoption
    with acting(
        adoption, f"ballots.{verb}", actor=actor, participations=holders(project), request_key=request_key
    ) as act:
        held = Project.objects.select_related("consultation", "idea__participation").get(pk=project.pk)
        if held.consultation.ended_at is None or "instruction" in way.phases:
            editions.open_phase(act, held.consultation, way.phases)
        if held.version != version:
            raise RefusedActError(STALE)
        band = _fitting(act, held) if way.after == Standing.ADMITTED else held.band
        move(act, held, way, reason, band=band)
    return held


def _fitting(act: Act, project: Project) -> str:
    """Return the band of a project that may be put to the vote. Raises RefusedActError: its cost, its canton, no band takes it."""
    words = Words.of(act.adoption)
    least, most = words.cost_bounds
    standing.check_cost(project.cost_cents, least, most, (euros(least), euros(most)))
    return lacking.check_fit(project, words)


def move(act: Act, project: Project, way: Way, reason: str = "", **more: str) -> None:
    """Write a way of a project, guarded by its version, then say it; ``more``: other columns. Raises RefusedActError."""
    standing.check(way, project.standing, reason)
    values: dict[str, object] = {
        "standing": way.after, "reason": reason.strip(), "version": project.version + 1,
        "decided_at": act.now, "decided_by": act.actor.key, **more,
    }  # fmt: skip
    if way.after in {Standing.DELIVERED, Standing.ABANDONED}:
        values["ended_on"] = act.today
    if not _written(project, way, values):
        raise RefusedActError(STALE)
    for name, value in values.items():
        setattr(project, name, value)
    _say(act, project, reason)


def _written(project: Project, way: Way, values: dict[str, object]) -> int:
    rows = Project.objects.filter(pk=project.pk, version=project.version, standing__in=way.before)
    try:
        with transaction.atomic():
            return rows.update(**values)
    except IntegrityError as refusal:
        raise RefusedActError(f"La base de données refuse cet acte : {refusal}".split("\n")[0]) from None


def _say(act: Act, project: Project, reason: str) -> None:
    """The event for the kit's table, the standing of the participation, the message."""
    about = next((one for one in act.participations if project.idea and one.pk == project.idea.participation_id), None)
    act.happened(project.standing, about, {"project": str(project.number)})
    if about is None or project.idea is None:
        return
    project.idea.participation = about
    if project.standing in SETTLES:
        act.settle(about, SETTLES[Standing(project.standing)])
    if project.standing in TOLD:
        telling.tell(act, TOLD[project.standing], project.idea, project, reason=reason)


def retain(act: Act, consultation: Consultation, winners: Collection[int]) -> list[Project]:
    """Mark what the published count says: the winners, by key of project, and the others that were put to the vote.

    To be called within the act that publishes, whose participations are `authors(consultation)`: each is told. The follow-up
    of winners is open from then on. Returns the projects in the order of their numbers. Raises RefusedActError: a winner is
    not of this edition or not on the ballot, or the phase of results is not open.
    """
    editions.open_phase(act, consultation, standing.AFTER_THE_VOTE)
    rows = Project.objects.filter(consultation=consultation, standing=Standing.ADMITTED, trial=act.trial)
    projects = list(rows.select_related("consultation", "idea__participation"))
    strangers = set(winners) - {one.pk for one in projects}
    if strangers:
        raise RefusedActError("Un des lauréats n’est pas un projet soumis au vote de cette édition.")
    for one in projects:
        move(act, one, standing.retained(one.pk in winners))
    return projects


def authors(consultation: Consultation) -> list[Participation]:
    """Return the participations of the authors whose projects are put to the vote: `retain` tells them."""
    rows = Participation.objects.filter(
        ballots_idea__project__consultation=consultation, ballots_idea__project__standing=Standing.ADMITTED
    )
    return list(rows.order_by("pk"))
