"""The catalogue of projects, the page of one of them, what was built."""

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition.editions import now_open
from essaim.engines.ballots.domain.edition.queries import promising
from essaim.engines.ballots.domain.edition.queries.choosing import Asked, Catalogue, catalogue, said_cost
from essaim.engines.ballots.domain.edition.queries.granted import granted
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.vote.folding import in_parts
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, Project, Standing
from essaim.engines.ballots.views.edition.common import edition_of
from essaim.engines.ballots.views.edition.lot import PARAMETER, carried, kept, lot_of
from essaim.engines.ballots.views.edition.selection import selected
from essaim.foundation.ui.public import Facet, FacetOption, Tab

A_PAGE = 24
FACETS = {"zone": ("secteur", "Secteur"), "canton": ("canton", "Canton"), "theme": ("theme", "Thème")}
"""Each facet of the catalogue: its name in the address, and its words."""
TINTS = {
    Standing.ADMITTED: "sky", Standing.REFUSED: "brick", Standing.WITHDRAWN: "line", Standing.WINNER: "honey",
    Standing.NOT_RETAINED: "line", Standing.DELIVERED: "leaf", Standing.ABANDONED: "brick", Standing.STUDIED: "plum",
}  # fmt: skip


@never_cache
@require_GET
@service_page
def index(request: HttpRequest, adoption: Adoption, edition: int) -> HttpResponse:
    """The projects put to the vote, in an order drawn for each visitor; those that are not, with the reason."""
    consultation, words, lot = edition_of(adoption, edition), Words.of(adoption), lot_of(request)
    chosen = {facet: frozenset(request.GET.getlist(name)[:100]) for facet, (name, _) in FACETS.items()}
    asked = Asked(request.GET.get("q", "").strip()[:100], chosen, request.GET.get("etat") == "non-soumis", lot)
    found = catalogue(consultation, asked, trial=adoption.trial)
    page = Paginator(found.projects, A_PAGE).get_page(request.GET.get("page"))
    mine = selected(request, consultation)
    context = {
        "adoption": adoption, "edition": consultation, "asked": asked, "page": page, "found": found, "mine": len(mine),
        "rows": [(one, said_cost(one), one.pk in mine, TINTS[Standing(one.standing)]) for one in page],
        "facets": _facets(consultation, words, asked, found), "categories": words.categories, "now": now_open(consultation, adoption),
        "views": _views(adoption, consultation, asked, found, carried(request, lot)), "lot": carried(request, lot),
        "filtered": asked.filtered, "here": request.get_full_path(),
    }  # fmt: skip
    return kept(render(request, "ballots/projects.html", context), lot)


def _views(adoption: Adoption, consultation: Consultation, asked: Asked, found: Catalogue, lot: str) -> list[Tab]:
    base = reverse("ballots:projects", args=[adoption.slug, consultation.number])
    order = {PARAMETER: lot} if lot else {}
    return [
        Tab("Soumis au vote", f"{base}?{urlencode(order)}".rstrip("?"), current=not asked.refused, count=found.total),
        Tab(
            "Non soumis au vote",
            f"{base}?{urlencode({**order, 'etat': 'non-soumis'})}",
            current=asked.refused,
            count=found.refused,
        ),
    ]


def _facets(consultation: Consultation, words: Words, asked: Asked, found: Catalogue) -> list[Facet]:
    """Return what one may filter by: each facet that has two values or more, the themes in any case."""
    labels = {
        "zone": {one.code: one.label for one in consultation.zones.all()},
        "canton": {one: one for one in consultation.cantons},
        "theme": {key: label[0].upper() + label[1:] for key, label in words.categories.items()},
    }
    return [
        Facet(name, label, _options(labels[facet], found.counts[facet], asked.chosen[facet], all_of=facet == "zone"))
        for facet, (name, label) in FACETS.items()
        if len(labels[facet]) > 1 or facet == "theme"
    ]


def _options(
    labels: Mapping[str, str], counts: Counter[str], chosen: frozenset[str], *, all_of: bool
) -> list[FacetOption]:
    return [
        FacetOption(key, label, counts[key], checked=key in chosen)
        for key, label in labels.items()
        if all_of or counts[key] or key in chosen
    ]


@never_cache
@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, edition: int, number: int) -> HttpResponse:
    """One project: what it is, what it costs and who says so, what services think, what became of it."""
    consultation, words = edition_of(adoption, edition), Words.of(adoption)
    rows = Project.objects.filter(consultation=consultation, trial=adoption.trial).exclude(standing=Standing.STUDIED)
    project = get_object_or_404(rows.select_related("zone", "commune", "idea"), number=number)
    project.consultation = consultation
    opinions = [
        (one, words.services.get(one.service, one.service), _cost(one.cost_cents)) for one in project.opinions.all()
    ]
    followed = project.standing in promising.WON
    milestones = list(project.milestones.prefetch_related("pictures"))
    spendings = list(project.spendings.all())
    context = {
        "adoption": adoption, "edition": consultation, "project": project, "cost": said_cost(project), "opinions": opinions,
        "costed_by": words.services.get(project.costed_by, ""), "category": words.categories.get(project.category, ""),
        "tint": TINTS[Standing(project.standing)], "pictures": list(project.idea.pictures.all()) if project.idea else [],
        "on_the_ballot": project.standing in ON_THE_BALLOT, "selected": project.pk in selected(request, consultation),
        "followed": followed, "promise": promising.promise_of(project, granted(consultation) if followed else {}), "milestones": milestones, "now": now_open(consultation, adoption),
        "here": request.path,
        "spendings": [(one, euros(one.cents)) for one in spendings],
        "spent": euros(sum(one.cents for one in spendings)) if spendings else None,
    }  # fmt: skip
    return render(request, "ballots/project.html", context)


def _cost(cents: int | None) -> str:
    return "" if cents is None else euros(cents)


@require_GET
@service_page
def works(request: HttpRequest, adoption: Adoption, edition: int) -> HttpResponse:
    """What became of the winners: what was promised, what was done, what it cost."""
    consultation = edition_of(adoption, edition)
    found = promising.works_of(consultation, trial=adoption.trial)
    context = {"adoption": adoption, "edition": consultation, "works": found, "parts": in_parts(found.rows)}
    return render(request, "ballots/works.html", context)
