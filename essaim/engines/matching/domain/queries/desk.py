"""What the team sees: who waits and for how long, what to validate, visits due, problems."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from essaim.adoptions.kits.given import given_value
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption
from essaim.adoptions.world import service_words
from essaim.engines.matching.domain.closing import TOGETHER
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import (
    Agreement,
    AgreementState,
    FollowUp,
    Incident,
    NoProposal,
    Profile,
    ProfileState,
    Proposal,
    ProposalState,
    QuotaCount,
    Run,
    RunState,
)
from essaim.engines.matching.models.proposal import LIVE

SOON = timedelta(days=14)
"""How long before its day a visit shows on the desk."""


@dataclass(frozen=True)
class Item:
    """One thing to do: for whoever may do ``verb``, on the page ``route``."""

    verb: str
    label: str
    subject: str
    since: datetime
    route: str
    arguments: Sequence[Any] = field(default=())
    due: datetime | None = None


def waiting(adoption: Adoption) -> Iterator[Item]:
    """Yield what waits for the team: to validate, visits due, problems, people without a proposal, a search to send."""
    for one in proposals(adoption).filter(state=ProposalState.CONSENTED):
        label = "Valider un accord"
        yield Item("agree", label, names(one), one.sent_at or one.made_at, "proposal", (one.pk,))
    for visit in visits_due(adoption, timezone.localdate()):
        yield Item(
            "follow-up", "Faire un suivi", names(visit.proposal), visit.begun_at, "agreement", (visit.pk,), _due(visit)
        )
    for problem in incidents(adoption).filter(closed_at=None):
        label = "Répondre à un problème signalé"
        yield Item("follow-up", label, names(problem.proposal), problem.reported_at, "incidents")
    yield from _below(adoption)
    yield from _to_search(adoption)


def _below(adoption: Adoption) -> Iterator[Item]:
    """Yield the quotas that an end left under their minimum. Nothing is refused for it: somebody must know."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    counts = dict(QuotaCount.objects.filter(adoption=adoption).values_list("quota", "taken"))
    for quota in section_of(terms).quotas:
        least, taken = terms.values[quota.at_least] if quota.at_least else 0, counts.get(quota.id, 0)
        ended = _last_end(adoption, quota.id) if isinstance(least, int) and taken < least else None
        if ended is not None:
            words = f"« {speech.label(quota.label)} » : {taken} en cours, au moins {least}"
            yield Item("propose", "Un quota est sous son minimum", words, ended, "people")


def _last_end(adoption: Adoption, quota: str) -> datetime | None:
    """When the last agreement that counted in a quota ended."""
    ended = Agreement.objects.filter(adoption=adoption, state=AgreementState.ENDED).order_by("-ended_on")
    found = next((one for one in ended.only("groups", "ended_on") if quota in one.groups), None)
    return timezone.make_aware(datetime.combine(found.ended_on, time.min)) if found and found.ended_on else None


def _due(agreement: Agreement) -> datetime | None:
    if agreement.next_visit is None:
        return None
    return timezone.make_aware(datetime.combine(agreement.next_visit, time(23, 59)))


def _to_search(adoption: Adoption) -> Iterator[Item]:
    run = Run.objects.filter(adoption=adoption, state=RunState.PREPARED).first()
    if run is not None:
        yield Item("propose", "Envoyer ou laisser une recherche", str(run), run.made_at, "run", (run.pk,))
        return
    first = waiting_seekers(adoption).order_by("registered_at").first()
    if first is not None:
        count = waiting_seekers(adoption).count()
        words = "personne attend" if count == 1 else "personnes attendent"
        yield Item("propose", "Chercher des propositions", f"{count} {words}", first.registered_at, "people")


def names(proposal: Proposal) -> str:
    """Return the two people of a pair, as the team names them."""
    return f"{label_of(proposal.seeker)} et {label_of(proposal.partner)}"


def label_of(profile: Profile) -> str:
    """Return the name of a person on the desk, or the number of her dossier."""
    participation = profile.participation
    return participation.party.name or f"dossier {participation.reference}"


def proposals(adoption: Adoption) -> QuerySet[Proposal]:
    """Proposals that were sent, with their two people."""
    found = Proposal.objects.filter(adoption=adoption, sent_at__isnull=False)
    return found.select_related(*TOGETHER).order_by("-pk")


