"""The editions of a service: the one that runs, its dates, its zones, what is still missing before it may open."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain import phases
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.framing.declared import CANTONS_MISSING, declared
from essaim.engines.ballots.domain.phases import Span
from essaim.engines.ballots.models.edition import RANKS, Consultation, Phase, PhaseKey, Project, Standing, Zone

NONE_RUNS = "Aucune édition n’est en cours dans ce service."
SEALED = "Le vote a ouvert : les dates, les secteurs, les enveloppes et les règles de cette édition ne changent plus."

TOO_LATE = "Le vote a ouvert : rien de ce qui le précède ne se fait plus."
AFTER_THE_SEAL = {"vote", "results", "follow-up"}


def running(adoption: Adoption) -> Consultation | None:
    """Return the edition that is not ended, if there is one. One query."""
    return Consultation.objects.filter(adoption=adoption, ended_at=None).first()


def required(adoption: Adoption) -> Consultation:
    """Return the edition that is not ended. Raises RefusedActError: there is none."""
    found = running(adoption)
    if found is None:
        raise RefusedActError(NONE_RUNS)
    return found


def spans_of(consultation: Consultation) -> list[Span]:
    """Return the dates of an edition, in their order. One query."""
    rows = consultation.phases.order_by("rank").values_list("key", "opens", "closes")
    return [Span(key, opens, closes) for key, opens, closes in rows]


def open_phase(act: Act, consultation: Consultation, keys: Sequence[str]) -> str:
    """Return the phase in which an act is done, when it is one of ``keys``; in the test, the one that the team tries.

    Raises RefusedActError, that says when the phase opens or closed, or that the vote has opened: nothing before it is done any more.
    """
    if not AFTER_THE_SEAL & set(keys) and _sealed(consultation):
        raise RefusedActError(TOO_LATE)
    if act.trial and consultation.tried:
        if consultation.tried in keys:
            return consultation.tried
        tried = PhaseKey(consultation.tried).label
        raise RefusedActError(
            f"En test, l’étape essayée est « {tried} » : choisissez-en une autre sur la page Édition."
        )
    return phases.require(spans_of(consultation), keys, act.today).key


def _sealed(consultation: Consultation) -> bool:
    """Whether the vote has opened, as the database knows it now."""
    return Consultation.objects.filter(pk=consultation.pk).exclude(sealed_hash="").exists()


def now_open(consultation: Consultation, adoption: Adoption) -> str:
    """Return the phase that is open today, empty between two; in the test, the one that the team tries."""
    if adoption.trial and consultation.tried:
        return consultation.tried
    found = phases.span_on(spans_of(consultation), timezone.localdate())
    return found.key if found else ""


@transaction.atomic
def begin(*, adoption: Adoption, title: str) -> Consultation:
    """Begin an edition, with the whole territory as its only zone. Side effects: two rows. Raises RefusedActError: one runs."""
    last = Consultation.objects.filter(adoption=adoption).order_by("-number").values_list("number", flat=True).first()
    try:
        with transaction.atomic():
            found = Consultation.objects.create(adoption=adoption, number=(last or 0) + 1, title=title)
    except IntegrityError:
        raise RefusedActError("Une édition est déjà en cours : terminez-la d’abord.") from None
    envelope = Words.of(adoption)
    cents = envelope.cents(envelope.section.envelope)
    Zone.objects.create(consultation=found, code="tout", label=adoption.territory.name, envelope_cents=cents)
    return found


@transaction.atomic
def set_dates(*, consultation: Consultation, spans: Sequence[Span]) -> None:
    """Write the dates of an edition anew. Side effects: its rows of phases. Raises RefusedActError: wrong, or the vote has opened."""
    wrong = phases.faults(spans)
    if wrong:
        raise RefusedActError(" ".join(wrong))
    held = locked(consultation)
    kept = RANKS[PhaseKey.VOTE] if held.sealed else 0
    before = {one.key: (one.opens, one.closes) for one in held.phases.filter(rank__lte=kept)}
    if any(before.get(one.key, (one.opens, one.closes)) != (one.opens, one.closes) for one in spans):
        raise RefusedActError(SEALED)
    held.phases.filter(rank__gt=kept).delete()
    Phase.objects.bulk_create(
        Phase(consultation=held, key=one.key, rank=RANKS[one.key], opens=one.opens, closes=one.closes)
        for one in spans
        if RANKS[one.key] > kept
    )


def locked(consultation: Consultation) -> Consultation:
    """Return an edition read again under its lock."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def missing(adoption_id: int) -> list[str]:
    """Return what an adoption lacks before its service may open, in French."""
    adoption = Adoption.objects.select_related("territory").get(pk=adoption_id)
    found = running(adoption)
    if found is None:
        return ["créer l’édition"]
    lacking = [] if len(spans_of(found)) == len(RANKS) else ["fixer les dates de toutes les étapes"]
    words = Words.of(adoption)
    by_canton = declared(words.section, words.terms.values).canton != "none"
    cantons = [CANTONS_MISSING] if by_canton and not found.cantons else []
    return [*lacking, *_zones_missing(found, words), *cantons]


def _zones_missing(consultation: Consultation, words: Words) -> list[str]:
    zones = list(consultation.zones.prefetch_related("communes"))
    if not zones:
        return ["créer au moins un secteur de vote"]
    lacking = [
        f"donner ses communes au secteur « {one.label} »" for one in zones if len(zones) > 1 and not one.communes.all()
    ]
    lacking += [f"donner une enveloppe au secteur « {one.label} »" for one in zones if not one.envelope_cents]
    total, shared = words.cents(words.section.envelope), sum(one.envelope_cents for one in zones)
    if shared != total:
        lacking.append(f"partager l’enveloppe : les secteurs ont {euros(shared)} en tout, l’édition {euros(total)}")
    return lacking


@transaction.atomic
def end(*, consultation: Consultation) -> None:
    """End an edition: what it built is still followed, and the next one may begin. Raises RefusedActError: its vote has no result yet."""
    held = locked(consultation)
    if Project.objects.filter(consultation=held, standing__in=[Standing.STUDIED, Standing.ADMITTED]).exists():
        raise RefusedActError(
            "Cette édition a encore des projets sans résultat : elle se termine après leur publication."
        )
    Consultation.objects.filter(pk=held.pk, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def set_grounds(*, consultation: Consultation, cantons: Sequence[str], apart: Sequence[tuple[int, int]]) -> None:
    """Write the cantons of an edition and its pairs of incompatible projects. Raises RefusedActError: the vote has opened."""
    if locked(consultation).sealed:
        raise RefusedActError(SEALED)
    Consultation.objects.filter(pk=consultation.pk).update(cantons=list(cantons), apart=[list(one) for one in apart])


def try_phase(*, consultation: Consultation, adoption: Adoption, key: str) -> None:
    """In the test, say which phase the team tries (empty: what the dates say). Raises RefusedActError: the service is open."""
    if not adoption.trial:
        raise RefusedActError("Le service est ouvert : ses dates décident de l’étape.")
    Consultation.objects.filter(pk=consultation.pk).update(tried=key)
