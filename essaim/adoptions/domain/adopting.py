"""A territory adopts a kit, tests it, opens it, closes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from essaim.adoptions import hooks, registry
from essaim.adoptions.domain.queries.families import family_of
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.settings import read_settings
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, KitVersion, Participation, Phase, Terms
from essaim.adoptions.world import service_words
from essaim.cores.rules.kinds import Kind
from essaim.foundation.journal import public as journal
from essaim.foundation.parties.models import Party
from essaim.foundation.territories import public as territories
from essaim.foundation.territories.models import Territory

TRIES = 3


class NotNowError(Exception):
    """The adoption is not at the step where this may be done; the text says it in French."""


class AlreadyAdoptedError(Exception):
    """The structure already runs this kit there: ``adoption``."""

    def __init__(self, adoption: Adoption) -> None:
        super().__init__(f"{adoption.structure} a déjà adopté ce kit pour {adoption.territory.name}.")
        self.adoption = adoption


@transaction.atomic
def adopt(  # noqa: PLR0913 - what a territory says when it adopts
    *,
    version: KitVersion,
    territory: str,
    structure: str,
    written: Mapping[str, Any],
    actor: UUID | None,
    title: str = "",
    contact: str = "",
    reason: str = "",
    simulated: bool = False,
) -> Adoption:
    """Adopt a version of a kit, in preparation, with the values of its parameters.

    Side effects: the adoption, its first terms, one entry of the journal, in one transaction.
    A parameter that is a département, and that nobody gives, is the one that adopts: not the origin's.
    Raises BadSettingsError, Territory.DoesNotExist, AlreadyAdoptedError.
    """
    place = Territory.objects.get(code=territory)
    written = {**_own_departement(version.loaded, place), **written}
    values = read_settings(version.loaded, written)
    speech = Speech(version.loaded, values, service={"territory": place.name})
    adoption = _created(
        kit=version.kit, territory=place, structure=structure, simulated=simulated, created_by=actor, contact=contact,
        title=title or speech.text(version.loaded.record.kit.title),
    )  # fmt: skip
    Terms.objects.create(adoption=adoption, number=1, version=version, settings=dict(written), reason=reason)
    note("adoption.adopt", adoption, actor)
    return adoption


def _created(**fields: Any) -> Adoption:
    """Write the adoption once: two people who click together make one, and two structures never share an address."""
    same = {name: fields[name] for name in ("kit", "territory", "structure")}
    for _ in range(TRIES):
        known = Adoption.objects.filter(**same).select_related("territory").first()
        if known is not None:
            raise AlreadyAdoptedError(known)
        try:
            with transaction.atomic():
                return Adoption.objects.create(slug=_free_slug(f"{fields['kit']}-{fields['territory'].name}"), **fields)
        except IntegrityError:
            continue
    raise NotNowError("Plusieurs personnes adoptent ce kit au même moment : recommencez.")


def _own_departement(kit: Kit, place: Territory) -> dict[str, str]:
    """The parameters of a kit that name a département, at the one where the adopter is; none for a wider territory."""
    own = territories.departements_of([place.code])[place.code]
    named = [one.id for one in kit.record.parameters if one.type is Kind.DEPARTEMENT]
    return dict.fromkeys(named, own[0].partition("-")[2]) if len(own) == 1 else {}


def _free_slug(words: str) -> str:
    base = slugify(words)[:70]
    taken = set(Adoption.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def start_test(*, adoption: Adoption, actor: UUID | None) -> None:
    """Begin the test phase: people may act, and all that they do is erased at opening. Raises NotNowError."""
    _move(adoption, {Phase.PREPARING}, Phase.TESTING, tested_at=timezone.now())
    note("adoption.test", adoption, actor)


@transaction.atomic
def open_adoption(*, adoption: Adoption, actor: UUID | None) -> None:
    """Open for real.

    Side effects: what the test left is erased, engine by engine; then whoever subscribed to the opening acts
    (`hooks.on_opened`: the initiative page, the edge of diffusion); one entry of the journal. One transaction.
    Raises NotNowError: it is not in test.
    """
    _move(adoption, {Phase.TESTING}, Phase.OPEN, opened_at=timezone.now())
    erased = purge_trial(adoption)
    hooks.opened(change_of(adoption, actor))
    note("adoption.open", adoption, actor, {"trial participations erased": erased})


@transaction.atomic
def close_adoption(*, adoption: Adoption, actor: UUID | None) -> None:
    """Close: nothing new comes in; what is kept is erased on its own schedule. Raises NotNowError."""
    _move(adoption, {Phase.PREPARING, Phase.TESTING, Phase.OPEN}, Phase.CLOSED, closed_at=timezone.now())
    hooks.closed(change_of(adoption, actor))
    note("adoption.close", adoption, actor)


def change_of(adoption: Adoption, actor: UUID | None) -> hooks.AdoptionChange:
    """Return an adoption as upper apps may know it."""
    terms = adoption.terms
    header = terms.kit.record.kit
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    return hooks.AdoptionChange(
        key=adoption.key, slug=adoption.slug, kit=adoption.kit, version=terms.version.number, family=family_of(adoption.kit),
        title=adoption.title, summary=speech.text(header.summary).strip(), structure=adoption.structure,
        territory=adoption.territory.code, place=adoption.territory.name, origin=header.origin.territory,
        basis=speech.text(header.legal_basis.text).strip(), on=timezone.localdate(), simulated=adoption.simulated,
        url=adoption.get_absolute_url(), actor=actor,
    )  # fmt: skip


def purge_trial(adoption: Adoption) -> int:
    """Erase what the test left, and begin the numbers again; return how many participations. In the caller's transaction."""
    count = _erase_trial(adoption)
    Adoption.objects.filter(pk=adoption.pk).update(last_number=0)
    return count


