"""Somebody takes part: begins, answers, sends."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from essaim.adoptions import registry
from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import opening
from essaim.adoptions.models import Adoption, Channel, Participation, Standing, Terms
from essaim.adoptions.runtime import Actor, Door
from essaim.foundation.accounts.models import Account
from essaim.foundation.parties.models import Mandate, Party


def doors(terms: Terms) -> dict[str, Door]:
    """Return the ways in of an adoption, by whole name (`cases.demande`), in the order of its engines."""
    kit = terms.kit
    return {
        f"{key}.{door.key}": door for key, engine in kit.engines.items() for door in engine.doors(kit.sections[key])
    }


def door_of(participation: Participation) -> Door:
    """Return the door that a participation came through. Raises RefusedActError: its engine is switched off."""
    found = doors(participation.terms).get(participation.door)
    if found is None:
        raise RefusedActError("Cette partie du service n’est pas disponible sur cette plateforme.")
    return found


def closed(adoption: Adoption, terms: Terms, name: str) -> str:
    """Return why a door is closed for now, in the words of its engine; empty when it is open."""
    key, _, door = name.partition(".")
    return terms.kit.engines[key].runtime.closed(adoption, door)


@transaction.atomic
def begin(
    *,
    adoption: Adoption,
    door: str,
    party: Party | None = None,
    channel: str = Channel.ONLINE,
    account: Account | None = None,
    mandate: Mandate | None = None,
    answers: Mapping[str, Any] | None = None,
) -> tuple[Participation, str]:
    """Begin a participation, as a draft, under the terms in force.

    Returns it with the code that opens it without an account: said once, only its hash is kept.
    Raises RefusedActError: the service is not running, has no such door, or that door is closed for now.
    """
    if not adoption.running:
        raise RefusedActError(f"Ce service est {adoption.get_phase_display()} : on ne peut pas y commencer de dossier.")
    terms = adoption.terms
    found = doors(terms).get(door)
    if found is None:
        raise RefusedActError("Ce service n’a pas cette entrée.")
    why = closed(adoption, terms, door)
    if why:
        raise RefusedActError(why)
    secret = opening.new_code()
    participation = Participation.objects.create(
        adoption=adoption, terms=terms, door=door, role=found.role, channel=channel, trial=adoption.trial,
        party=party or Party.objects.create(), account=account, mandate=mandate, answers=dict(answers or {}),
        secret_hash=opening.hash_code(secret),
    )  # fmt: skip
    return participation, secret


def send(*, participation: Participation, actor: Actor, request_key: str = "") -> Participation:
    """Send a draft: it gets its number, its standing, and its engine takes it in.

    Side effects: those of the engine and of the kit's table, in one transaction. Raises RefusedActError, AlreadyDoneError.
    """
    door = door_of(participation)
    verb = f"{participation.engine}.{door.verb}"
    with acting(
        participation.adoption, verb, actor=actor, participations=[participation], request_key=request_key
    ) as act:
        (held,) = act.participations
        if held.standing != Standing.DRAFT:
            raise RefusedActError("Ce dossier a déjà été déposé.")
        number(act, held)
        act.settle(held, Standing.SUBMITTED)
        registry.engines[held.engine].runtime.receive(act, held, held.door.partition(".")[2])
    return held


def number(act: Act, participation: Participation) -> None:
    """Give a participation the next number of its adoption."""
    Adoption.objects.filter(pk=act.adoption.pk).update(last_number=F("last_number") + 1)
    taken = Adoption.objects.values_list("last_number", flat=True).get(pk=act.adoption.pk)
    Participation.objects.filter(pk=participation.pk).update(number=taken)
    participation.number = taken
