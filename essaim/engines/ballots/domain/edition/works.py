"""What becomes of a winner: what is done, what is spent, with the photos."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.core.files.uploadedfile import UploadedFile

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions, picturing
from essaim.engines.ballots.domain.edition.deciding import holders
from essaim.engines.ballots.domain.edition.standing import AFTER_THE_VOTE
from essaim.engines.ballots.models.edition import Milestone, Project, Spending, Standing

Photo = tuple[UploadedFile[bytes], str]
FOLLOWED = (Standing.WINNER, Standing.DELIVERED, Standing.ABANDONED)
"""A last bill may come after the works."""


def tell(
    *, project: Project, actor: Actor, on: date, words: str, photos: Sequence[Photo] = (), request_key: str = ""
) -> Milestone:
    """Say a step of the works, with its photos. Raises RefusedActError: in the future, not a winner, not a photo."""
    if not words.strip():
        raise RefusedActError("Dites ce qui est fait.")
    with _following(project, actor, on, request_key) as act:
        found = Milestone.objects.create(
            project=project, on=on, words=words.strip(), at=act.now, by=actor.key, trial=project.trial
        )
        for file, alternative in photos:
            picturing.add(milestone=found, file=file, alternative=alternative)
    return found


def spend(*, project: Project, actor: Actor, on: date, cents: int, words: str, request_key: str = "") -> Spending:
    """Write money spent; a negative sum mends a mistake. Raises RefusedActError: zero, in the future, below nothing in all."""
    with _following(project, actor, on, request_key) as act:
        if not cents or not words.strip():
            raise RefusedActError("Une dépense a une somme et dit pour quoi.")
        if spent(project) + cents < 0:
            raise RefusedActError("Cette correction dépasse tout ce qui a été dépensé.")
        return Spending.objects.create(
            project=project, on=on, cents=cents, words=words.strip(), at=act.now, by=actor.key, trial=project.trial
        )


@contextmanager
def _following(project: Project, actor: Actor, on: date, request_key: str) -> Iterator[Act]:
    """Open an act on the works of a project, on a day that is over, if they may be followed."""
    about, adoption = holders(project), project.consultation.adoption
    with acting(adoption, "ballots.follow", actor=actor, participations=about, request_key=request_key) as act:
        _followed(act, project, on)
        yield act


def _followed(act: Act, project: Project, on: date) -> None:
    held = Project.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=project.pk)
    if held.standing not in FOLLOWED:
        raise RefusedActError("Seul un projet lauréat se suit.")
    if held.consultation.ended_at is None:
        editions.open_phase(act, held.consultation, AFTER_THE_VOTE)
    if on > act.today:
        raise RefusedActError("Cette date n’est pas encore passée : dites ce qui est fait.")


def spent(project: Project) -> int:
    """Return what was spent in all, in cents. One query."""
    return sum(project.spendings.values_list("cents", flat=True))
