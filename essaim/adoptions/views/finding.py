"""« Où en est ma demande » : find what one began or sent, by its code, by a link that is mailed, or by one's account."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.domain import opening
from essaim.adoptions.domain.queries.following import held_by
from essaim.adoptions.guard import OPENED, open_here
from essaim.adoptions.models import Participation, Standing
from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import spam

MAILED = "Si cette adresse est celle d’un dossier, un message vient de partir : ouvrez-le dans l’heure. Rien après dix minutes ? Regardez les courriers indésirables, ou demandez au service."


class CodeForm(forms.Form):
    """The code of a receipt, as it is copied from paper."""

    prefix = "code"
    code = forms.CharField(
        label="Code de suivi", max_length=40, error_messages={"required": "Écrivez le code de votre récépissé."},
        help_text="Douze lettres et chiffres, comme <b>AB3D-EF5G-HJ7K</b>. Majuscules, tirets et espaces n’importent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class AddressForm(forms.Form):
    """The address that was given with the participation."""

    prefix = "lien"
    email = forms.EmailField(
        label="Adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Écrivez l’adresse que vous aviez donnée."},
        help_text="Celle que vous aviez donnée. Nous y envoyons un lien, qui sert une heure.",
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The list of what this browser or this account may open, and the ways to open something else."""
    by = request.POST.get("par", "") if request.method == "POST" else ""
    code = CodeForm(request.POST if by == "code" else None)
    address = AddressForm(request.POST if by == "lien" else None)
    if by == "code" and code.is_valid():
        return _by_code(request, code, address)
    if by == "lien" and address.is_valid():
        return _by_mail(request, address)
    return _page(request, code, address)


def _page(request: HttpRequest, code: CodeForm, address: AddressForm) -> HttpResponse:
    held = held_by(accounts.signed_in(request), request.session.get(OPENED, []))
    context = {"code_form": code, "address_form": address, "held": held, "back": _back(request)}
    return render(request, "adoptions/dossier/find.html", context, status=422 if code.errors or address.errors else 200)


def _by_code(request: HttpRequest, form: CodeForm, address: AddressForm) -> HttpResponse:
    found = opening.by_code(form.cleaned_data["code"])
    if found is not None:
        return _opened(request, found)
    if spam.too_many(request, "dossier-code"):  # only wrong codes count: a whole family may share one line
        return render(request, "adoptions/dossier/too_many_codes.html", status=429)
    form.add_error(
        "code", "Ce code n’ouvre rien. Relisez-le : il n’a ni zéro, ni un, ni lettre O, I, L ou U. Un code remplacé par un nouveau ne sert plus."
    )  # fmt: skip
    return _page(request, form, address)


def _by_mail(request: HttpRequest, form: AddressForm) -> HttpResponse:
    """The same answer whether the address is known or not; few of them, from one place and for one address."""
    email = form.cleaned_data["email"]
    if spam.too_many(request, "dossier-mail") or opening.asked_too_often(email):
        return render(request, "adoptions/dossier/too_many.html", status=429)
    opening.send_links(email=email)
    messages.success(request, MAILED)
    return redirect("adoptions:find_dossier")


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a mailed link opens, once the person says so: a program that reads mail opens nothing by looking."""
    found = opening.by_link(token)
    if found is None:
        return render(request, "adoptions/dossier/link_over.html", status=410)
    if request.method == "POST":
        return _opened(request, found)
    return render(request, "adoptions/dossier/link.html", {"participation": found, "adoption": found.adoption})


def _opened(request: HttpRequest, participation: Participation) -> HttpResponse:
    request.session.cycle_key()  # who held the session before does not hold the dossier
    open_here(request, participation)
    back = _back(request)
    if back.startswith(f"/mon-dossier/{participation.key}/"):
        return redirect(back)
    draft = participation.standing == Standing.DRAFT
    return redirect("adoptions:dossier_next" if draft else "adoptions:dossier", key=participation.key)


def _back(request: HttpRequest) -> str:
    """Return the page that was asked for before, when it is one of ours."""
    asked = request.POST.get("retour") or request.GET.get("retour") or ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


@never_cache
@require_http_methods(["POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Close everything that this browser opened: on a computer that others use."""
    request.session.pop(OPENED, None)
    response = redirect("adoptions:find_dossier")
    for name in [one for one in request.COOKIES if one.startswith("code-")]:
        response.delete_cookie(name)
    messages.success(request, "Vos dossiers ne sont plus ouverts dans ce navigateur.")
    return response
