"""What participatory budgets do while an adoption runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import Counted, DeskTab, Followed, IdleRuntime, Waiting
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import EVERYBODY
from essaim.cores.rules.kinds import Value
from essaim.engines.ballots.domain.edition import counting, demo, editions, erasing, receiving
from essaim.engines.ballots.domain.edition.queries import following, waiting
from essaim.engines.ballots.domain.vote import forgetting, voters

EDITION_TABS = (
    DeskTab("Idées", "ideas", ("publish", "hide", "merge", "ask", "study")),
    DeskTab("Projets", "projects"),
    DeskTab("Édition", "edition"),
    DeskTab("Atelier", "workshop"),
)
VOTE_TABS = (
    DeskTab("Électeurs", "roll", ("enrol", "receive")),
    DeskTab("Scrutin", "ballot_box", ("keys", "open-vote", "close-vote", "count", "announce")),
    DeskTab("Bulletins papier", "slips", ("type",)),
)


@dataclass(frozen=True)
class BallotsRuntime(IdleRuntime):
    """The runtime half of the declaration."""

    tabs: tuple[DeskTab, ...] = EDITION_TABS + VOTE_TABS

    def closed(self, adoption: Adoption, door: str) -> str:  # noqa: ARG002 - one door
        return receiving.why_closed(adoption)

    def receive(self, act: Act, participation: Participation, door: str) -> None:  # noqa: ARG002 - one door
        receiving.receive(act, participation)

    def look(self, participation: Participation, names: Iterable[str]) -> Mapping[str, Value]:
        consultation = editions.running(participation.adoption) if "ideas" in names else None
        return {"ideas": receiving.sent_by(consultation, participation)} if consultation else {}

    def follow(self, participation: Participation) -> Iterable[Followed]:
        return following.story(participation)

    def waiting(self, adoption: Adoption, roles: frozenset[str], reach: Q = EVERYBODY) -> Iterable[Waiting]:  # noqa: ARG002 - a kit whose sectors restrict has no other engine
        return waiting.for_roles(adoption, roles)

    def count(self, adoption: Adoption) -> Iterable[Counted]:
        return chain(counting.counted(adoption), voters.counted(adoption))

    def purge(self, adoption: Adoption) -> None:
        forgetting.purge(adoption)
        erasing.purge(adoption)

    def erase(self, participation: Participation) -> None:
        erasing.erase(participation)

    def set_up_demo(self, adoption: Adoption) -> None:
        demo.set_up(adoption)

    def play_demo(self, adoption: Adoption) -> None:
        demo.play(adoption)
