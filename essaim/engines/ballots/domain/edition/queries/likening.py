"""Which ideas of an edition say nearly the same."""

from dataclasses import dataclass

from essaim.adoptions.models import Participation
from essaim.engines.ballots.domain.edition import receiving
from essaim.engines.ballots.domain.edition.alike import counts, nearest
from essaim.engines.ballots.domain.edition.editions import running
from essaim.engines.ballots.domain.edition.words import section_of
from essaim.engines.ballots.models.edition import Consultation, Idea, IdeaState


@dataclass(frozen=True)
class Near:
    """A published idea near another one, and the words that they share."""

    idea: Idea
    words: tuple[str, ...]


def alike_to(idea: Idea) -> list[Near]:
    """Return the published ideas nearest to an idea. One query."""
    return _nearest(idea.consultation, idea.title, idea.summary, trial=idea.trial, but=idea.pk)


def alike_to_draft(participation: Participation) -> list[Near]:
    """Return the published ideas nearest to what somebody is about to send. Two queries."""
    consultation = running(participation.adoption)
    if consultation is None:
        return []
    said = receiving.texts(section_of(participation.terms), participation.values)
    return _nearest(consultation, said["title"], said["summary"], trial=participation.trial)


def _nearest(consultation: Consultation, title: str, summary: str, *, trial: bool, but: int = 0) -> list[Near]:
    rows = Idea.objects.filter(consultation=consultation, trial=trial, state=IdeaState.PUBLISHED).exclude(pk=but)
    known = {one.pk: one for one in rows.select_related("commune")}
    found = nearest(counts(title, summary), {key: counts(one.title, one.summary) for key, one in known.items()})
    return [Near(known[one.key], one.words) for one in found]
