"""The workshop: the rule in force, the ballots that the team looks at, the ways to bring others."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import desk_page, manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import manages
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote.drafting import count_key
from essaim.engines.ballots.domain.workshop import choosing, ending, gathering
from essaim.engines.ballots.domain.workshop.candidates import WAYS
from essaim.engines.ballots.domain.workshop.gathering import Found
from essaim.engines.ballots.forms.workshop import FileForm, PastForm, SimulationForm
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.workshop import BallotSet
from essaim.engines.ballots.params.rule import Count
from essaim.engines.ballots.views.workshop.common import noted

CENTS = 100
VOTERS, PROJECTS, CANTONS = 2000, 60, 10
"""What a simulation proposes: a small département, before anybody has sent an idea."""


@never_cache
@require_GET
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The whole workshop."""
    return _page(request, adoption)


def _page(request: HttpRequest, adoption: Adoption, status: int = 200, **bound: forms.Form) -> HttpResponse:
    edition, words, arranges = editions.running(adoption), Words.of(adoption), manages(request, adoption)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:workshop"), "edition": edition, "arranges": arranges,
        "rule": rule_words(count_key(edition, words)), "sets": sets_of(edition), "kept_days": ending.KEPT_DAYS,
        **(_forms(adoption, words) | bound if arranges and edition else {}),
    }  # fmt: skip
    return render(request, "ballots/workshop/index.html", context, status=status)


def rule_words(count: Count) -> str:
    """Return the count of an edition, in the words of the workshop."""
    return next(way.label for way in WAYS if way.record == count)


def sets_of(edition: Consultation | None) -> list[BallotSet]:
    """Return the ballots of an edition with their comparisons, without what is heavy. Two queries."""
    if edition is None:
        return []
    return list(edition.ballot_sets.defer("packed", "projects").prefetch_related("comparisons"))


def _forms(adoption: Adoption, words: Words) -> dict[str, forms.Form]:
    low, high = (Fraction(cents, CENTS) for cents in words.cost_bounds)
    initial = {
        "voters": VOTERS, "projects": PROJECTS, "cantons": CANTONS, "choices": words.whole(words.section.ballot.choices),
        "budget": words.cents(words.section.envelope) // CENTS, "least": int(low), "most": int(high), "local": 50, "unequal": 8,
        "seed": f"atelier-{timezone.localdate().year}",
    }  # fmt: skip
    editions_there = gathering.published_editions(adoption)
    return {
        "past_form": PastForm(editions_there, label_suffix=""), "file_form": FileForm(label_suffix=""),
        "simulation_form": SimulationForm(initial=initial, label_suffix=""),
    }  # fmt: skip


def _take(request: HttpRequest, adoption: Adoption, actor: Actor, name: str, form: Any, found: Callable[[Any], Found]) -> HttpResponse:  # fmt: skip
    """Keep the ballots that a form brings; else show the workshop again with what is wrong."""
    edition = editions.running(adoption)
    if edition is not None and form.is_valid():
        try:
            kept = gathering.keep(consultation=edition, found=found(form), by=actor.key)
        except RefusedActError as why:
            form.add_error("file" if "file" in form.fields else None, str(why))
        else:
            messages.success(request, "Ces bulletins sont dans l’atelier. Choisissez les règles à comparer.")
            return redirect("ballots_desk:ballot_set", slug=adoption.slug, pk=kept.pk)
    return _page(request, adoption, 422, **{name: form, "form": form})


@never_cache
@require_POST
@manager_page
def take_edition(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Bring the published ballots of an edition."""
    urns = {str(one.pk): one for one in gathering.published_editions(adoption)}
    form = PastForm(list(urns.values()), request.POST, label_suffix="")
    return _take(
        request,
        adoption,
        actor,
        "past_form",
        form,
        lambda said: gathering.from_edition(urns[said.cleaned_data["edition"]]),
    )


@never_cache
@require_POST
@manager_page
def take_file(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Bring the ballots of a file."""
    form = FileForm(request.POST, request.FILES, label_suffix="")
    return _take(
        request, adoption, actor, "file_form", form,
        lambda said: gathering.from_file(said.cleaned_data["name"], said.cleaned_data["file"]),
    )  # fmt: skip


@never_cache
@require_POST
@manager_page
def take_simulation(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Draw ballots from a stated model."""
    form = SimulationForm(request.POST, label_suffix="")
    return _take(request, adoption, actor, "simulation_form", form, _simulated)


def _simulated(form: SimulationForm) -> Found:
    values = form.cleaned_data
    return gathering.from_model(
        f"Simulation « {values['seed']} »", form.model, Fraction(values["budget"]), values["seed"], form.said()
    )


@never_cache
@require_POST
@manager_page
def end(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """Erase the ballots of the workshop."""
    edition = editions.running(adoption)
    gone = ending.end(consultation=edition) if edition else 0
    words = "Les bulletins de l’atelier sont effacés. Les comparaisons se lisent toujours."
    messages.success(request, words if gone else "L’atelier ne tient aucun bulletin.")
    return redirect("ballots_desk:workshop", slug=adoption.slug)


@never_cache
@require_POST
@manager_page
def keep_kit_rule(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Go back to the rule of the kit."""
    edition = editions.running(adoption)
    if edition is not None:
        try:
            choosing.choose(consultation=edition, key="", by=actor.key)
            messages.success(request, "Cette édition compte de nouveau comme le dit le kit.")
        except RefusedActError as why:
            messages.error(request, str(why))
            noted(request, edition)
    return redirect("ballots_desk:workshop", slug=adoption.slug)
