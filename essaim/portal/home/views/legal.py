"""Legal pages, filled from the settings of the node; what is not set is said to be missing, never invented."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods

from essaim.foundation.jobs.public import send_message
from essaim.foundation.parties.public import register_rows
from essaim.foundation.ui.public import spam


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    return render(request, "home/legal/notice.html", {"node": settings.ESSAIM_ENVIRONMENT})


@require_GET
def personal_data(request: HttpRequest) -> HttpResponse:
    """The register of personal fields, as it is in the code."""
    context = {"node": settings.ESSAIM_ENVIRONMENT, "rows": register_rows()}
    return render(request, "home/legal/personal_data.html", context)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/legal/accessibility.html", {"node": settings.ESSAIM_ENVIRONMENT})


class ComplaintForm(forms.Form):
    """What blocks somebody, and how to answer. A robot fills the field that people do not see."""

    page = forms.CharField(label="La page", max_length=300, help_text="Son adresse, ou son titre.")
    trouble = forms.CharField(
        label="Ce qui vous bloque",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que vous vouliez faire, ce qui s’est passé, avec quel appareil.",
    )
    email = forms.EmailField(
        label="Votre adresse électronique", required=False, help_text="Pour vous répondre ; sinon, laissez vide."
    )


@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """The channel for whoever meets a barrier (law 2005-102, article 47): it ends with the publisher."""
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    address = settings.ESSAIM_ENVIRONMENT.contact_email
    if form.is_bound and form.is_valid() and address and not spam.looks_automatic(request):
        if spam.too_many(request, "complaint"):
            form.add_error(
                None, "Trop d’envois en peu de temps. Réessayez dans une heure, ou écrivez à l’adresse ci-dessous."
            )
            return render(request, "home/legal/complaint.html", {"form": form, "address": address}, status=429)
        _send(form, address)
        messages.success(request, "Merci. Votre signalement est transmis ; une réponse vous est due.")
        return redirect("home:accessibility")
    status = 422 if form.errors else 200
    return render(request, "home/legal/complaint.html", {"form": form, "address": address}, status=status)


def _send(form: ComplaintForm, address: str) -> None:
    values = form.cleaned_data
    answer = values["email"] or "pas d’adresse laissée"
    body = f"Page : {values['page']}\nRépondre à : {answer}\n\n{values['trouble']}\n"
    send_message(
        to=address,
        subject="Accessibilité : une personne est bloquée",
        body=body,
        kind="mail",
        key=f"complaint:{get_random_string(16)}",
    )
