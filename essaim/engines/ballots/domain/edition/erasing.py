"""What is left of a person once erased: what was published stays, without anything that only the team read."""

from essaim.adoptions.models import Adoption, Participation
from essaim.engines.ballots.models.edition import (
    ERASED,
    Consultation,
    Exchange,
    Idea,
    IdeaState,
    Milestone,
    Opinion,
    Picture,
    Project,
    Spending,
)


def erase(participation: Participation) -> None:
    """Blank what the engine holds of an author. An idea that the team read over and published stays, as its projects do."""
    ideas = Idea.objects.filter(participation=participation)
    Exchange.objects.filter(idea__in=ideas).exclude(words=ERASED).update(words=ERASED)
    ideas.exclude(reason="").update(reason=ERASED)
    ideas.exclude(consent="").update(consent=ERASED)
    ideas.exclude(state__in=[IdeaState.PUBLISHED, IdeaState.MERGED]).update(title=ERASED, summary=ERASED)


def purge(adoption: Adoption) -> None:
    """Delete what the test left of every edition, and break the seal that the test put. Dates and zones stay."""
    held = {"consultation__adoption": adoption, "trial": True}
    for model in (Milestone, Spending, Opinion):
        model.objects.filter(project__consultation__adoption=adoption, trial=True).delete()
    Picture.objects.filter(idea__consultation__adoption=adoption, trial=True).delete()
    Project.objects.filter(**held).delete()
    Exchange.objects.filter(idea__consultation__adoption=adoption, trial=True).delete()
    Idea.objects.filter(**held).update(merged_into=None, state=IdeaState.RECEIVED)
    Idea.objects.filter(**held).delete()
    editions = Consultation.objects.filter(adoption=adoption)
    editions.filter(sealed_trial=True).update(sealed_rules={}, sealed_hash="", sealed_at=None, sealed_trial=False)
    editions.update(tried="")
    editions.filter(projects__isnull=True).update(last_project=0)
