"""Tell the author of an idea what the kit says at a moment, with what the engine knows."""

from essaim.adoptions.acting import Act
from essaim.cores.rules.wording import say_date
from essaim.engines.ballots.domain.edition.words import NOT_AVAILABLE, euros, section_of
from essaim.engines.ballots.models.edition import Consultation, Idea, Project
from essaim.engines.ballots.params import Moment


def tell(act: Act, moment: Moment, idea: Idea, project: Project | None = None, *, reason: str = "") -> None:
    """Send each message that the kit has for a moment, once the person is there to read it."""
    messages = section_of(act.terms).tells.get(moment, [])
    if not messages or idea.participation.erased_at:
        return
    words = offered(idea.consultation, idea, project, reason)
    for message in messages:
        act.tell(message, idea.participation, words)


def offered(consultation: Consultation, idea: Idea, project: Project | None, reason: str) -> dict[str, str]:
    """Return what the engine fills in the messages of a kit."""
    vote = consultation.phases.filter(key="vote").first()
    return {
        "edition": consultation.title,
        "title": project.title if project else idea.title,
        "number": str(project.number) if project else NOT_AVAILABLE,
        "cost": euros(project.cost_cents) if project and project.cost_cents else NOT_AVAILABLE,
        "reason": reason.strip() or NOT_AVAILABLE,
        "vote-opens": say_date(vote.opens) if vote else NOT_AVAILABLE,
        "vote-closes": say_date(vote.closes) if vote else NOT_AVAILABLE,
    }
