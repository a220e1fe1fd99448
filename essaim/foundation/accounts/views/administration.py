"""For whoever manages a territory: its people, its journal, the register of personal data."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.accounts.domain import acts, queries, roles
from essaim.foundation.accounts.forms import GrantForm, JournalFilterForm, RoleForm
from essaim.foundation.accounts.guard import requires, scope, signed_in
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.parties import public as parties
from essaim.foundation.ui.public import read_key

MANAGE, READ, REGISTER = "accounts.manage", "journal.read", "register.read"
PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the territories that one manages; give somebody a role."""
    form = GrantForm(request.POST or None, manager=signed_in(request))
    if request.method == "POST" and form.is_valid() and _grant(request, form):
        return redirect("accounts:people")
    text = request.GET.get("q", "").strip()
    rows = queries.people(roots=scope(request, MANAGE), text=text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    views = [queries.view_of(account) for account in page.object_list]
    context = {"form": form, "page": page, "people": views, "text": text}
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _grant(request: HttpRequest, form: GrantForm) -> bool:
    given = form.cleaned_data
    try:
        roles.grant(by=_key(request), email=given["email"], territory=given["territory"].code, role=Role(given["role"]))
    except roles.NotAllowedError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Le rôle est donné ; la personne reçoit un message qui lui dit comment se connecter.")
    return True


@never_cache
@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the roles of one person in the territories that one manages; change or withdraw one."""
    account = get_object_or_404(Account, key=key)
    held = queries.memberships_in(scope(request, MANAGE)).filter(account=account).select_related("territory")
    memberships = list(held.order_by("territory__name"))
    if not memberships:
        raise Http404("Cette personne n’a pas de rôle dans vos territoires.")
    if request.method == "POST":
        _change(request, account, memberships)
        left = held.exists()
        return redirect("accounts:person", key) if left else redirect("accounts:people")
    rows = [_role_row(request, membership) for membership in memberships]
    return render(request, "accounts/person.html", {"person": account, "rows": rows})


def _role_row(request: HttpRequest, membership: Membership) -> dict[str, Any]:
    highest = roles.highest_role(_key(request), membership.territory.code) or Role.READER
    form = RoleForm(initial={"role": membership.role}, highest=highest, prefix=str(membership.pk))
    reachable = membership.role in dict(form.roles)
    return {"membership": membership, "form": form, "within_reach": reachable}


def _change(request: HttpRequest, account: Account, memberships: list[Membership]) -> None:
    chosen = next((each for each in memberships if str(each.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404("Ce rôle n’est pas de vos territoires.")
    code, role = chosen.territory.code, request.POST.get(f"{chosen.pk}-role")
    try:
        if "withdraw" in request.POST:
            roles.revoke(by=_key(request), account=account.key, territory=code)
            messages.success(request, f"Le rôle dans {chosen.territory.name} est retiré.")
        elif role in Role.values:
            roles.grant(by=_key(request), email=account.email, territory=code, role=Role(role))
            messages.success(request, f"Le rôle dans {chosen.territory.name} est changé.")
    except roles.NotAllowedError as refusal:
        messages.error(request, str(refusal))


@never_cache
@require_GET
@requires(READ)
def journal(request: HttpRequest) -> HttpResponse:
    """Read who did what in the territories that one manages."""
    form = JournalFilterForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = acts.read(
        roots=scope(request, READ),
        limit=PAGE + 1,
        before=read_key(request.GET.get("avant", "")) or None,
        act=given.get("acte") or None,
        since=_midnight(given.get("depuis"), 0),
        until=_midnight(given.get("jusque"), 1),
    )
    older = _older(request, rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return render(request, "accounts/journal.html", {"form": form, "rows": rows[:PAGE], "older": older})


def _older(request: HttpRequest, before: int) -> str:
    parameters = request.GET.copy()
    parameters["avant"] = str(before)
    return f"?{parameters.urlencode()}"


def _midnight(day: Any, days_after: int) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days_after), time.min)) if day else None


@never_cache
@require_GET
@requires(REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of personal data, as the code declares it."""
    return render(request, "accounts/register.html", {"rows": parties.register_rows()})


def _key(request: HttpRequest) -> UUID:
    view = signed_in(request)
    if view is None:
        raise Http404
    return view.key
