"""What the page of an initiative or a solution shows, read in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.queries.moderation import due_on
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, Solution, Status

SIMILAR = 3
EVIDENCE_SENTENCES = {
    params.EvidenceLevel.NONE: "Aucune mesure de ses effets n’est connue ici. Cela ne dit pas qu’elle ne marche pas : "
    "personne ne l’a encore montré avec une source.",
    params.EvidenceLevel.STORY: "Ses effets sont racontés, sans chiffre qui les suive.",
    params.EvidenceLevel.FOLLOWED: "Des chiffres sont suivis. Ils disent l’activité ; ils ne disent pas encore ce "
    "qu’elle change pour les gens.",
    params.EvidenceLevel.PLANNED: "Une évaluation est prévue avec un protocole. Son résultat n’est pas connu ici.",
    params.EvidenceLevel.COMPARED: "Une évaluation a comparé ce qui se passe avec et sans elle.",
    params.EvidenceLevel.POOLED: "Plusieurs évaluations existent et peuvent être lues ensemble.",
}


@dataclass(frozen=True)
class Freshness:
    """Who answers for a page, when it was last read again, and whether that is overdue."""

    has_referent: bool
    read_on: date | None
    due_on: date | None
    stale: bool


def initiative(slug: str) -> Initiative:
    """Return a published initiative with everything its page shows. Raises Initiative.DoesNotExist."""
    parts = ("figures", "stagedates", "partners", "obstacles", "links", "documents", "images")
    rows = Initiative.objects.filter(status=Status.PUBLISHED).select_related("solution")
    return rows.prefetch_related("themes", "publics", "territories", *parts).get(slug=slug)


def solution(slug: str) -> Solution:
    """Return a published solution with its terms, its similar solutions and its published initiatives.

    Raises Solution.DoesNotExist.
    """
    similar = Solution.objects.filter(status=Status.PUBLISHED).prefetch_related("themes").order_by("title")
    return (
        Solution.objects.filter(status=Status.PUBLISHED)
        .prefetch_related(
            "themes", "publics", Prefetch("similar", similar), Prefetch("initiatives", shown_initiatives())
        )
        .get(slug=slug)
    )


def shown_initiatives() -> QuerySet[Initiative]:
    """Return the published initiatives with what a card and a comparison of figures need."""
    rows = Initiative.objects.filter(status=Status.PUBLISHED).order_by("title", "pk")
    return rows.prefetch_related("territories", "themes", "figures")


def freshness(page: Initiative, *, today: date | None = None) -> Freshness:
    """Say who answers for the page and whether it should have been read again."""
    due = due_on(page)
    stale = due is not None and due < (today or timezone.localdate())
    return Freshness(page.referent_id is not None, page.fresh_at, due, stale)


def inspired_by(page: Initiative) -> list[Diffusion]:
    """Return the edges that lead to this initiative, with where they come from."""
    return list(_edges().filter(to_initiative=page))


def inspired(page: Initiative) -> list[Diffusion]:
    """Return the edges that leave from this initiative, with where they go."""
    return list(_edges().filter(from_initiative=page))


def _edges() -> QuerySet[Diffusion]:
    ends = ("from_territory", "to_territory", "from_initiative", "to_initiative")
    return Diffusion.objects.select_related(*ends).order_by("year", "pk")


def similar_initiatives(page: Initiative, *, limit: int = SIMILAR) -> list[Initiative]:
    """Return the published initiatives most like this one: the same solution first, then shared themes and publics."""
    themes = [theme.pk for theme in page.themes.all()]
    publics = [public.pk for public in page.publics.all()]
    same = Q(solution=page.solution_id) if page.solution_id else Q(pk__in=[])
    shared = Count("themes", filter=Q(themes__in=themes), distinct=True) + Count(
        "publics", filter=Q(publics__in=publics), distinct=True
    )
    rows = (
        shown_initiatives().exclude(pk=page.pk).annotate(shared=shared, is_same=Count("pk", filter=same, distinct=True))
    )
    return list(
        rows.filter(Q(shared__gt=0) | same).order_by(F("is_same").desc(), F("shared").desc(), "title", "pk")[:limit]
    )


@dataclass(frozen=True)
class Comparison:
    """The figures of one initiative, beside those of the others. They are never added together."""

    initiative: Initiative
    figures: tuple[Figure, ...]


def compared(initiatives: Iterable[Initiative]) -> list[Comparison]:
    """Return the initiatives that have figures, each with its own."""
    rows = ((page, tuple(page.figures.all())) for page in initiatives)
    return [Comparison(page, figures) for page, figures in rows if figures]


def missing_fields(page: Initiative) -> list[str]:
    """Return the names, in words, of what nobody has told yet."""
    texts = {
        "problem": "le problème",
        "how_it_works": "comment ça marche",
        "for_whom": "pour qui",
        "holder": "qui la porte",
        "costs": "les coûts",
        "funding": "les financements",
        "legal_basis": "la base légale",
    }
    lists: dict[str, Any] = {"les chiffres": page.figures, "les partenaires": page.partners, "les images": page.images}
    missing = [label for name, label in texts.items() if not getattr(page, name)]
    return missing + [label for label, rows in lists.items() if not rows.all()]