def erase_stragglers(_today: date, apply: bool) -> int:  # noqa: FBT001 - a line of the retention calendar
    """Count what was begun in the test at the very moment when its service opened; erase it to apply.

    It is refused and counted nowhere, for a trial dossier of an open service acts no more; it must not stay either.
    """
    late = Participation.objects.filter(trial=True, adoption__phase__in=(Phase.OPEN, Phase.CLOSED))
    services = Adoption.objects.filter(pk__in=late.values("adoption"))
    return sum(_erase_trial(one) for one in services) if apply else late.count()


def _erase_trial(adoption: Adoption) -> int:
    for key in adoption.terms.kit.sections:
        registry.engines[key].runtime.purge(adoption)
    trials = adoption.participations.filter(trial=True)
    parties = list(trials.values_list("party_id", flat=True))
    count = len(parties)
    adoption.happenings.filter(trial=True).delete()
    trials.delete()
    kept = set(Participation.objects.filter(party_id__in=parties).values_list("party_id", flat=True))
    Party.objects.filter(pk__in=set(parties) - kept).delete()
    return count


def _move(adoption: Adoption, before: set[Phase], after: Phase, **dates: Any) -> None:
    """Change the phase if it is still what the person saw; two who click at once do it once."""
    moved = Adoption.objects.filter(pk=adoption.pk, phase__in=before).update(phase=after, **dates)
    if not moved:
        adoption.refresh_from_db()
        raise NotNowError(f"Ce service est {adoption.get_phase_display()} : cet acte n’est plus possible.")
    adoption.refresh_from_db()


def note(act: str, adoption: Adoption, actor: UUID | None, details: Mapping[str, Any] | None = None) -> None:
    """Write an act on an adoption in the journal, with the territory whose managers may read it."""
    held = {"territory": adoption.territory.code, **(details or {})}
    journal.record(act=act, actor=actor, target="adoption", key=str(adoption.key), details=held)
