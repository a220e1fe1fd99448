"""The ideas of an edition, for everybody: list and map, one idea, supporting it."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.cores.text.folding import fold
from essaim.engines.ballots.domain.edition import supporting
from essaim.engines.ballots.domain.edition.editions import now_open
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.models.edition import Consultation, Idea, IdeaState, Project, Standing
from essaim.engines.ballots.views.edition.common import edition_of
from essaim.engines.ballots.views.edition.home import door
from essaim.engines.ballots.views.edition.mapping import Spot, ideas_map
from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import Facet, FacetOption, Tab, spam

A_PAGE = 20
SUPPORTS_AN_HOUR = 60
SHOWN = (IdeaState.PUBLISHED, IdeaState.MERGED)
ORDERS = {
    "recentes": ("Les plus récentes", ("-published_at", "-pk")),
    "soutenues": ("Les plus soutenues", ("-supporters", "-pk")),
}


@never_cache
@require_GET
@service_page
def index(request: HttpRequest, adoption: Adoption, edition: int) -> HttpResponse:
    """The published ideas: searched, by theme, zone and commune, on a map or in a list."""
    consultation, words = edition_of(adoption, edition), Words.of(adoption)
    every = list(
        Idea.objects.filter(consultation=consultation, trial=adoption.trial, state=IdeaState.PUBLISHED).select_related(
            "commune", "zone"
        )
    )
    asked = request.GET.get("q", "").strip()[:100]
    themes, zones, commune = (
        set(request.GET.getlist("theme")),
        set(request.GET.getlist("secteur")),
        request.GET.get("commune", ""),
    )
    said = [one for one in every if _says(one, asked)]
    keys = [one.pk for one in said if _among(one, themes, zones, commune)]
    order = request.GET.get("tri", "recentes")
    order = order if order in ORDERS else "recentes"
    rows = (
        Idea.objects.filter(pk__in=keys)
        .annotate(supporters=Count("supports", distinct=True))
        .order_by(*ORDERS[order][1])
    )
    page = Paginator(rows.select_related("commune", "zone").prefetch_related("pictures"), A_PAGE).get_page(
        request.GET.get("page")
    )
    on_map = request.GET.get("vue") == "carte"
    base = reverse("ballots:ideas", args=[adoption.slug, edition])
    context = {
        "adoption": adoption, "edition": consultation, "page": page, "asked": asked, "total": len(every), "order": order,
        "facets": _facets(consultation, words, said, themes, zones), "categories": words.categories, "now": now_open(consultation, adoption),
        "commune": next((one.commune.name for one in every if one.commune and one.commune.insee == commune), ""),
        "map": ideas_map(consultation, _spots(said, base)) if on_map else None, "orders": _orders(request, base, order),
        "views": [Tab("Liste", base, current=not on_map), Tab("Carte", f"{base}?vue=carte", current=on_map)],
        "filtered": bool(asked or themes or zones or commune), "door": door(adoption, words),
    }  # fmt: skip
    return render(request, "ballots/ideas.html", context)


def _says(idea: Idea, words: str) -> bool:
    place = idea.commune.name if idea.commune else ""
    text = fold(f"{idea.title} {idea.summary} {place}")
    return all(word in text for word in fold(words).split())


def _among(idea: Idea, themes: set[str], zones: set[str], commune: str) -> bool:
    in_zone = not zones or (idea.zone is not None and idea.zone.code in zones)
    in_place = not commune or (idea.commune is not None and idea.commune.insee == commune)
    return in_zone and in_place and (not themes or idea.category in themes)


def _spots(ideas: list[Idea], base: str) -> list[Spot]:
    counts = Counter(one.commune for one in ideas if one.commune)
    return [
        Spot(place.insee, place.name, place.latitude, place.longitude, count, f"{base}?commune={place.insee}")
        for place, count in counts.items()
    ]


def _orders(request: HttpRequest, base: str, here: str) -> list[Tab]:
    kept = [(name, value) for name, values in request.GET.lists() if name not in {"tri", "page"} for value in values]
    return [
        Tab(label, f"{base}?{urlencode([*kept, ('tri', key)])}", current=key == here)
        for key, (label, _) in ORDERS.items()
    ]


def _facets(
    consultation: Consultation, words: Words, said: list[Idea], themes: set[str], zones: set[str]
) -> list[Facet]:
    by_theme, by_zone = Counter(one.category for one in said), Counter(one.zone_id for one in said)
    places = list(consultation.zones.all())
    options = [
        FacetOption(key, label[0].upper() + label[1:], by_theme[key], checked=key in themes)
        for key, label in words.categories.items()
    ]
    found = [FacetOption(one.code, one.label, by_zone[one.pk], checked=one.code in zones) for one in places]
    return [*([Facet("secteur", "Secteur", found)] if len(places) > 1 else []), Facet("theme", "Thème", options)]


def _shown(adoption: Adoption, edition: int) -> QuerySet[Idea]:
    rows = Idea.objects.filter(consultation__adoption=adoption, consultation__number=edition, trial=adoption.trial)
    return rows.filter(Q(state__in=SHOWN)).select_related("consultation", "commune", "zone", "merged_into", "project")


@never_cache
@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, edition: int, pk: int) -> HttpResponse:
    """One idea: its words, its photos, who supports it (a number), what became of it, with the reason of a refusal."""
    idea = get_object_or_404(_shown(adoption, edition), pk=pk)
    words = Words.of(adoption)
    project: Project | None = getattr(idea, "project", None)
    context = {
        "adoption": adoption, "edition": idea.consultation, "idea": idea, "category": words.categories.get(idea.category, ""),
        "supporters": idea.supports.count(), "mine": supporting.supports(idea, _who(request)), "pictures": list(idea.pictures.all()),
        "project": project, "refused": project is not None and project.standing == Standing.REFUSED,
        "shown": project is not None and project.standing != Standing.STUDIED, "joined": list(idea.merged.all()),
        "now": now_open(idea.consultation, adoption),
    }  # fmt: skip
    return render(request, "ballots/idea.html", context)


def _who(request: HttpRequest) -> str:
    """Return who stands before the page: her account, else the session of her browser; empty without one."""
    view = accounts.signed_in(request)
    return str(view.key) if view else request.session.session_key or ""


@require_POST
@service_page
def support(request: HttpRequest, adoption: Adoption, edition: int, pk: int) -> HttpResponse:
    """Support an idea, or support it no more."""
    idea = get_object_or_404(_shown(adoption, edition), pk=pk)
    if spam.too_many(request, "ballots-support", SUPPORTS_AN_HOUR):
        messages.warning(request, "Trop de soutiens viennent de cet accès à Internet : réessayez dans une heure.")
        return redirect("ballots:idea", adoption.slug, edition, pk)
    if not _who(request):
        request.session.create()
    try:
        _supported(request, adoption, idea)
    except RefusedActError as refusal:
        messages.error(request, str(refusal))
    return redirect("ballots:idea", adoption.slug, edition, pk)


def _supported(request: HttpRequest, adoption: Adoption, idea: Idea) -> None:
    if "retirer" in request.POST:
        supporting.take_back(idea=idea, adoption=adoption, who=_who(request))
        messages.info(request, "Votre soutien est retiré.")
    elif supporting.support(idea=idea, adoption=adoption, who=_who(request)):
        messages.success(request, "Merci : vous soutenez cette idée.")
    else:
        messages.info(request, "Vous soutenez déjà cette idée : un soutien compte une fois.")
