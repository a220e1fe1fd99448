"""A demonstration adoption of each kit, from the invented people that the kit itself brings. Marked as simulated everywhere."""

from django.db import transaction

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.outcomes.releasing import release_due
from essaim.adoptions.domain.participating import doors
from essaim.adoptions.models import Adoption, KitVersion, TeamMember
from essaim.adoptions.params.speaking import DemoPersonRecord
from essaim.adoptions.runtime import Actor
from essaim.foundation.parties.models import Party

STRUCTURE = "Démonstration"
CONTACT = "service de démonstration : personne ne répond"
AT_WORK = {"agent", "partner"}


@transaction.atomic
def create_demo(*, version: KitVersion, team: tuple[str, ...]) -> Adoption | None:
    """Make a simulated adoption of a kit where the kit comes from, open, with its invented people; None when it is there.

    Args:
        version: The kit.
        team: Addresses of demonstration accounts: they get every role of those who work.

    Side effects: the adoption and all that its engines make of the people sent, in one transaction.
    """
    if Adoption.objects.filter(kit=version.kit, structure=STRUCTURE).exists():
        return None
    record = version.loaded.record
    adoption = adopting.adopt(
        version=version, territory=record.kit.origin.territory, structure=STRUCTURE, written={}, actor=None,
        contact=CONTACT, reason="valeurs par défaut du kit", simulated=True,
    )  # fmt: skip
    for role in (one.id for one in record.roles if one.kind in AT_WORK):
        TeamMember.objects.bulk_create(TeamMember(adoption=adoption, email=email, role=role) for email in team)
    engines = version.loaded.engines.values()
    for engine in engines:
        engine.runtime.set_up_demo(adoption)
    adopting.start_test(adoption=adoption, actor=None)
    adopting.open_adoption(adoption=adoption, actor=None)
    for person in record.demo.people:
        _take_part(adoption, person)
    for engine in engines:
        engine.runtime.play_demo(adoption)
    release_due(adoption=adoption)
    return adoption


def _take_part(adoption: Adoption, person: DemoPersonRecord) -> None:
    """Send an invented person through the door of her role that asks what she answers; one whom the rules turn away stays a draft."""
    door = _door_for(adoption, person)
    if door is None:
        return
    party = Party.objects.create(name=f"{person.name} (personne inventée)")
    participation, _ = participating.begin(adoption=adoption, door=door, party=party, answers=person.fields)
    try:
        participating.send(participation=participation, actor=Actor(person.role))
    except RefusedActError:
        participation.refresh_from_db()


def _door_for(adoption: Adoption, person: DemoPersonRecord) -> str | None:
    """The door of her role that asks for most of what she answers: a role may have several."""
    mine = {name: door for name, door in doors(adoption.terms).items() if door.role == person.role}
    asked = {name: {field for page in door.pages for field in page.fields} for name, door in mine.items()}
    return max(mine, key=lambda name: len(asked[name] & person.fields.keys()), default=None)
