"""« Ma sélection »: the projects that a visitor keeps for the vote, in her session and nowhere else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition.editions import now_open
from essaim.engines.ballots.domain.edition.queries.choosing import said_cost
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, Project
from essaim.engines.ballots.views.edition.common import edition_of

KEY = "ballots"
AT_MOST = 100


def selected(request: HttpRequest, consultation: Consultation) -> list[int]:
    """Return the keys of the projects that this browser keeps, in the order in which they were added. No query."""
    found = request.session.get(KEY, {})
    return list(found.get(str(consultation.pk), []))


def keep(request: HttpRequest, consultation: Consultation, projects: list[int]) -> None:
    """Write the selection. Side effect: the session."""
    held = request.session.get(KEY, {})
    request.session[KEY] = {**held, str(consultation.pk): projects[:AT_MOST]}


def projects_of(request: HttpRequest, consultation: Consultation, *, trial: bool) -> list[Project]:
    """Return the projects kept that are still on the ballot, in their order. One query; none without a selection."""
    keys = selected(request, consultation)
    if not keys:
        return []
    rows = Project.objects.filter(consultation=consultation, trial=trial, standing__in=ON_THE_BALLOT, pk__in=keys)
    return sorted(rows.select_related("zone", "commune"), key=lambda one: keys.index(one.pk))


@require_POST
@service_page
def toggle(request: HttpRequest, adoption: Adoption, edition: int, number: int) -> HttpResponse:
    """Keep a project, or keep it no more; then back to the page where one was."""
    consultation = edition_of(adoption, edition)
    rows = Project.objects.filter(consultation=consultation, trial=adoption.trial, standing__in=ON_THE_BALLOT)
    project = get_object_or_404(rows, number=number)
    keys = selected(request, consultation)
    if project.pk in keys:
        keep(request, consultation, [one for one in keys if one != project.pk])
        messages.info(request, f"« {project.title} » n’est plus dans votre sélection.")
    else:
        keep(request, consultation, [*keys, project.pk])
        messages.success(request, f"« {project.title} » est dans votre sélection.")
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(
        f"{back}#projet-{number}" if inside else "ballots:selection", *([] if inside else [adoption.slug, edition])
    )


@never_cache
@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, edition: int) -> HttpResponse:
    """What is kept, and the rule of the ballot beside it."""
    consultation = edition_of(adoption, edition)
    words = Words.of(adoption)
    found = projects_of(request, consultation, trial=adoption.trial)
    most = words.whole(words.section.ballot.choices)
    context = {
        "adoption": adoption, "edition": consultation, "rows": [(one, said_cost(one)) for one in found], "most": most,
        "exactly": words.section.ballot.limit == "exactly", "over": max(len(found) - most, 0), "now": now_open(consultation, adoption),
        "categories": words.categories, "cents": sum(one.cost_cents or 0 for one in found),
        "vote": consultation.phases.filter(key="vote").first(),
    }  # fmt: skip
    return render(request, "ballots/selection.html", context)
