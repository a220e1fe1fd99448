"""Who may see whom. The other's name and contact pass through here, and only after both have consented.

The acts of matching, in words for the journal, are here too.
"""

from dataclasses import dataclass

from essaim.adoptions.models import Participation
from essaim.engines.matching.models import Profile, Proposal

ACT_WORDS = {
    "matching.register": "inscrit une personne à mettre en relation",
    "matching.search": "cherche des mises en relation",
    "matching.propose": "propose une mise en relation",
    "matching.draw": "tire au sort",
    "matching.accept": "accepte une mise en relation",
    "matching.decline": "refuse une mise en relation",
    "matching.agree": "valide un accord",
    "matching.follow-up": "fait un suivi",
    "matching.report-incident": "signale un problème",
    "matching.end": "met fin à un accord",
}


@dataclass(frozen=True)
class Contact:
    """How to reach the other person of a pair."""

    name: str
    email: str
    phone: str
    address: str

    @property
    def first_name(self) -> str:
        """The first word of the name: the only one that is written in a message."""
        return self.name.split(" ")[0] if self.name else "la personne"

    @property
    def line(self) -> str:
        """Telephone and address on one line, what is known of them."""
        return ", ".join(one for one in (self.phone, self.email) if one) or "non disponible"


def contact_of(proposal: Proposal, me: Profile) -> Contact | None:
    """Return the contact of the other person; None until both have said yes, or once somebody has said no.

    Raises ValueError: the profile is not of this pair.
    """
    other = other_of(proposal, me)
    if not proposal.consented:
        return None
    return _contact(other.participation)


def other_of(proposal: Proposal, me: Profile) -> Profile:
    """Return the profile across, whose contact only `contact_of` gives. Raises ValueError."""
    return proposal.partner if proposal.side_of(me) == "seeker" else proposal.seeker


def _contact(participation: Participation) -> Contact:
    """Return a contact, through who acts for the person when somebody does."""
    party, mandate = participation.party, participation.mandate
    if mandate is not None and mandate.ended_at is None:
        return Contact(party.name, "", mandate.by_contact, "")
    return Contact(party.name, party.email, party.phone, party.address)
