"""The terms of a service that runs: their history, new values, a newer version of the kit, what passes to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.domain import forking, revising
from essaim.adoptions.domain.adopting import NotNowError
from essaim.adoptions.domain.queries.differences import differences
from essaim.adoptions.domain.queries.impact import Impact, impact
from essaim.adoptions.forms.settings import SettingsForm
from essaim.adoptions.guard import manager_page
from essaim.adoptions.models import Adoption, KitVersion, Terms
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.preparing import frame
from essaim.foundation.ui.public import attachment

FOLDER = "adoptions/revise"
CONFIRM, CARRY = "confirm", "carry"


@require_http_methods(["GET", "POST"])
@manager_page
def history(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Every terms of a service, what each changed; what has not passed to those in force."""
    if request.method == "POST":
        messages.success(request, _said(revising.carry_over(adoption=adoption, actor=actor.key)))
        return redirect("adoptions:terms", slug=adoption.slug)
    rows = list(adoption.all_terms.select_related("version"))
    before = [None, *rows[:-1]]
    moments = [(new, differences(old, new) if old else []) for old, new in zip(before, rows, strict=True)]
    context = frame(request, adoption, "terms", rows[-1]) | {
        "moments": moments[::-1], "newer": _newer(rows[-1]), "impact": impact(adoption, rows[-1]),
    }  # fmt: skip
    return render(request, f"{FOLDER}/history.html", context)


def _newer(terms: Terms) -> list[KitVersion]:
    """The versions of the same kit that come after the one in force, the newest first."""
    rows = KitVersion.objects.filter(kit=terms.version.kit)
    return sorted((row for row in rows if row.steps > terms.version.steps), key=lambda row: row.steps, reverse=True)


@require_http_methods(["GET", "POST"])
@manager_page
def values(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Change the values: what it changes is shown before it is done."""
    return _revise(request, adoption, actor, adoption.terms.version)


@require_http_methods(["GET", "POST"])
@manager_page
def upgrade(request: HttpRequest, adoption: Adoption, actor: Actor, number: str) -> HttpResponse:
    """Pass to another version of the kit: what it changes is shown before it is done."""
    version = next((one for one in _newer(adoption.terms) if one.number == number), None)
    if version is None:
        raise Http404("cette version n’est pas plus récente que celle du service")
    return _revise(request, adoption, actor, version)


def _revise(request: HttpRequest, adoption: Adoption, actor: Actor, version: KitVersion) -> HttpResponse:
    terms = adoption.terms
    form = SettingsForm(
        version.loaded, values=terms.settings, decided=True, initial={"based_on": terms.fingerprint},
        data=request.POST if request.method == "POST" else None,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        return _confirmed(request, adoption, actor, version, form)
    context = frame(request, adoption, "terms", terms) | {"form": form, "version": version}
    return render(request, f"{FOLDER}/values.html", context, status=422 if form.errors else 200)


def _confirmed(
    request: HttpRequest, adoption: Adoption, actor: Actor, version: KitVersion, form: SettingsForm
) -> HttpResponse:
    """Show what would change; once that was read and confirmed, do it."""
    words: dict[str, Any] = {"version": version, "written": form.written(), "reason": form.cleaned_data["reason"]}
    try:
        if CONFIRM not in request.POST:
            return _shown(request, adoption, revising.proposed(adoption, **words))
        based_on, carry = form.cleaned_data["based_on"], CARRY in request.POST
        _, found = revising.revise(adoption=adoption, actor=actor.key, based_on=based_on, carry=carry, **words)
    except NotNowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Les nouvelles conditions sont en vigueur. " + (_said(found) if carry else ""))
    return redirect("adoptions:terms", slug=adoption.slug)


def _shown(request: HttpRequest, adoption: Adoption, after: Terms) -> HttpResponse:
    terms = adoption.terms
    changes = differences(terms, after)
    if not changes and after.version_id == terms.version_id:
        raise NotNowError("Rien ne change : ce sont déjà les valeurs en vigueur.")
    sent = [(name, one) for name, many in request.POST.lists() if name != "csrfmiddlewaretoken" for one in many]
    context = frame(request, adoption, "terms", terms) | {
        "after": after, "changes": changes, "impact": impact(adoption, after), "sent": sent,
    }  # fmt: skip
    return render(request, f"{FOLDER}/confirm.html", context)


def _said(found: Impact) -> str:
    if not found.moved:
        return "Aucun dossier n’est passé aux conditions en vigueur."
    kept = f" {len(found.kept)} gardent les leurs." if found.kept else ""
    return f"{len(found.drafts)} brouillon(s) et {len(found.sent)} dossier(s) déposé(s) y sont passés.{kept}"


@require_GET
@manager_page
def fork(_request: HttpRequest, adoption: Adoption, _actor: Actor) -> HttpResponse:
    """The kit of a service with its values as defaults, to make another kit from."""
    name = slugify(f"{adoption.kit}-{adoption.territory.name}")[:40].strip("-")
    tree = forking.forked(adoption.terms, identifier=name)
    return attachment(forking.written(tree), f"{name}.yaml")
