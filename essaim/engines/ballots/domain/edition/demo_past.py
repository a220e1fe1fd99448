"""The past of a demonstration: an invented edition of last year, its vote, its projects built or abandoned.

It is written as it would have been left: no act of a test may be dated so far back.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.phases import KEYS, proposed
from essaim.engines.ballots.domain.vote import demo_past as vote
from essaim.engines.ballots.models.edition import (
    Consultation,
    Milestone,
    Opinion,
    Project,
    Spending,
    Standing,
    View,
)

A_YEAR = 365
MORE_THAN_WINNERS = 6000
"""Euros left in the envelope of that edition once its first four projects are paid: not enough for any other."""


@dataclass(frozen=True)
class Built:
    """A project of the edition before: its words, its cost in euros, what was done and spent of it once it won."""

    title: str
    summary: str
    euros: int
    steps: tuple[tuple[int, str], ...] = ()
    spent: tuple[tuple[int, int, str], ...] = ()
    end: str = ""
    reason: str = ""


BEFORE = (
    Built("Une halle pour le marché couvert", "Un toit et des tables pour que le marché se tienne tous les samedis, même en hiver.", 42000,
          steps=((200, "Le permis est accordé."), (120, "La charpente est posée."), (30, "Le premier marché s’y est tenu.")),
          spent=((190, 3200, "Étude et plans"), (110, 31000, "Charpente et toiture"), (40, 6900, "Sol et tables")), end="deliver"),
    Built("Des vélos pour le collège", "Vingt vélos et un garage, pour venir au collège et pour les sorties.", 15000,
          steps=((150, "Les vélos sont commandés."), (90, "Les élèves roulent.")), spent=((100, 14350, "Vélos et garage"),), end="deliver"),
    Built("Un jardin partagé derrière la gare", "Des parcelles, un composteur et un abri, ouverts à tous.", 9000,
          steps=((60, "Le terrain est nettoyé."),), spent=((58, 2100, "Terrassement"),)),
    Built("Une passerelle sur le ruisseau", "Pour rejoindre l’école à pied sans passer par la route.", 48000,
          steps=((140, "L’étude du sol est rendue."),), spent=((135, 4800, "Étude du sol"),), end="abandon",
          reason="L’étude du sol montre que la rive ne porte pas l’ouvrage : il coûterait trois fois la somme votée. La somme revient à l’édition suivante."),
    Built("Un écran géant sur la place", "Pour suivre ensemble les grands matchs.", 50000),
    Built("Une fresque sur le château d’eau", "Peinte par les lycéens avec un artiste.", 12000),
)  # fmt: skip
OPINION = "Le projet peut se réaliser. Le coût comprend la fourniture, la pose et les contrôles."


def write(adoption: Adoption) -> None:
    """Write the edition of last year, ended: it stays when the service opens, as its dates and zones do."""
    words = Words.of(adoption)
    length = sum(words.whole(words.section.calendar.parameter(key)) for key in KEYS[:-1])
    first = timezone.localdate() - timedelta(days=A_YEAR + length)
    consultation = editions.begin(adoption=adoption, title=f"Budget participatif {first.year}")
    set_dates(consultation, words, first)
    _play(consultation, words)


def set_dates(consultation: Consultation, words: Words, first: date) -> None:
    """Give an edition the dates that the service proposes from a first day."""
    days = [(key, words.whole(words.section.calendar.parameter(key))) for key in KEYS]
    editions.set_dates(consultation=consultation, spans=proposed(first, days))


def _play(consultation: Consultation, words: Words) -> None:
    """Write what the edition left: projects of the territory, the vote, its winners, their works. It is then ended."""
    zone, service = consultation.zones.get(), next(iter(words.services))
    zone.envelope_cents = (sum(one.euros for one in BEFORE if one.steps) + MORE_THAN_WINNERS) * 100
    zone.save(update_fields=["envelope_cents"])
    dates = {one.key: one.closes for one in editions.spans_of(consultation)}
    category = next(iter(words.categories))
    rows = []
    for number, one in enumerate(BEFORE, start=1):
        at = _noon(dates["instruction"])
        project = Project.objects.create(
            consultation=consultation, zone=zone, number=number, title=one.title, summary=one.summary, category=category,
            cost_cents=one.euros * 100, costed_by=service, created_at=at,
        )  # fmt: skip
        Opinion.objects.create(
            project=project, service=service, view=View.FAVOURABLE, reason=OPINION, cost_cents=one.euros * 100, at=at
        )
        _to(project, Standing.ADMITTED, at)
        rows.append(project)
    Consultation.objects.filter(pk=consultation.pk).update(last_project=len(BEFORE))
    opened, closed, told = (_noon(dates[key]) for key in ("catalogue", "vote", "results"))
    winners = vote.hold(consultation=consultation, words=words, opened=opened, closed=closed).winners
    for project, one in zip(rows, BEFORE, strict=True):
        won = project.number in winners
        _to(project, Standing.WINNER if won else Standing.NOT_RETAINED, told)
        if won:
            _works(project, one)
    vote.publish(consultation, told)
    Consultation.objects.filter(pk=consultation.pk).update(ended_at=_noon(dates["results"]))


def _works(project: Project, one: Built) -> None:
    today = timezone.localdate()
    for ago, words in one.steps:
        day = today - timedelta(days=ago)
        Milestone.objects.create(project=project, on=day, words=words, at=_noon(day))
    for ago, euros, words in one.spent:
        day = today - timedelta(days=ago)
        Spending.objects.create(project=project, on=day, cents=euros * 100, words=words, at=_noon(day))
    if one.end:
        last = today - timedelta(days=min(ago for ago, _ in one.steps))
        _to(project, Standing.DELIVERED if one.end == "deliver" else Standing.ABANDONED, _noon(last), one.reason, last)


def _to(project: Project, after: str, at: datetime, reason: str = "", ended_on: date | None = None) -> None:
    """Move a project of the past: the database still refuses a way that does not exist."""
    project.version += 1
    Project.objects.filter(pk=project.pk).update(
        standing=after, decided_at=at, reason=reason, version=project.version, ended_on=ended_on
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
