"""What the journey of a whole edition has done by the same verbs as people's: one process of the node, asked line by line.

Run by `essaim django shell --command`: reads a step on each line (JSON), writes what it gives (JSON).
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.installing import install_document
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.models import TeamMember
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import deciding, editions, moderating, studying
from essaim.engines.ballots.domain.phases import KEYS, Span
from essaim.engines.ballots.domain.vote import batches, casting, closing, reception, roll, sealing
from essaim.engines.ballots.domain.vote.frame import style_of
from essaim.engines.ballots.models.edition import RANKS, Consultation, Idea, Phase, Project
from essaim.engines.ballots.models.vote import Mark, Urn, Voter
from essaim.foundation.accounts.domain.demo import TEAM
from essaim.foundation.parties.models import Party
from essaim.foundation.storage.public import guards_lifted
from essaim.foundation.territories.models import Territory
from tests.journeys import gers

TEAM_OF, OFFICE, OTHER = Actor("equipe"), Actor("bureau", uuid4(), "Nadia"), Actor("bureau", uuid4(), "Omar")
LENGTH = 10
KIT = Path(__file__).parents[2] / "kits" / "budget-participatif" / "kit.yaml"
IDEAS = (
    ("Un verger de fruits anciens", "Planter des arbres fruitiers anciens près de l’école, pour que chacun cueille des fruits.", "environnement", 4000),
    ("Une piscine couverte chauffée", "Une piscine de cinquante mètres, ouverte toute l’année, pour apprendre à nager.", "sport", 2_500_000),
    ("Des bancs à l’ombre", "Des bancs et des arbres sur la place, pour s’asseoir quand il fait chaud.", "solidarite", 3000),
)  # fmt: skip


def begin(structure):
    """Open the service of a structure, its edition at the time of ideas, three ideas published.

    On a kit and a territory of its own: what other journeys look at stays as it was.
    """
    adoption = adopting.adopt(
        version=_kit(), territory="commune-32013", structure=structure, written={}, actor=None, contact="05 62 00 00 00"
    )
    for role in ("equipe", "bureau", "service"):
        TeamMember.objects.bulk_create(TeamMember(adoption=adoption, email=email, role=role) for email in TEAM)
    editions.begin(adoption=adoption, title="Budget participatif gersois")
    phase("ideas", adoption)
    adopting.start_test(adoption=adoption, actor=None)
    adopting.open_adoption(adoption=adoption, actor=None)
    for rank, said in enumerate(IDEAS):
        _idea(adoption, rank, *said)
    return {"service": adoption.get_absolute_url(), "slug": adoption.slug}


def _kit():
    """The real kit under another name."""
    text = KIT.read_text(encoding="utf-8")
    for known, other in (("id: budget-participatif\n", "id: budget-gersois\n"), ("title: Le budget participatif\n", "title: Le budget gersois\n")):  # fmt: skip
        assert known in text, known
        text = text.replace(known, other, 1)
    return install_document(document=parse(text.encode()))


def _idea(adoption, rank, title, summary, theme, euros):
    party = Party.objects.create(name=f"Personne {rank}", email=f"idee{rank}@exemple.test")
    answers = {"titre": title, "resume": summary, "theme": theme, "commune": "32013", "cout": str(euros), "pour-tous": "oui", "investissement": "oui"}  # fmt: skip
    sent, _ = participating.begin(adoption=adoption, door="ballots.idee", party=party, answers=answers)
    participating.send(participation=sent, actor=Actor("habitant"))
    idea = Idea.objects.select_related("consultation__adoption__territory", "participation", "zone").latest("pk")
    said = moderating.Published(idea.title, idea.summary, idea.category, idea.zone, {})
    moderating.publish(idea=idea, actor=TEAM_OF, version=idea.version, said=said)


def here(slug):
    """The edition under way."""
    rows = Consultation.objects.select_related("adoption__territory")
    return rows.get(adoption__slug=slug, ended_at=None)


def phase(key, adoption=None, slug=""):
    """Let the days go by: the dates are moved, a phase is open today. Once the vote is open, no page could do it."""
    edition = editions.required(adoption) if adoption else here(slug)
    first = timezone.localdate() - timedelta(days=KEYS.index(key) * LENGTH + LENGTH // 2)
    days = [first + timedelta(days=LENGTH * rank) for rank in range(len(KEYS))]
    spans = [Span(name, day, day + timedelta(days=LENGTH - 1)) for name, day in zip(KEYS, days, strict=True)]
    if not edition.sealed:
        return editions.set_dates(consultation=edition, spans=spans)
    with guards_lifted():
        for one in spans:
            Phase.objects.filter(consultation=edition, rank=RANKS[one.key]).update(opens=one.opens, closes=one.closes)
    return None


def catalogue(slug, number):
    """Study so many projects of the territory, have each estimated, admit it."""
    edition = here(slug)
    zone, towns = edition.zones.get(), dict(Territory.objects.filter(level="commune", insee__startswith="32").values_list("insee", "pk"))  # fmt: skip
    for said in gers.projects(number):
        words = {"title": said.title, "summary": said.summary, "category": said.category, "canton": said.canton, "commune_id": towns[said.commune]}  # fmt: skip
        project = studying.add(consultation=edition, actor=TEAM_OF, zone=zone, said=words)
        studying.advise(
            project=project, actor=Actor("service"), service=said.service, view="favourable", cents=said.euros * 100,
            reason="Le projet peut se réaliser. Le coût comprend la fourniture, la pose et les contrôles.",
        )  # fmt: skip
        project.refresh_from_db()
        deciding.decide(project=project, verb="admit", actor=TEAM_OF, version=project.version)
    return sorted(Project.objects.filter(consultation=edition, standing="admitted").values_list("number", flat=True))


def codes(slug, numbers):
    """Print letters again: the codes of some voters."""
    urn = _urn(slug)
    drawn = roll.print_codes(urn=urn, voters=[_voter(urn, number) for number in numbers], actor=OFFICE)
    return [code for _, code in drawn]


def _urn(slug):
    return Urn.objects.select_related("consultation__adoption__territory").get(consultation=here(slug))


def _voter(urn, number):
    return Voter.objects.select_related("zone").get(urn=urn, number=str(number))


def votes(slug, ballots):
    """Let voters vote on the web: number of the list, choices."""
    urn = _urn(slug)
    rules = urn.consultation.sealed_rules
    for number, choices in ballots:
        voter = _voter(urn, number)
        sealed = sealing.seal(bytes.fromhex(urn.public_key), sealing.write(style_of(rules, voter.zone.code), choices))
        casting.cast(urn=urn, voter=voter, sealed=sealed, most=rules["ballot"]["most"])


def receive(slug, numbers):
    """Mark voters whose paper comes."""
    urn = _urn(slug)
    for number in numbers:
        reception.receive(urn=urn, voter=_voter(urn, number), actor=OFFICE)


def slips(slug, piles):
    """Type piles of slips twice."""
    urn = _urn(slug)
    zone = urn.consultation.zones.get()
    style = style_of(urn.consultation.sealed_rules, zone.code)
    for pile in piles:
        batch = batches.new_batch(urn=urn, zone=zone, expected=len(pile), actor=OFFICE)
        readings = [batches.reading_of(choices, "", style) for choices in pile]
        for actor in (OFFICE, OTHER):
            batches.type_batch(batch=batch, readings=readings, actor=actor)


def figures(slug):
    """What the node counts of who voted: the page shows the same."""
    urn = _urn(slug)
    return {**closing.figures(urn), "marks": Mark.objects.filter(urn=urn).count()}


STEPS = {one.__name__: one for one in (begin, phase, catalogue, codes, votes, receive, slips, figures)}


def serve():
    """Answer steps until there are no more."""
    for line in sys.stdin:
        asked = json.loads(line)
        done = STEPS[asked.pop("step")](**asked)
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()
