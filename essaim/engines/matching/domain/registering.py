"""Somebody registers on a side, changes how many agreements she takes, pauses, comes back."""

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import Door, RefusedActError
from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict
from essaim.engines.matching.domain import words
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import Profile, ProfileState
from essaim.engines.matching.params import MatchingSection, SideRecord

REGISTERED = {0: "registered", 1: "partner-registered"}


def doors(section: MatchingSection) -> tuple[Door, ...]:
    """One way in for each side."""
    return tuple(
        Door(side.id, side.role, side.label, tuple(side.pages), side.help or "", "register", side.rule or "")
        for side in section.sides
    )


def register(act: Act, participation: Participation, side: str) -> Profile:
    """Register a participation on a side, in the act of the caller. Raises RefusedActError: it is registered already."""
    section = section_of(participation.terms)
    record = section.side(side)
    try:
        with transaction.atomic():
            profile = Profile.objects.create(
                adoption=act.adoption, participation=participation, side=side, trial=participation.trial,
                capacity=capacity_of(record, participation), registered_at=act.now,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedActError("Cette personne est déjà inscrite.") from None
    act.happened(REGISTERED[section.sides.index(record)], participation)
    words.tell(act, "registered", participation, {})
    return profile


def capacity_of(record: SideRecord, participation: Participation) -> int:
    """Return how many agreements a person may have: a number of the kit, of the adopter, or her own answer (0: none given)."""
    wanted = record.capacity
    value: Value | None = wanted.value
    if wanted.parameter is not None:
        value = participation.terms.values[wanted.parameter]
    elif wanted.field is not None:
        value = participation.values.get(wanted.field)
    return int(value) if isinstance(value, int) else 0


def pauses(act: Act, participation: Participation, side: str) -> bool:
    """Tell whether the kit's table suspends somebody as she registers (a visit first): she is then proposed once she resumes."""
    section = section_of(participation.terms)
    event = f"matching.{REGISTERED[section.sides.index(section.side(side))]}"
    rows = [one for one in act.terms.kit.record.events if one.on == event and one.do == "matching.suspend"]
    world = act.world(participation)
    return any(one.when is None or world.rule(one.when).verdict is Verdict.YES for one in rows)


def suspend(act: Act, participation: Participation) -> None:
    """Stop proposing somebody; what runs goes on."""
    _move(act, participation, ProfileState.ACTIVE, ProfileState.SUSPENDED)


def resume(act: Act, participation: Participation) -> Profile:
    """Propose somebody again."""
    return _move(act, participation, ProfileState.SUSPENDED, ProfileState.ACTIVE)


def _move(act: Act, participation: Participation, before: str, after: str) -> Profile:
    found = Profile.objects.filter(adoption=act.adoption, participation=participation, state=before)
    if not found.update(state=after):
        raise RefusedActError("Cette inscription n’est plus dans cet état : rechargez la page.")
    return Profile.objects.get(participation=participation)


def change_capacity(act: Act, participation: Participation, capacity: int) -> None:
    """Change how many agreements somebody takes, never below those that run. Raises RefusedActError."""
    found = Profile.objects.filter(adoption=act.adoption, participation=participation, taken__lte=capacity)
    if not found.update(capacity=capacity):
        raise RefusedActError("Des accords en cours dépassent ce nombre : mettez-y fin d’abord.")


def profile_of(participation: Participation) -> Profile | None:
    """Return the profile of a participation, or None."""
    return Profile.objects.filter(participation=participation).first()


def for_them(participation: Participation, actor: Actor) -> Actor:
    """Return an agent as who answers for a person, on the telephone or on paper: in the person's role, under her own key."""
    return Actor(participation.role, actor.key, actor.label)
