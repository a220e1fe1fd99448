"""A search of proposals: prepared and looked at, then sent as it was seen, or left. Nothing leaves before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.runtime import Actor
from essaim.cores.assignment import (
    Assignment,
    ImpossibleQuotasError,
    Problem,
    assign,
    explain_pairs,
    explain_unserved,
    first_come,
)
from essaim.engines.matching.domain import words
from essaim.engines.matching.domain.closing import TOGETHER
from essaim.engines.matching.domain.drawing import drawn
from essaim.engines.matching.domain.gathering import Gathered, gather, section_of
from essaim.engines.matching.domain.idle import idle
from essaim.engines.matching.domain.proposing import send
from essaim.engines.matching.domain.reasons import none_reason, pair_facts, pair_reason
from essaim.engines.matching.models import NoProposal, Profile, Proposal, Run, RunKind, RunState

NO_PARTNER = "cette inscription n’a pas de place libre"
LOT = {"kind": "lot", "why": "le tirage au sort a désigné d’autres personnes ; vous êtes sur la liste de réserve"}


@dataclass(frozen=True)
class Found:
    """What a search found: new pairs with their score and reason, why others have none, how many are served.

    ``idle``: those who offer and have nothing, where the kit tells them.
    """

    pairs: tuple[tuple[int, int, int, dict[str, Any]], ...]
    without: tuple[tuple[int, dict[str, Any]], ...]
    served: int
    first_come: int | None
    proved: bool | None
    idle: tuple[tuple[int, dict[str, Any]], ...] = ()


def best(gathered: Gathered, seed: str) -> Found:
    """Return the best pairs, with the reason of each and of each absence. Raises RefusedActError: quotas cannot be met."""
    problem = gathered.pairing.problem
    try:
        found = assign(problem, seed=seed)
    except ImpossibleQuotasError as error:
        raise RefusedActError(f"Les quotas ne peuvent pas être tenus : {error}") from None
    chosen = explain_pairs(problem, found)
    pairs = tuple((one.seeker, one.partner, one.score, pair_reason(gathered.pairing, one)) for one in chosen)
    explained = _explained(problem, found)
    without = tuple((one.seeker, none_reason(gathered.pairing, one)) for one in explained)
    came = first_come(problem, range(len(problem.seekers)), seed=seed)
    proved = None if found.certificate is None else found.certificate.holds(problem, found.pairs)
    return Found(pairs, without, _newly(gathered, found), _newly(gathered, came), proved)


def _explained(problem: Problem, found: Assignment) -> Sequence[Any]:
    return explain_unserved(problem, found)


def _newly(gathered: Gathered, found: Assignment) -> int:
    """How many of those who waited have a pair now."""
    return len({row for row, _ in found.pairs} & set(gathered.waiting))


def by_lot(gathered: Gathered, seed: str, partner: Profile, reserves: int | None) -> tuple[Found, list[dict[str, Any]]]:
    """Return the pairs that a draw makes for one partner, and the draw."""
    place = gathered.partners.index(partner.pk)
    strata = drawn(gathered, place, seed, reserves)
    rows = {name: row for row, name in enumerate(gathered.pairing.crowd.seekers.names)}
    seated = [rows[name] for one in strata for name in one["seated"]]
    left = [rows[name] for one in strata for name in one["order"] if name not in one["seated"]]
    pairs = tuple((row, place, 0, pair_facts(gathered.pairing, row, place)) for row in seated)
    return Found(pairs, tuple((row, LOT) for row in left), len(set(seated) & set(gathered.waiting)), None, None), strata


def prepare(*, adoption: Adoption, actor: Actor, seed: str, request_key: str = "") -> Run:
    """Search the best proposals for everybody who waits, to be looked at.

    Side effects: a search in place of the one that was prepared, one entry of the journal, in one transaction.
    Raises RefusedActError: nobody waits, an empty seed, quotas that cannot be met, or a service that draws by lot.
    """
    with acting(adoption, "matching.propose", actor=actor, request_key=request_key) as act:
        if section_of(adoption.terms).mode == "draw":
            raise RefusedActError("Dans ce service, les places sont tirées au sort : choisissez les places à tirer.")
        gathered = _gathered(act, seed)
        found = best(gathered, seed)
        if _tells_partners(act.adoption.terms):
            found = replace(found, idle=tuple(idle(gathered, [(row, column) for row, column, *_ in found.pairs])))
        return _kept(act, gathered, found, RunKind.BEST, seed)


def _tells_partners(terms: Terms) -> bool:
    """Whether the kit has a message for who offers and has no proposal."""
    section, to = section_of(terms), {one.id: one.to for one in terms.kit.record.messages}
    return any(to[name] == section.partners.role for name in section.tells.get("unserved", []))


def prepare_draw(*, adoption: Adoption, actor: Actor, seed: str, partner: Profile, request_key: str = "") -> Run:
    """Draw the free places of one partner by lot, to be looked at. As `prepare`."""
    with acting(adoption, "matching.draw", actor=actor, request_key=request_key) as act:
        terms = adoption.terms
        section = section_of(terms)
        if section.draw is None:
            raise RefusedActError("Ce service ne tire pas au sort.")
        reserves = terms.values[section.draw.reserves] if section.draw.reserves else None
        gathered = _gathered(act, seed)
        if partner.pk not in gathered.partners:
            raise RefusedActError(f"Tirage impossible : {NO_PARTNER}.")
        found, strata = by_lot(gathered, seed, partner, reserves if isinstance(reserves, int) else None)
        if not found.pairs:
            raise RefusedActError("Personne ne peut avoir ces places : aucune inscription ne remplit les conditions.")
        return _kept(act, gathered, found, RunKind.DRAW, seed, target=partner, draw=strata)


def _gathered(act: Act, seed: str) -> Gathered:
    if not seed.strip() or "\n" in seed:
        raise RefusedActError("Donnez une graine, sur une ligne : elle départage ceux que rien ne sépare.")
    gathered = gather(act.adoption, act.adoption.terms, act.today)
    if not gathered.waiting:
        raise RefusedActError("Personne n’attend de proposition.")
    return gathered


def _kept(act: Act, gathered: Gathered, found: Found, kind: str, seed: str, **more: Any) -> Run:
    """Write a prepared search, instead of the one before."""
    Run.objects.filter(adoption=act.adoption, state=RunState.PREPARED).delete()
    try:
        with transaction.atomic():
            run = Run.objects.create(
                adoption=act.adoption, terms=act.adoption.terms, kind=kind, seed=seed, digest=gathered.digest,
                waiting=len(gathered.waiting), partners=len(gathered.partners), served=found.served,
                first_come=found.first_come, proved=found.proved, made_by=act.actor.key, made_at=act.now, trial=act.trial,
                **more,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedActError("Une autre recherche est en cours de préparation : rechargez la page.") from None
    _fill(act, run, gathered, found)
    return run


def _fill(act: Act, run: Run, gathered: Gathered, found: Found) -> None:
    Proposal.objects.bulk_create(
        Proposal(
            adoption=act.adoption, run=run, seeker_id=gathered.seekers[row], partner_id=gathered.partners[column],
            score=score, reason=reason, made_by=act.actor.key, made_at=act.now, trial=act.trial,
        )
        for row, column, score, reason in found.pairs
    )  # fmt: skip
    NoProposal.objects.bulk_create(
        [
            *(NoProposal(run=run, profile_id=gathered.seekers[row], reason=reason) for row, reason in found.without),
            *(NoProposal(run=run, profile_id=gathered.partners[column], reason=why) for column, why in found.idle),
        ]
    )


def send_run(*, run: Run, actor: Actor, request_key: str = "") -> Run:
    """Send a prepared search as it was seen.

    Side effects: its proposals open, each side is told, who has none is told why, on both sides where the kit says so; one entry of the journal, in one
    transaction. Raises RefusedActError: sent or left already, or somebody registered, answered or left since: search again.
    """
    proposals = list(run.proposals.select_related(*TOGETHER).order_by("pk"))
    about = {one.pk: one for pair in proposals for one in (pair.seeker.participation, pair.partner.participation)}
    verb = "matching.draw" if run.kind == RunKind.DRAW else "matching.propose"
    with acting(run.adoption, verb, actor=actor, participations=list(about.values()), request_key=request_key) as act:
        moved = Run.objects.filter(pk=run.pk, state=RunState.PREPARED)
        if not moved.update(state=RunState.SENT, sent_at=act.now):
            raise RefusedActError("Cette recherche est déjà envoyée ou laissée.")
        if gather(act.adoption, act.adoption.terms, act.today).digest != run.digest:
            raise RefusedActError("Les inscriptions ou les réponses ont changé depuis : relancez la recherche.")
        send(act, proposals)
        for one in run.without.select_related(
            "profile__participation__party", "profile__participation__terms__version"
        ):
            words.tell(act, "unserved", one.profile.participation, {"why-none": one.reason["why"]})
    return Run.objects.get(pk=run.pk)


def discard(*, run: Run, actor: Actor) -> None:
    """Leave a prepared search: its proposals are never sent. Raises RefusedActError."""
    with acting(run.adoption, "matching.propose", actor=actor) as act:
        if not Run.objects.filter(pk=run.pk, adoption=act.adoption, state=RunState.PREPARED).delete()[0]:
            raise RefusedActError("Cette recherche est déjà envoyée ou laissée.")


def arrive(act: Act, profile: Profile) -> None:
    """Propose at once to somebody who registers, or to those who wait when she offers, in a service that never waits.

    Nobody who has a proposal is moved: this search only gives what is free.
    """
    gathered = gather(act.adoption, act.adoption.terms, act.today)
    if not gathered.waiting:
        return
    seed = str(profile.participation.key)
    run = _kept(act, gathered, best(gathered, seed), RunKind.ARRIVAL, seed)
    Run.objects.filter(pk=run.pk).update(state=RunState.SENT, sent_at=act.now)
    send(act, list(run.proposals.select_related(*TOGETHER).order_by("pk")))
