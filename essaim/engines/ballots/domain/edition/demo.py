"""A demonstration: what a team would have done with the ideas of invented people, by its own acts, up to the catalogue."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from essaim.adoptions.acting import may
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import (
    deciding,
    demo_past,
    editions,
    moderating,
    studying,
    supporting,
    talking,
)
from essaim.engines.ballots.domain.edition.queries.likening import alike_to
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.phases import KEYS
from essaim.engines.ballots.models.edition import Consultation, Idea, IdeaState, Project, Support, View

OPINION = "Le projet peut se réaliser. Le coût comprend la fourniture, la pose et les contrôles."
CONSENT = "D’accord au téléphone (personne inventée)"
QUESTION = "Votre idée est belle. Sur quel terrain la verriez-vous ?"
IN_HALF = 2


def set_up(adoption: Adoption) -> None:
    """Write an ended edition of last year, then begin one whose ideas are sent today."""
    demo_past.write(adoption)
    words = Words.of(adoption)
    consultation = editions.begin(adoption=adoption, title=f"Budget participatif {timezone.localdate().year}")
    demo_past.set_dates(consultation, words, timezone.localdate())


def play(adoption: Adoption) -> None:
    """Read the ideas over, study them, decide, and bring the edition to the catalogue of its projects."""
    consultation, words = editions.required(adoption), Words.of(adoption)
    consultation.adoption = adoption
    for idea in _ideas(consultation):
        _read_over(idea)
    _at(consultation, words, "instruction")
    for idea in _ideas(consultation).filter(state=IdeaState.PUBLISHED):
        _study(idea, words)
    _at(consultation, words, "catalogue")


def _ideas(consultation: Consultation) -> QuerySet[Idea]:
    rows = Idea.objects.filter(consultation=consultation).order_by("pk")
    return rows.select_related("consultation__adoption__territory", "participation", "zone")


def _actor(adoption: Adoption, verb: str) -> Actor:
    """Whoever of the team may do a verb."""
    terms = adoption.terms
    roles = (one.id for one in terms.kit.record.roles if one.kind != "holder")
    return Actor(next(one for one in roles if f"ballots.{verb}" in may(terms, one)))


def _read_over(idea: Idea) -> None:
    """Publish an idea as it is, or join it to one that says the same, with the consent of its invented author."""
    adoption, near = idea.consultation.adoption, alike_to(idea)
    if near:
        moderating.merge(
            idea=idea, into=near[0].idea, actor=_actor(adoption, "merge"), version=idea.version, consent=CONSENT
        )
    elif idea.zone is not None:
        said = moderating.Published(idea.title, idea.summary, idea.category, idea.zone, {})
        moderating.publish(idea=idea, actor=_actor(adoption, "publish"), version=idea.version, said=said)
        invented = range(len(idea.summary))  # as many as its words have letters: nobody's, and never the same
        Support.objects.bulk_create(
            Support(token=supporting.token_of(idea, f"invented {one}"), idea=idea) for one in invented
        )


def _study(idea: Idea, words: Words) -> None:
    """Ask the author, take the opinion of a service at her own estimate, then decide as the bounds say."""
    adoption = idea.consultation.adoption
    talking.ask(idea=idea, actor=_actor(adoption, "ask"), words=QUESTION)
    project = studying.study(idea=idea, actor=_actor(adoption, "study"))
    field = words.section.idea.cost
    said = idea.participation.values.get(field) if field else None
    least, most = words.cost_bounds
    cents = said if isinstance(said, int) and said else most // IN_HALF
    dear = not least <= cents <= most
    studying.advise(
        project=project, actor=_actor(adoption, "advise"), service=next(iter(words.services)), cents=cents,
        view=View.UNFAVOURABLE if dear else View.FAVOURABLE, reason=_dear(cents, most) if dear else OPINION,
    )  # fmt: skip
    verb, reason = ("refuse", _dear(cents, most)) if dear else ("admit", "")
    held = Project.objects.select_related("consultation__adoption", "idea__participation").get(pk=project.pk)
    deciding.decide(project=held, verb=verb, actor=_actor(adoption, verb), version=held.version, reason=reason)


def _dear(cents: int, most: int) -> str:
    return f"Il coûterait {euros(cents)}, et un projet coûte au plus {euros(most)}."


def _at(consultation: Consultation, words: Words, phase: str) -> None:
    """Move the dates so that a phase is in its middle today."""
    days = [(key, words.whole(words.section.calendar.parameter(key))) for key in KEYS]
    before = sum(length for key, length in days if KEYS.index(key) < KEYS.index(phase))
    first = timezone.localdate() - timedelta(days=before + dict(days)[phase] // IN_HALF)
    demo_past.set_dates(consultation, words, first)
