"""What somebody registered sees and does: her proposal, her agreement. Opened by her code or her account."""

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from essaim.adoptions.forms import form_for
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import agreeing, answering, following
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import mine, sheets
from essaim.engines.matching.domain.registering import profile_of
from essaim.engines.matching.forms import DeclineForm, EndForm
from essaim.engines.matching.models import Agreement, Profile
from essaim.engines.matching.views import papers
from essaim.engines.matching.views.doors import new_key, report, sent_key


def _profile(participation: Participation) -> Profile:
    profile = profile_of(participation)
    if profile is None:
        raise Http404("ce dossier n’est pas inscrit")
    return profile


def _card(profile: Profile, pk: int) -> mine.Card:
    found = next((one for one in mine.cards(profile) if one.proposal.pk == pk), None)
    if found is None:
        raise Http404("cette proposition n’est pas en cours pour vous")
    return found


def _home(adoption: Adoption, participation: Participation) -> str:
    return reverse("matching:mine", args=[adoption.slug, participation.key])


def _asked(
    request: HttpRequest, participation: Participation, card: mine.Card, form: BaseForm, template: str
) -> HttpResponse:
    """A form about one pair; with its errors when it was sent."""
    context = {
        "adoption": participation.adoption,
        "participation": participation,
        "card": card,
        "form": form,
        "request_key": new_key(),
    }
    return render(request, f"matching/{template}.html", context, status=422 if form.errors else 200)


@never_cache
@holder_page
@require_safe
def page(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Everything that is live: proposals to answer, contacts, agreements."""
    del actor
    profile = _profile(participation)
    context = {
        "adoption": adoption,
        "participation": participation,
        "profile": profile,
        "cards": mine.cards(profile),
        "waiting": mine.waiting_words(profile),
        "incident": section_of(participation.terms).incident,
    }
    return render(request, "matching/mine.html", context)


@never_cache
@holder_page
@require_http_methods(["GET", "POST"])
def proposal(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int
) -> HttpResponse:
    """Answer a proposal: why it is made, what is known of the other, yes or no."""
    profile = _profile(participation)
    card = _card(profile, pk)
    saying_no = request.method == "POST" and request.POST.get("answer") == "no"
    form = DeclineForm(participation.terms, data=request.POST if saying_no else None)
    if request.method == "POST" and (not saying_no or form.is_valid()):
        _answer(request, card, profile, actor, form if saying_no else None)
        return redirect(_home(adoption, participation))
    return _asked(request, participation, card, form, "answer")


def _answer(request: HttpRequest, card: mine.Card, me: Profile, actor: Actor, no: DeclineForm | None) -> None:
    key = sent_key(request)
    if no is None:
        said = "Votre réponse est enregistrée : vous acceptez."
        report(request, lambda: answering.accept(proposal=card.proposal, me=me, actor=actor, request_key=key), said)
        return
    reason, written = no.cleaned_data["reason"], no.cleaned_data["written"]
    said = "Votre réponse est enregistrée : vous n’acceptez pas. Nous continuons de chercher."
    report(
        request,
        lambda: answering.decline(
            proposal=card.proposal, me=me, actor=actor, reason=reason, written=written, request_key=key
        ),
        said,
    )


def _agreed(profile: Profile, pk: int) -> tuple[mine.Card, Agreement]:
    """Return an agreement of this profile, with its card. Raises Http404."""
    for card in mine.cards(profile):
        if card.agreement is not None and card.agreement.pk == pk:
            return card, card.agreement
    raise Http404("cet accord n’est pas le vôtre")


def _file(adoption: Adoption, participation: Participation, pk: int) -> str:
    """The address of the file of an agreement, without its kind."""
    return reverse("matching:paper", args=[adoption.slug, participation.key, pk, "pdf"]).removesuffix("pdf")


@never_cache
@holder_page
@require_safe
def sheet(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int
) -> HttpResponse:
    """The agreement to print and sign."""
    del actor
    _, agreement = _agreed(_profile(participation), pk)
    context = {
        "adoption": adoption,
        "participation": participation,
        "sheet": sheets.agreement_sheet(agreement),
        "base": _file(adoption, participation, pk),
    }
    return render(request, "matching/sheet.html", context)


@never_cache
@holder_page
@require_safe
def paper(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int, kind: str
) -> HttpResponse:
    """The agreement as a file."""
    del request, adoption, actor
    _, agreement = _agreed(_profile(participation), pk)
    return papers.download(agreement, kind)


@never_cache
@holder_page
@require_http_methods(["GET", "POST"])
def problem(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int
) -> HttpResponse:
    """Report a problem: the fields of the kit, read by the team."""
    profile = _profile(participation)
    card, _ = _agreed(profile, pk)
    names = section_of(adoption.terms).incident
    if not names:
        raise Http404("ce service ne demande rien de plus : appelez-le")
    form = form_for(adoption.terms, names, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answers, key = form.answers(), sent_key(request)
        said = "Votre message est arrivé : l’équipe va vous répondre."
        report(
            request,
            lambda: following.report(proposal=card.proposal, actor=actor, answers=answers, me=profile, request_key=key),
            said,
        )
        return redirect(_home(adoption, participation))
    return _asked(request, participation, card, form, "problem")


@never_cache
@holder_page
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, pk: int) -> HttpResponse:
    """Put an end to an agreement."""
    card, agreement = _agreed(_profile(participation), pk)
    form = EndForm(adoption.terms, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason, key = form.cleaned_data["reason"], sent_key(request)
        report(
            request,
            lambda: agreeing.end(agreement=agreement, actor=actor, reason=reason, request_key=key),
            "L’accord a pris fin. L’autre personne est prévenue.",
        )
        return redirect(_home(adoption, participation))
    return _asked(request, participation, card, form, "end")
