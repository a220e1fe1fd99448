"""Somebody writes a draft, a page at a time, perhaps in two windows: nothing is written over without being said."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.asking import commune_of
from essaim.adoptions.models import Participation, Standing
from essaim.foundation.territories.models import Territory

SENT = "Ce dossier a été envoyé : il ne se modifie plus ici."


class ConflictError(RefusedActError):
    """The same page was written in another window since this one was opened. ``held`` is what is kept now."""

    def __init__(self, held: Participation) -> None:
        super().__init__(
            "Cette page a été modifiée dans une autre fenêtre ou sur un autre appareil. Rien n’a été écrasé."
        )
        self.held = held


def new_writer() -> str:
    """Return the mark of one screen: its own saves never conflict with each other, even when an answer was lost."""
    return secrets.token_hex(8)


def base_of(answers: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return what a screen shows of these fields, as a short digest: it comes back with the form."""
    shown = {name: answers[name] for name in sorted(names) if name in answers}
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def save(
    *,
    participation: Participation,
    page: str,
    names: Iterable[str],
    answers: Mapping[str, Any],
    blank: Iterable[str] = (),
    base: str,
    writer: str,
) -> Participation:
    """Keep what is right of one page of a draft.

    Args:
        participation: The draft.
        page: Names the screen.
        names: The fields that it shows.
        answers: Those that read well; the others stay as they were.
        blank: Those that were emptied.
        base: What the screen showed when it was opened (`base_of`).
        writer: The mark of the screen (`new_writer`).

    Side effects: the answers, the commune, the version, in one transaction.
    Raises ConflictError (nothing written), RefusedActError (it was sent, or withdrawn).
    """
    held = locked(participation)
    kept = {name: value for name, value in held.answers.items() if name not in set(blank)}
    written = {**kept, **answers}
    shown = list(names)
    changed = base_of(held.answers, shown) != base and held.writers.get(page) != writer
    if changed and base_of(held.answers, shown) != base_of(written, shown):
        raise ConflictError(held)
    held.answers, held.version, held.active_at = written, held.version + 1, timezone.now()
    held.writers = {**held.writers, page: writer}
    held.commune = _commune(held)
    held.save(update_fields=["answers", "version", "active_at", "writers", "commune"])
    return held


def locked(participation: Participation) -> Participation:
    """Lock a draft and read it again. Raises RefusedActError: it is no draft any more."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related(
        "adoption__territory", "terms__version", "party", "mandate"
    )
    held = rows.filter(pk=participation.pk).first()
    if held is None:
        raise RefusedActError("Ce brouillon a été effacé.")
    if held.standing != Standing.DRAFT:
        raise RefusedActError(SENT)
    return held


def _commune(participation: Participation) -> Territory | None:
    code = commune_of(participation)
    return Territory.objects.filter(code=f"commune-{code}").first() if code else None
