"""What the pages of a vote share: the vote of an edition, its words, the voter whom a browser showed the code of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.framing.told import ballot_told
from essaim.engines.ballots.domain.vote.choices import Choice, choice_of
from essaim.engines.ballots.domain.vote.frame import style_of, zone_of
from essaim.engines.ballots.domain.vote.sealing import Style
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.vote import Urn, Voter

COOKIE, COOKIE_SECONDS = "essaim_vote", 3600
RULES = "sealed_rules"


@dataclass(frozen=True)
class Poll:
    """The vote of an edition, read from its frozen rules when they are needed."""

    adoption: Adoption
    consultation: Consultation
    urn: Urn

    @cached_property
    def rules(self) -> dict[str, Any]:
        return dict(self.consultation.sealed_rules)

    @cached_property
    def most(self) -> int:
        """How many projects a ballot may hold. One query, that does not bring the rules whole."""
        rows = Consultation.objects.filter(pk=self.consultation.pk)
        return int(rows.values_list(f"{RULES}__ballot__most", flat=True)[0])

    @property
    def rule_words(self) -> str:
        """How one votes, in one sentence a rule."""
        return " ".join(ballot_told(self.rules["ballot"]))

    def style(self, voter: Voter) -> Style:
        return style_of(self.rules, voter.zone.code)

    def zone(self, code: str) -> Mapping[str, Any]:
        return zone_of(self.rules, code)

    def choices(
        self, voter: Voter, chosen: frozenset[int] = frozenset(), kept: frozenset[int] = frozenset()
    ) -> list[Choice]:
        """Return the projects of a voter's zone, in an order of her own: none is first for everybody, but what she chose, then kept."""
        found = [choice_of(one, chosen) for one in self.zone(voter.zone.code)["projects"]]
        drawn = sorted(found, key=lambda one: hashlib.sha256(f"{voter.key}{one.number}".encode()).digest())
        return sorted(drawn, key=lambda one: (not one.chosen, one.number not in kept))


def poll_of(adoption: Adoption, number: int | None = None) -> Poll:
    """Return the vote of the edition that runs, or of one by its number. One query. Raises Http404: there is none.

    Its frozen rules hold each project in full (100 kB for 400): a page that shows none does not read them.
    """
    wanted = {"consultation__number": number} if number else {"consultation__ended_at": None}
    rows = Urn.objects.filter(consultation__adoption=adoption, **wanted).select_related("consultation")
    urn = rows.defer(f"consultation__{RULES}").first()
    if urn is None:
        raise Http404("cette édition n’a pas de vote")
    urn.consultation.adoption = adoption
    return Poll(adoption, urn.consultation, urn)


def voter_of(request: HttpRequest, poll: Poll) -> Voter | None:
    """Return the voter whose code this browser showed, for one hour. No session keeps it: a session has a time."""
    key = request.get_signed_cookie(COOKIE, default="", salt=str(poll.urn.key), max_age=COOKIE_SECONDS)
    return Voter.objects.filter(urn=poll.urn, key=key).select_related("zone").first() if key else None


def let_in(response: HttpResponse, poll: Poll, voter: Voter) -> HttpResponse:
    """Let a browser vote as somebody, for one hour."""
    response.set_signed_cookie(
        COOKIE, str(voter.key), salt=str(poll.urn.key), max_age=COOKIE_SECONDS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, path=path_of(poll),
    )  # fmt: skip
    return response


def let_out(response: HttpResponse, poll: Poll) -> HttpResponse:
    """Forget who votes in a browser."""
    response.delete_cookie(COOKIE, path=path_of(poll), samesite="Lax")
    return response


def path_of(poll: Poll) -> str:
    """Return the address under which a vote stands."""
    return reverse("ballots:vote", args=[poll.adoption.slug])
