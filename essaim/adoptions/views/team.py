"""The team of a service: who holds which role of the kit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from essaim.adoptions.domain import team as teams
from essaim.adoptions.forms.adopting import MemberForm
from essaim.adoptions.guard import manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.preparing import frame


@require_http_methods(["GET", "POST"])
@manager_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Who is in the team, role by role; name somebody."""
    terms = adoption.terms
    roles = teams.team_roles(terms.kit.record.roles)
    form = MemberForm(roles, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            new = teams.add_member(adoption=adoption, actor=actor.key, **form.cleaned_data)
        except teams.TeamError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, "L’invitation est partie." if new else "Cette personne avait déjà ce rôle.")
            return redirect("adoptions:team", slug=adoption.slug)
    members = list(adoption.team.all())
    held = [(role, [one for one in members if one.role == role.id]) for role in roles]
    gone = [one for one in members if one.role not in {role.id for role in roles}]
    context = frame(request, adoption, "team", terms) | {"form": form, "held": held, "gone": gone}
    return render(request, "adoptions/prepare/team.html", context, status=422 if form.errors else 200)


@require_POST
@manager_page
def remove(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Take a role back."""
    try:
        teams.remove_member(adoption=adoption, pk=pk, actor=actor.key)
    except teams.TeamError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, "Ce rôle est retiré.")
    return redirect("adoptions:team", slug=adoption.slug)
