"""Votes for tests: the small kit at the phase of the vote, projects admitted, keys made, a list of voters, ballots cast."""

from uuid import uuid4

from django.utils import timezone

from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import zoning
from essaim.engines.ballots.domain.vote import casting, ceremony, frame, freezing, roll, sealing
from essaim.engines.ballots.domain.vote.urns import urn_of
from essaim.engines.ballots.models.edition import Consultation, Project, Standing, Zone
from essaim.engines.ballots.models.vote import Urn, Voter
from tests.apps.engines.ballots.builders import at_phase, service

VERBS = "ballots.enrol, ballots.receive, ballots.type, ballots.keys, ballots.open-vote, ballots.close-vote, ballots.count, ballots.announce"
MAY = ("ballots.abandon]", f"ballots.abandon, {VERBS}]")
FIRST = ("precedence: paper-cancels-web", "precedence: first-counts")
NADIA, OMAR = Actor("agent", uuid4(), "Nadia"), Actor("agent", uuid4(), "Omar")
TRUSTEES = ("La présidente", "Le directeur", "L’huissière")
COSTS = (5000, 8000, 20000, 39000, 40000)


def ready(*pairs, voters=6, projects=COSTS, zones=1, structure="Département du Gers"):
    """Return an urn with its keys tried, its projects and its list, in the phase of the vote; and two shares, as typed."""
    edition = service(MAY, *pairs, phase="instruction", structure=structure)
    if zones > 1:
        share_out(edition, zones)
    for zone in edition.zones.all():
        admit(zone, projects)
    urn = urn_of(edition)
    shares = ceremony.make(urn=urn, holders=TRUSTEES, actor=NADIA)
    typed = (shares[0].words, shares[2].words)
    ceremony.try_keys(urn=urn, typed=typed, actor=NADIA)
    take(urn, voters)
    at_phase(edition, "vote")
    return again(urn), typed


def share_out(edition, number):
    """Part the territory in zones of one commune each, their money the same."""
    known = ["commune-32013", "commune-32462", "commune-32160"]
    communes = known if number <= len(known) else [f"commune-{32900 + rank}" for rank in range(number)]
    for rank, code in enumerate(communes[:number], start=1):
        zoning.add(consultation=edition, label=f"Secteur {rank}", cents=10_000_000 // number, communes=[code])


def admit(zone, costs):
    """Put projects to the vote, as the instruction does."""
    edition = Consultation.objects.get(pk=zone.consultation_id)
    last = Project.objects.filter(consultation=edition).count()
    for rank, cost in enumerate(costs, start=last + 1):
        row = Project.objects.create(
            consultation=edition, zone=zone, number=rank, title=f"Projet {rank}", summary="Pour tous.", category="nature",
            cost_cents=cost * 100, costed_by="routes", created_at=timezone.now(), trial=edition.adoption.trial,
        )  # fmt: skip
        now = timezone.now()
        Project.objects.filter(pk=row.pk).update(standing=Standing.ADMITTED, decided_at=now, version=2)


def take(urn, number, source="liste"):
    """Take in a list of so many voters, in turn in each zone."""
    zones = list(Zone.objects.filter(consultation=urn.consultation_id).order_by("code"))
    lines = [f"{rank};Personne {rank};{zones[rank % len(zones)].code};1, rue Haute|32000 Auch;p{rank}@exemple.test"
             for rank in range(1, number + 1)]  # fmt: skip
    data = "\n".join(["numero;nom;secteur;adresse;courriel", *lines]).encode()
    return roll.take_list(urn=urn, source=source, data=data, actor=NADIA)


def opened(*pairs, **options):
    """Return an open vote and two shares."""
    urn, typed = ready(*pairs, **options)
    freezing.open_vote(urn=urn, actor=NADIA)
    return again(urn), typed


def again(urn):
    return Urn.objects.select_related("consultation__adoption__territory").get(pk=urn.pk)


def person(urn, number):
    return Voter.objects.select_related("zone").get(urn=urn, number=str(number))


def style_for(urn, voter):
    return frame.style_of(urn.consultation.sealed_rules, voter.zone.code)


def envelope(urn, voter, *choices):
    """Seal a ballot as a browser does."""
    plain = sealing.write(style_for(urn, voter), choices)
    return sealing.seal(bytes.fromhex(urn.public_key), plain)


def vote(urn, number, *choices):
    """Let somebody of the list vote on the web; return the receipt."""
    voter = person(urn, number)
    most = urn.consultation.sealed_rules["ballot"]["most"]
    return casting.cast(urn=urn, voter=voter, sealed=envelope(urn, voter, *choices), most=most)
