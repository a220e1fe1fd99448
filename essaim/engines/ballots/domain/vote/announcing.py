"""What was counted is signed and becomes public: winners are called, the open archive is there, everybody finds their receipt."""

from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import deciding
from essaim.engines.ballots.domain.vote.attesting import sign_results
from essaim.engines.ballots.domain.vote.urns import locked, move
from essaim.engines.ballots.models.project import Project
from essaim.engines.ballots.models.vote import Count, Stage, Urn


def announce(*, urn: Urn, actor: Actor) -> list[Project]:
    """Publish the results; call the winners, and tell every author. One transaction, journalled. Returns the projects.

    Raises RefusedActError: not counted, the phase of results is not open, or the platform has no key to sign with.
    """
    consultation = urn.consultation
    about = deciding.authors(consultation)
    with acting(consultation.adoption, "ballots.announce", actor=actor, participations=about) as act:
        held = locked(urn, Stage.COUNTED)
        numbers = [number for one in Count.objects.filter(urn=held) for number in one.figures["winners"]]
        rows = Project.objects.filter(consultation=consultation, number__in=numbers)
        called = deciding.retain(act, consultation, list(rows.values_list("pk", flat=True)))
        now = timezone.now()
        move(held, Stage.PUBLISHED, published_at=now, signatures=sign_results(held, now))
    return called
