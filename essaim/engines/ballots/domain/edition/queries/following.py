"""What the author of an idea reads in « mon dossier »: where it stands, what the team asks, what she may do."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from essaim.adoptions.contract import Followed
from essaim.adoptions.models import Participation
from essaim.engines.ballots.domain.edition.editions import now_open, spans_of
from essaim.engines.ballots.models.edition import Exchange, Idea, IdeaState, Project, Side, Standing

IDEA_WORDS = {
    IdeaState.RECEIVED: ("Votre idée est reçue", "L’équipe la relit avant de la publier."),
    IdeaState.PUBLISHED: (
        "Votre idée est publiée",
        "Tout le monde peut la lire et la soutenir. L’équipe l’étudiera ensuite.",
    ),
    IdeaState.HIDDEN: ("Votre idée n’est pas publiée", "Motif : {reason}"),
    IdeaState.MERGED: ("Votre idée est réunie à une autre", "Elle continue avec : {into}"),
}
PROJECT_WORDS = {
    Standing.STUDIED: ("Votre idée est à l’étude", "Les services donnent leur avis et estiment son coût."),
    Standing.ADMITTED: ("Votre projet est soumis au vote", "Il porte le numéro {number}."),
    Standing.REFUSED: ("Votre projet n’est pas soumis au vote", "Motif : {reason}"),
    Standing.WITHDRAWN: ("Votre projet est retiré", "Motif : {reason}"),
    Standing.WINNER: ("Votre projet est lauréat", "Il va être réalisé : suivez-le sur sa page."),
    Standing.NOT_RETAINED: ("Votre projet n’est pas lauréat", "La page des résultats dit pourquoi."),
    Standing.DELIVERED: ("Votre projet est réalisé", "Sa page dit ce qui a été fait et ce que cela a coûté."),
    Standing.ABANDONED: ("Votre projet est abandonné", "Motif : {reason}"),
}
ONGOING = (Standing.STUDIED, Standing.ADMITTED)


def idea_of(participation: Participation) -> Idea | None:
    """Return the idea of a participation with what its page says. One query."""
    rows = Idea.objects.select_related("consultation", "merged_into", "project", "participation")
    return rows.filter(participation=participation).first()


def project_of(idea: Idea) -> Project | None:
    """Return the project that an idea became, if it did."""
    return getattr(idea, "project", None)


def story(participation: Participation) -> Iterator[Followed]:
    """Yield where an idea stands, with its pages and what its author may do."""
    idea = idea_of(participation)
    if idea is None:
        return
    project = project_of(idea)
    title, text = PROJECT_WORDS[Standing(project.standing)] if project else IDEA_WORDS[IdeaState(idea.state)]
    said = {
        "reason": project.reason if project else idea.reason, "number": project.number if project else "",
        "into": idea.merged_into.title if idea.merged_into else "",
    }  # fmt: skip
    since = (project.decided_at or project.created_at) if project else (idea.published_at or idea.received_at)
    yield Followed(title, text.format(**said), since, _due(idea, project), tuple(_links(idea, project)))
    yield from _dialogue(idea, participation)


def _due(idea: Idea, project: Project | None) -> date | None:
    """The last day of the phase that the author waits for: the study, then the vote."""
    if idea.state == IdeaState.HIDDEN or (project and project.standing not in ONGOING):
        return None
    wanted = "vote" if project and project.standing == Standing.ADMITTED else "instruction"
    return next((one.closes for one in spans_of(idea.consultation) if one.key == wanted), None)


def _links(idea: Idea, project: Project | None) -> Iterator[tuple[str, str]]:
    slug, key, number = idea.participation.adoption.slug, idea.participation.key, idea.consultation.number
    if project and project.standing not in {Standing.STUDIED, Standing.WITHDRAWN}:
        yield "La page du projet", reverse("ballots:project", args=[slug, number, project.number])
    elif idea.state in {IdeaState.PUBLISHED, IdeaState.MERGED}:
        yield "La page de l’idée", reverse("ballots:idea", args=[slug, number, idea.pk])
    if (
        project
        and project.standing in ONGOING
        and now_open(idea.consultation, idea.participation.adoption) in {"instruction", "catalogue"}
    ):
        yield "Retirer mon projet", reverse("ballots:withdraw", args=[slug, key])


def _dialogue(idea: Idea, participation: Participation) -> Iterator[Followed]:
    last = idea.exchanges.order_by("-pk").first()
    if last is None:
        return
    url = reverse("ballots:dialogue", args=[participation.adoption.slug, participation.key])
    if last.side == Side.TEAM:
        yield Followed("L’équipe vous a écrit", last.words, last.at, None, (("Lire et répondre", url),))
    else:
        yield Followed("Votre échange avec l’équipe", "Vous avez répondu.", last.at, None, (("Relire l’échange", url),))


def exchanges(idea: Idea) -> list[Exchange]:
    """Return the dialogue in its order. One query."""
    return list(idea.exchanges.all())