def agreements(adoption: Adoption) -> QuerySet[Agreement]:
    """Agreements with their two people; those whose visit is late come first."""
    pair = [f"proposal__{name}" for name in TOGETHER]
    return Agreement.objects.filter(adoption=adoption).select_related("proposal", *pair)


def visits_due(adoption: Adoption, today: date) -> QuerySet[Agreement]:
    """Running agreements whose visit is due within two weeks or late, late first."""
    found = agreements(adoption).filter(state=AgreementState.RUNNING, next_visit__lte=today + SOON)
    return found.order_by("next_visit", "pk")


def incidents(adoption: Adoption) -> QuerySet[Incident]:
    """Problems reported, with their two people."""
    pair = [f"proposal__{name}" for name in TOGETHER]
    return Incident.objects.filter(adoption=adoption).select_related("proposal", *pair).order_by("closed_at", "-pk")


def waiting_seekers(adoption: Adoption) -> QuerySet[Profile]:
    """Seekers who have neither an agreement nor a proposal."""
    side = section_of(adoption.terms).seekers.id
    found = Profile.objects.filter(adoption=adoption, side=side, state=ProfileState.ACTIVE, taken=0, capacity__gt=0)
    return found.exclude(as_seeker__state__in=LIVE)


@dataclass(frozen=True)
class PersonRow:
    """Somebody registered, as the desk lists her."""

    profile: Profile
    name: str
    days: int
    live: int
    why: str


def people(adoption: Adoption, side: str, today: date, *, only_waiting: bool = False) -> list[PersonRow]:
    """Return those of one side, who waits for longest first, with why the last search gave nothing."""
    found = Profile.objects.filter(adoption=adoption, side=side).exclude(state=ProfileState.ENDED)
    found = found.select_related("participation__party").order_by("registered_at", "pk")
    if only_waiting:
        found = found.filter(taken=0)
    profiles = list(found)
    live, why = _live(adoption), _last_reasons(adoption)
    rows = [
        PersonRow(
            one, label_of(one), (today - timezone.localdate(one.registered_at)).days, live[one.pk], why.get(one.pk, "")
        )
        for one in profiles
    ]
    return [row for row in rows if not only_waiting or not row.live]


def _live(adoption: Adoption) -> Counter[int]:
    pairs = Proposal.objects.filter(adoption=adoption, state__in=LIVE).values_list("seeker_id", "partner_id")
    return Counter(key for pair in pairs for key in pair)


def _last_reasons(adoption: Adoption) -> dict[int, str]:
    sent = NoProposal.objects.filter(run__adoption=adoption, run__state=RunState.SENT)
    last = sent.values("profile").annotate(last=Max("pk")).values("last")
    return {one.profile_id: one.reason.get("why", "") for one in NoProposal.objects.filter(pk__in=last)}


def side_counts(adoption: Adoption) -> dict[str, int]:
    """Return how many people are on each side, those who left apart."""
    sides = Profile.objects.filter(adoption=adoption).exclude(state=ProfileState.ENDED).values_list("side", flat=True)
    return Counter(sides)


def with_places(adoption: Adoption, side: str) -> list[Profile]:
    """Return those of one side who have a place left."""
    found = Profile.objects.filter(adoption=adoption, side=side, state=ProfileState.ACTIVE, taken__lt=F("capacity"))
    return list(found.select_related("participation__party"))


def history(profile: Profile) -> list[Proposal]:
    """Return the proposals that somebody had, the newest first."""
    mine = Q(seeker=profile) | Q(partner=profile)
    found = Proposal.objects.filter(mine, sent_at__isnull=False).select_related(*TOGETHER, "agreement")
    return list(found.order_by("-pk"))


def visits(adoption: Adoption, agreement: Agreement) -> list[tuple[FollowUp, list[tuple[str, str]]]]:
    """Return the visits of an agreement with what each found, in words."""
    return [(one, in_words(adoption, one.answers)) for one in agreement.follow_ups.all()]


def incident_answers(adoption: Adoption, incident: Incident) -> list[tuple[str, str]]:
    """Return what a problem says, in words."""
    return in_words(adoption, incident.answers)


def in_words(adoption: Adoption, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return answers to fields of the kit as label and value; what the kit has no more is left out."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    book = terms.kit.book
    return [
        (
            speech.label(book.fields[name].label),
            speech.said(book.fields[name], given_value(terms.kit, book.fields[name], written, terms.values)),
        )
        for name, written in answers.items()
        if name in book.fields
    ]
