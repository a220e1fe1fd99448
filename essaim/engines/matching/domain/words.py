"""What matching fills in the messages of a kit, and to whom it tells them."""

from collections.abc import Mapping

from essaim.adoptions.acting import Act
from essaim.adoptions.models import Participation
from essaim.engines.matching.access import Contact, contact_of
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.reasons import why
from essaim.engines.matching.models import Agreement, Profile, Proposal
from essaim.engines.matching.params import Moment
from essaim.foundation.ui.public import french


def tell(act: Act, moment: Moment, participation: Participation, offered: Mapping[str, str]) -> None:
    """Tell somebody the messages that her kit has for a moment, those addressed to her side."""
    kit = participation.terms.kit
    to = {one.id: one.to for one in kit.record.messages}
    for name in section_of(participation.terms).tells.get(moment, []):
        if to[name] == participation.role:
            act.tell(name, participation, offered)


def about(proposal: Proposal, me: Profile) -> dict[str, str]:
    """Return what may be told to one side about a proposal: the other's name and contact once both have consented."""
    words = {"why": why(proposal.reason)}
    if proposal.expires_on is not None:
        words["reply-by"] = french.day(proposal.expires_on)
    contact = contact_of(proposal, me)
    return words | ({} if contact is None else _contact(contact))


def _contact(contact: Contact) -> dict[str, str]:
    return {"first-name": contact.first_name, "contact": contact.line}


def of_agreement(agreement: Agreement, me: Profile) -> dict[str, str]:
    """Return what may be told about an agreement."""
    words = about(agreement.proposal, me)
    for name, day in (("trial-until", agreement.probation_until), ("next-visit", agreement.next_visit)):
        if day is not None:
            words[name] = french.day(day)
    return words
