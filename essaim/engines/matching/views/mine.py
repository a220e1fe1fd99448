"""What somebody registered sees and does: her proposal, her agreement. Opened by her code or her account."""

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
from essaim.engines.matching.models import Profile
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


@never_cache
@holder_page
@require_safe
def page(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str
) -> HttpResponse:
    """Everything that is live: proposals to answer, contacts, agreements."""
    del actor, slug
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
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str, pk: int
) -> HttpResponse:
    """Answer a proposal: why it is made, what is known of the other, yes or no."""
    del slug
    profile = _profile(participation)
    card = _card(profile, pk)
    saying_no = request.method == "POST" and request.POST.get("answer") == "no"
    form = DeclineForm(participation.terms, data=request.POST if saying_no else None)
    if request.method == "POST" and (not saying_no or form.is_valid()):
        _answer(request, card, profile, actor, form if saying_no else None)
        return redirect(_home(adoption, participation))
    context = {
        "adoption": adoption,
        "participation": participation,
        "card": card,
        "form": form,
        "request_key": new_key(),
    }
    return render(request, "matching/answer.html", context, status=422 if form.errors else 200)


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


def _agreed(profile: Profile, pk: int) -> mine.Card:
    """Return the card of an agreement of this profile. Raises Http404."""
    found = next((one for one in mine.cards(profile) if one.agreement and one.agreement.pk == pk), None)
    if found is None:
        raise Http404("cet accord n’est pas le vôtre")
    return found


def _file(adoption: Adoption, participation: Participation, pk: int) -> str:
    """The address of the file of an agreement, without its kind."""
    return reverse("matching:paper", args=[adoption.slug, participation.key, pk, "pdf"]).removesuffix("pdf")


@never_cache
@holder_page
@require_safe
def sheet(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str, pk: int
) -> HttpResponse:
    """The agreement to print and sign."""
    del actor, slug
    card = _agreed(_profile(participation), pk)
    if card.agreement is None:
        raise Http404
    context = {
        "adoption": adoption,
        "participation": participation,
        "sheet": sheets.agreement_sheet(card.agreement),
        "base": _file(adoption, participation, pk),
    }
    return render(request, "matching/sheet.html", context)


@never_cache
@holder_page
@require_safe
def paper(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str, pk: int, kind: str
) -> HttpResponse:
    """The agreement as a file."""
    del request, adoption, actor, slug
    card = _agreed(_profile(participation), pk)
    if card.agreement is None:
        raise Http404
    return papers.download(card.agreement, kind)


@never_cache
@holder_page
@require_http_methods(["GET", "POST"])
def problem(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str, pk: int
) -> HttpResponse:
    """Report a problem: the fields of the kit, read by the team."""
    del slug
    profile = _profile(participation)
    card = _agreed(profile, pk)
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
    context = {
        "adoption": adoption,
        "participation": participation,
        "card": card,
        "form": form,
        "request_key": new_key(),
    }
    return render(request, "matching/problem.html", context, status=422 if form.errors else 200)


@never_cache
@holder_page
@require_http_methods(["GET", "POST"])
def end(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, slug: str, pk: int
) -> HttpResponse:
    """Put an end to an agreement."""
    del slug
    card = _agreed(_profile(participation), pk)
    form = EndForm(adoption.terms, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and card.agreement is not None:
        agreement, reason, key = card.agreement, form.cleaned_data["reason"], sent_key(request)
        report(
            request,
            lambda: agreeing.end(agreement=agreement, actor=actor, reason=reason, request_key=key),
            "L’accord a pris fin. L’autre personne est prévenue.",
        )
        return redirect(_home(adoption, participation))
    context = {
        "adoption": adoption,
        "participation": participation,
        "card": card,
        "form": form,
        "request_key": new_key(),
    }
    return render(request, "matching/end.html", context, status=422 if form.errors else 200)
