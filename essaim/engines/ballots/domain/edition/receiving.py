"""An idea arrives: it waits to be read over, in the zone of its commune."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import Door, RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.cores.rules.kinds import Value
from essaim.engines.ballots.domain import phases
from essaim.engines.ballots.domain.edition import editions, telling
from essaim.engines.ballots.domain.edition.words import section_of
from essaim.engines.ballots.models.edition import Consultation, Idea, Zone
from essaim.engines.ballots.params import BallotsSection
from essaim.engines.ballots.verbs import PROPOSE
from essaim.foundation.territories.models import Territory

TITLE_AT_MOST, SUMMARY_AT_MOST = 200, 4000


def doors(section: BallotsSection) -> tuple[Door, ...]:
    """The one way in: to propose an idea."""
    one = section.idea
    return (Door(one.id, one.role, one.label, tuple(one.pages), one.help or "", PROPOSE, one.rule or ""),)


def why_closed(adoption: Adoption) -> str:
    """Return why no idea can be sent today; empty when one can."""
    consultation = editions.running(adoption)
    if consultation is None:
        return editions.NONE_RUNS
    if editions.now_open(consultation, adoption) == "ideas":
        return ""
    return phases.why_not(editions.spans_of(consultation), ["ideas"], timezone.localdate())


def receive(act: Act, participation: Participation) -> Idea:
    """Take an idea in. Raises RefusedActError: not the time, or too many from the same person."""
    consultation = editions.required(act.adoption)
    editions.open_phase(act, consultation, ["ideas"])
    section, values = section_of(act.terms), participation.values
    _not_too_many(act, consultation, participation, section)
    commune = commune_of(values.get(section.idea.commune))
    idea = Idea.objects.create(
        consultation=consultation, participation=participation, commune=commune, received_at=act.now,
        zone=zone_of(consultation, commune), trial=participation.trial, **texts(section, values),
    )  # fmt: skip
    act.happened("idea-received", participation)
    telling.tell(act, "received", idea)
    return idea


def texts(section: BallotsSection, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return what an idea says of itself, from the answers."""
    said = {name: str(values.get(field) or "") for name, field in _texts(section)}
    return {**said, "title": said["title"][:TITLE_AT_MOST], "summary": said["summary"][:SUMMARY_AT_MOST]}


def _texts(section: BallotsSection) -> tuple[tuple[str, str], ...]:
    return (("title", section.idea.title), ("summary", section.idea.summary), ("category", section.idea.category))


def commune_of(value: Value | None) -> Territory | None:
    """Return the commune of an answer."""
    return Territory.objects.filter(code=f"commune-{value}").first() if value else None


def zone_of(consultation: Consultation, commune: Territory | None) -> Zone | None:
    """Return the zone of a commune, or the only one of an edition; None: somebody of the team will say."""
    zones = list(consultation.zones.all()[:2])
    if len(zones) == 1:
        return zones[0]
    return Zone.objects.filter(consultation=consultation, communes__commune=commune).first() if commune else None


def _not_too_many(act: Act, consultation: Consultation, participation: Participation, section: BallotsSection) -> None:
    if section.idea.at_most is None:
        return
    most = cast("int", act.terms.values[section.idea.at_most])
    if sent_by(consultation, participation) >= most:
        raise RefusedActError(f"Vous avez déjà envoyé {most} idées pour cette édition : c’est le plus possible.")


def sent_by(consultation: Consultation, participation: Participation) -> int:
    """Return how many ideas the same person sent in an edition: the same account, or the same address."""
    party = participation.party
    same = Q(participation__party_id=party.pk)
    if party.email:
        same |= Q(participation__party__email__iexact=party.email)
    if participation.account_id:
        same |= Q(participation__account_id=participation.account_id)
    return Idea.objects.filter(same, consultation=consultation, trial=participation.trial).count()
