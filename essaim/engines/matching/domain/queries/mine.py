"""What somebody registered sees: where she stands, what she is asked, who the other is once both agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from essaim.engines.matching.access import Contact, contact_of, other_of
from essaim.engines.matching.domain.closing import TOGETHER
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries.answers import Names, communes_of, for_other, speech_about
from essaim.engines.matching.domain.reasons import lowered, why
from essaim.engines.matching.models import Agreement, NoProposal, Profile, ProfileState, Proposal, ProposalState
from essaim.engines.matching.models.proposal import LIVE
from essaim.foundation.ui.public import french


@dataclass(frozen=True)
class Line:
    """One line of « où en est ma demande »."""

    title: str
    text: str
    since: datetime | None = None
    due: date | None = None
    action: str = "Voir ma mise en relation"


@dataclass(frozen=True)
class Card:
    """A proposal or an agreement as one side sees it. ``shown``: label and value; ``contact``: None before both consent."""

    proposal: Proposal
    other: str
    why: str
    shown: Sequence[tuple[str, str]]
    contact: Contact | None = None
    answered: bool = False
    other_answered: bool = False
    agreement: Agreement | None = None
    visits: Sequence[date] = field(default=())


def cards(profile: Profile) -> list[Card]:
    """Return what is live or running for somebody, the newest first. Nothing of the other but what the kit shows."""
    mine = Q(seeker=profile) | Q(partner=profile)
    found = Proposal.objects.filter(mine, Q(state__in=LIVE) | Q(state=ProposalState.AGREED))
    found = found.select_related(*TOGETHER, "agreement").prefetch_related("agreement__follow_ups")
    pairs = list(found.order_by("-pk"))
    names = communes_of(other_of(one, profile).participation for one in pairs)
    return [card(one, profile, names) for one in pairs]


def card(proposal: Proposal, me: Profile, names: Names) -> Card:
    """Return one proposal as one side sees it."""
    other = other_of(proposal, me)
    terms = other.participation.terms
    record = section_of(terms).side(other.side)
    contact = contact_of(proposal, me)
    agreement = getattr(proposal, "agreement", None)
    side = proposal.side_of(me)
    yes = {"seeker": proposal.seeker_at, "partner": proposal.partner_at}
    return Card(
        proposal=proposal,
        other=speech_about(other.participation).label(record.one),
        why=why(proposal.reason),
        shown=for_other(other.participation, record, names, consented=contact is not None),
        contact=contact,
        answered=yes[side] is not None,
        other_answered=yes["partner" if side == "seeker" else "seeker"] is not None,
        agreement=agreement,
        visits=[one.done_on for one in agreement.follow_ups.all()] if agreement else (),
    )


def story(profile: Profile) -> Iterator[Line]:
    """Yield where somebody stands, in a few lines."""
    found = cards(profile)
    for one in found:
        yield _line(one)
    if profile.state == ProfileState.SUSPENDED:
        yield Line("Inscription suspendue", "Vous ne recevez plus de proposition pour le moment.")
    elif profile.state == ProfileState.ENDED:
        yield Line("Inscription terminée", "Elle ne donne plus lieu à des propositions.")
    elif not found:
        yield Line("Inscription reçue", waiting_words(profile), profile.registered_at)


def waiting_words(profile: Profile) -> str:
    """Return why somebody who waits has no proposal yet."""
    last = NoProposal.objects.filter(profile=profile, run__state="sent").order_by("-pk").first()
    if last is None or not last.reason.get("why"):
        return "Nous cherchons qui peut vous convenir. Nous vous préviendrons dès qu’une proposition sera possible."
    return f"Pas encore de proposition : {last.reason['why']}. Nous continuons de chercher."


def _line(one: Card) -> Line:
    proposal = one.proposal
    if one.agreement is not None:
        if one.agreement.ended_on is not None:
            return Line("Accord terminé", f"Il a pris fin le {french.day(one.agreement.ended_on)}.", proposal.closed_at)
        return Line("Accord en cours", f"Avec {_name(one)}.", proposal.closed_at, one.agreement.next_visit)
    if one.contact is not None:
        return Line("Vous êtes d’accord tous les deux", f"Voici comment joindre {_name(one)}.", proposal.sent_at)
    if one.answered:
        return Line(
            "Vous avez accepté", "L’autre personne n’a pas encore répondu.", proposal.sent_at, proposal.expires_on
        )
    text = f"Une proposition vous attend : {lowered(one.why)}."
    return Line("Une proposition pour vous", text, proposal.sent_at, proposal.expires_on, "Répondre")


def _name(one: Card) -> str:
    return one.contact.first_name if one.contact else f"votre {lowered(one.other)}"
