"""The team reads an idea over: publishes it, does not, or joins it to another one."""

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Attachment
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions, picturing, telling
from essaim.engines.ballots.models.edition import Idea, IdeaState, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

READ_OVER = ("ideas", "instruction")
STALE = "Un autre acte a changé cette idée entre-temps : relisez-la."
WITH = ("consultation__adoption__territory", "participation__party", "zone", "merged_into")


@dataclass(frozen=True)
class Published:
    """What is published of an idea: its words read over, its zone, its photos with their words."""

    title: str
    summary: str
    category: str
    zone: Zone
    photos: Mapping[int, str]


@contextmanager
def _moving(idea: Idea, verb: str, actor: Actor, version: int, request_key: str) -> "Iterator[tuple[Act, Idea]]":
    """Open an act on an idea read again under the lock of its participation. Raises RefusedActError."""
    adoption = idea.consultation.adoption
    with acting(
        adoption, f"ballots.{verb}", actor=actor, participations=[idea.participation], request_key=request_key
    ) as act:
        held = Idea.objects.select_related(*WITH).get(pk=idea.pk)
        held.participation = act.participations[0]
        editions.open_phase(act, held.consultation, READ_OVER)
        if held.version != version:
            raise RefusedActError(STALE)
        yield act, held


def _write(idea: Idea, before: "Sequence[str]", **values: object) -> None:
    """Write an idea from the version that was read. Raises RefusedActError: another act came first."""
    rows = Idea.objects.filter(pk=idea.pk, version=idea.version, state__in=before)
    if not rows.update(**values, version=idea.version + 1):
        raise RefusedActError(STALE)
    for name, value in {**values, "version": idea.version + 1}.items():
        setattr(idea, name, value)


def publish(*, idea: Idea, actor: Actor, version: int, said: Published, request_key: str = "") -> Idea:
    """Publish an idea as it was read over, with the photos whose words are given. Also corrects one already published.

    Side effects: the idea, its pictures, the message of the kit, in one transaction. Raises RefusedActError.
    """
    with _moving(idea, "publish", actor, version, request_key) as (act, held):
        if hasattr(held, "project"):
            raise RefusedActError("Cette idée est à l’étude : c’est la page du projet qui se corrige.")
        first = held.published_at is None
        _write(
            held, (IdeaState.RECEIVED, IdeaState.HIDDEN, IdeaState.PUBLISHED), state=IdeaState.PUBLISHED,
            title=said.title, summary=said.summary, category=said.category, zone=said.zone, reason="",
            published_at=held.published_at or act.now,
        )  # fmt: skip
        files = Attachment.objects.filter(participation=held.participation, pk__in=said.photos)
        for one in files:
            picturing.publish(idea=held, attachment=one, alternative=said.photos[one.pk])
        if first:
            act.happened("idea-published", held.participation)
            telling.tell(act, "published", held)
    return held


def hide(*, idea: Idea, actor: Actor, version: int, reason: str, request_key: str = "") -> Idea:
    """Do not publish an idea, or take it off, for a reason that its author reads. Raises RefusedActError."""
    if not reason.strip():
        raise RefusedActError("Dites pourquoi : l’auteur de l’idée le lira.")
    with _moving(idea, "hide", actor, version, request_key) as (act, held):
        if hasattr(held, "project"):
            raise RefusedActError("Cette idée est à l’étude : décidez sur la page du projet.")
        _write(held, (IdeaState.RECEIVED, IdeaState.PUBLISHED), state=IdeaState.HIDDEN, reason=reason.strip())
        telling.tell(act, "hidden", held, reason=reason)
    return held


def merge(*, idea: Idea, into: Idea, actor: Actor, version: int, consent: str, request_key: str = "") -> Idea:
    """Join an idea to another one that goes on for both, once its author agreed. Its supports stay its own: whoever supported both would count twice.

    Side effects: the idea, the message of the kit, in one transaction. Raises RefusedActError: without the
    words of the agreement, or where one of the two cannot.
    """
    if not consent.strip():
        raise RefusedActError(
            "Dites comment l’auteur a donné son accord, et quand : sans lui, deux idées ne se réunissent pas."
        )
    with _moving(idea, "merge", actor, version, request_key) as (act, held):
        other = Idea.objects.select_related("consultation").get(pk=into.pk)
        _check_together(held, other)
        _write(
            held, (IdeaState.RECEIVED, IdeaState.PUBLISHED), state=IdeaState.MERGED, merged_into=other,
            consent=consent.strip()[:300],
        )  # fmt: skip
        act.settle(held.participation, "ended")
        telling.tell(act, "merged", held)
    return held


def _check_together(idea: Idea, other: Idea) -> None:
    if other.pk == idea.pk:
        raise RefusedActError("Une idée ne se réunit pas à elle-même : choisissez l’autre.")
    if (other.consultation_id, other.trial) != (idea.consultation_id, idea.trial) or other.state != IdeaState.PUBLISHED:
        raise RefusedActError("L’idée qui continue doit être publiée dans la même édition.")
    if hasattr(idea, "project"):
        raise RefusedActError("Cette idée est déjà à l’étude : retirez ou refusez son projet.")
    if idea.merged.exists():
        raise RefusedActError("D’autres idées sont déjà réunies à celle-ci : c’est elle qui continue.")
