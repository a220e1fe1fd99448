"""What matching does while an adoption runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from essaim.adoptions.acting import Act, may
from essaim.adoptions.contract import Counted, DeskTab, Followed, IdleRuntime, RefusedActError, Waiting
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import EVERYBODY
from essaim.cores.rules.kinds import Value
from essaim.engines.matching.domain import agreeing, counting, erasing, registering, running
from essaim.engines.matching.domain.closing import withdraw_all
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import desk, mine
from essaim.engines.matching.models import Profile, ProfileState

TABS = (
    DeskTab("Inscriptions", "people", ("propose", "draw", "agree", "follow-up")),
    DeskTab("Propositions", "proposals", ("propose", "draw", "agree")),
    DeskTab("Accords", "agreements", ("agree", "follow-up", "end")),
    DeskTab("Problèmes", "incidents", ("follow-up", "report-incident")),
)


@dataclass(frozen=True)
class MatchingRuntime(IdleRuntime):
    """The runtime half of the declaration."""

    tabs: tuple[DeskTab, ...] = TABS

    def receive(self, act: Act, participation: Participation, door: str) -> None:
        self._registered(act, participation, door)

    def _registered(self, act: Act, participation: Participation, side: str) -> None:
        profile = registering.register(act, participation, side)
        if not registering.pauses(act, participation, side):
            self._arrived(act, profile)

    def _arrived(self, act: Act, profile: Profile) -> None:
        if section_of(act.adoption.terms).mode == "continuous":
            running.arrive(act, profile)

    def apply(self, act: Act, effect: str, participation: Participation | None, payload: Mapping[str, Value]) -> None:
        del payload
        if participation is None:
            raise RefusedActError("Cet effet concerne un dossier, et il n’y en a pas.")
        section = section_of(act.adoption.terms)
        match effect:
            case "register-seeker":
                self._registered(act, participation, section.seekers.id)
            case "register-partner":
                self._registered(act, participation, section.partners.id)
            case "suspend":
                registering.suspend(act, participation)
            case "resume":
                self._arrived(act, registering.resume(act, participation))
            case "end":
                _end(act, participation)

    def look(self, participation: Participation, names: Iterable[str]) -> Mapping[str, Value]:
        if "agreements" not in names:
            return {}
        profile = registering.profile_of(participation)
        return {"agreements": profile.taken if profile else 0}

    def follow(self, participation: Participation) -> Iterable[Followed]:
        profile = registering.profile_of(participation)
        if profile is None:
            return
        url = reverse("matching:mine", args=[participation.adoption.slug, participation.key])
        for one in mine.story(profile):
            yield Followed(one.title, one.text, one.since, one.due, ((one.action, url),))

    def waiting(self, adoption: Adoption, roles: frozenset[str], reach: Q = EVERYBODY) -> Iterator[Waiting]:  # noqa: ARG002 - a kit whose sectors restrict has no other engine
        terms = adoption.terms
        verbs = {role: may(terms, role) for role in sorted(roles)}
        for one in desk.waiting(adoption):
            role = next((role for role, known in verbs.items() if f"matching.{one.verb}" in known), None)
            if role is not None:
                url = reverse(f"matching_desk:{one.route}", args=[adoption.slug, *one.arguments])
                yield Waiting(one.label, one.subject, role, one.since, url, one.due)

    def count(self, adoption: Adoption) -> Iterable[Counted]:
        return counting.counted(adoption)

    def purge(self, adoption: Adoption) -> None:
        erasing.purge(adoption)

    def erase(self, participation: Participation) -> None:
        erasing.erase(participation)


def _end(act: Act, participation: Participation) -> None:
    """Take somebody out: agreements end, proposals are taken back, nothing is proposed any more."""
    profile = registering.profile_of(participation)
    if profile is None:
        raise RefusedActError("Cette personne n’est pas inscrite.")
    ends = section_of(act.adoption.terms).ends
    reason = next((one for one in ends if not one.well), ends[0]).id
    for agreement in agreeing.running_of(profile):
        agreeing.finish(act, agreement, reason)
    withdraw_all(act, profile)
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.ENDED)
    act.settle(participation, "ended")
