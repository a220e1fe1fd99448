"""The founding catalogue enters the tables, once, and again without harm."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import OuterRef, Subquery

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle, records
from essaim.portal.catalogue.models import Initiative, Public, Solution, Status, Theme, Version
from essaim.portal.catalogue.search import reindex
from essaim.portal.catalogue.seed import Seed, TermRecord, read_seed

REASON = "catalogue fondateur"


@transaction.atomic
def load_seed(*, seed: Seed | None = None) -> Counter[records.Outcome]:
    """Write the founding catalogue: terms, solutions, initiatives, diffusion; return the outcomes, counted.

    A page that somebody changed since is left as it is. Side effects: rows of the catalogue, of its history and of
    its index, in one transaction.
    """
    seed = seed or read_seed()
    write_terms(model=Theme, terms=seed.terms.themes)
    write_terms(model=Public, terms=seed.terms.publics)
    references, kept = records.References(), changed_by_somebody()
    solutions = [record for record in seed.catalogue.solutions if record.source_key not in kept]
    outcomes = Counter(_write(record, references) for record in solutions)
    for record in solutions:
        records.link_similar(solution=record.id, similar=record.similar, references=references)
    outcomes.update(
        _write(record, references) for record in seed.catalogue.initiatives if record.source_key not in kept
    )
    outcomes.update(records.write_diffusion(record=edge, references=references) for edge in seed.catalogue.diffusion)
    if outcomes["created"] or outcomes["updated"]:
        reindex()
    return outcomes


def write_terms(*, model: type[Theme] | type[Public], terms: Iterable[TermRecord]) -> None:
    """Write a closed list, in its order. Side effects: its rows."""
    for order, term in enumerate(terms):
        values = {"label": term.label, "description": term.description, "order": order}
        if model is Theme:
            values["tint"] = term.tint
        model._default_manager.update_or_create(slug=term.id, defaults=values)


def changed_by_somebody() -> set[str]:
    """Return the keys of origin of the pages whose last version is not the seed's own."""
    keys: set[str] = set()
    for model, name in ((Solution, "solution"), (Initiative, "initiative")):
        last = Version.objects.filter(**{name: OuterRef("pk")}).order_by("-number")
        pages = model._default_manager.exclude(source_key="").annotate(last=Subquery(last.values("reason")[:1]))
        keys.update(pages.filter(last__isnull=False).exclude(last=REASON).values_list("source_key", flat=True))
    return keys


def _write(record: params.SolutionRecord | params.InitiativeRecord, references: records.References) -> records.Outcome:
    """Write one page and keep the version that it becomes."""
    page: Solution | Initiative
    if isinstance(record, params.SolutionRecord):
        page, outcome = records.write_solution(record=record, status=Status.PUBLISHED, references=references)
    else:
        page, outcome = records.write_initiative(record=record, status=Status.PUBLISHED, references=references)
    if outcome != "unchanged":
        lifecycle.keep_version(page=page, reason=REASON)
    return outcome
