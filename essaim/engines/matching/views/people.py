"""The people registered: who waits and for how long; one of them; a pair made by hand, with what forbids it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import proposing, registering
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import answers, desk, pairs
from essaim.engines.matching.forms import CapacityForm, SeedForm, speech_of
from essaim.engines.matching.models import Profile, Run, RunState
from essaim.engines.matching.views.doors import done, frame, sent_key, team_page
from essaim.foundation.ui.public import Tab

ABOUT = ("participation__party", "participation__mandate", "participation__terms__version", "adoption__territory")


def profile_of(adoption: Adoption, pk: int) -> Profile:
    return get_object_or_404(Profile.objects.select_related(*ABOUT), pk=pk, adoption=adoption)


@never_cache
@team_page
@require_safe
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Each side, who has waited longest first; the search of proposals."""
    del actor
    section = section_of(adoption.terms)
    sides = {side.id: side for side in section.sides}
    chosen = sides.get(request.GET.get("cote", ""), section.seekers)
    label, counts = speech_of(adoption.terms).label, desk.side_counts(adoption)
    ways = [
        Tab(label(one.several).capitalize(), f"?cote={one.id}", one.id == chosen.id, counts.get(one.id, 0))
        for one in section.sides
    ]
    only = request.GET.get("attente") == "1"
    context = frame(
        request, adoption, "people", sides=ways, side=chosen, only=only, section=section, form=_search(adoption),
        rows=desk.people(adoption, chosen.id, timezone.localdate(), only_waiting=only), today=timezone.localdate(),
        run=Run.objects.filter(adoption=adoption, state=RunState.PREPARED).first(),
    )  # fmt: skip
    return render(request, "matching/desk/people.html", context)


def _search(adoption: Adoption) -> SeedForm:
    """The form of a search: its seed, and the places to draw where the service draws."""
    section = section_of(adoption.terms)
    seed = f"{adoption.slug} {timezone.localdate():%Y-%m-%d}"
    if section.mode != "draw":
        return SeedForm(initial={"seed": seed})
    free = desk.with_places(adoption, section.partners.id)
    return SeedForm(targets=[(one.pk, f"{desk.label_of(one)} ({one.free})") for one in free])


@never_cache
@team_page
@require_safe
def person(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """One person: what the role may read of the answers, what is live, whom she could be proposed to."""
    profile = profile_of(adoption, pk)
    found, why = pairs.candidates(adoption, profile, timezone.localdate())
    participation = profile.participation
    context = frame(
        request, adoption, "people", profile=profile, name=desk.label_of(profile), form=CapacityForm(profile),
        answers=answers.for_role(participation, actor.role, answers.communes_of([participation])), history=desk.history(profile),
        candidates=found, why=why,
        section=section_of(adoption.terms),
    )  # fmt: skip
    return render(request, "matching/desk/person.html", context)


@never_cache
@team_page
@require_POST
def change(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, act: str) -> HttpResponse:
    """Suspend, resume, or change how many agreements somebody takes."""
    del actor
    profile = profile_of(adoption, pk)
    form = CapacityForm(profile, data=request.POST)
    capacity = form.cleaned_data["capacity"] if form.is_valid() else -1

    def doing(who: Actor) -> None:
        with acting(adoption, "matching.propose", actor=who, participations=[profile.participation]) as one:
            held = one.participations[0]
            if act == "suspendre":
                registering.suspend(one, held)
            elif act == "reprendre":
                registering.resume(one, held)
            elif act == "places" and capacity >= 0:
                registering.change_capacity(one, held, capacity)
            else:
                raise RefusedActError("Cet acte n’existe pas, ou le nombre n’est pas lisible.")

    to = reverse("matching_desk:person", args=[adoption.slug, pk])
    return done(request, adoption, "propose", doing, to, said="C’est enregistré.")


@never_cache
@team_page
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, other: int) -> HttpResponse:
    """A pair made by hand: what is known of it, what forbids it; proposed if nothing does."""
    del actor
    seeker, partner = _ordered(adoption, profile_of(adoption, pk), profile_of(adoption, other))
    if request.method == "POST":
        key = sent_key(request)
        act: Callable[[Actor], object] = lambda who: proposing.propose(  # noqa: E731 - said with its one call
            adoption=adoption, seeker=seeker, partner=partner, actor=who, request_key=key
        )
        to = reverse("matching_desk:proposals", args=[adoption.slug])
        return done(request, adoption, "propose", act, to, said="La proposition est envoyée aux deux personnes.")
    view = pairs.pair_view(adoption, seeker, partner, timezone.localdate())
    context = frame(request, adoption, "people", pair=view, pk=pk, other=other, section=section_of(adoption.terms))
    return render(request, "matching/desk/pair.html", context)


def _ordered(adoption: Adoption, one: Profile, other: Profile) -> tuple[Profile, Profile]:
    """Return who seeks and who offers. Raises Http404: both are on the same side."""
    seeking = section_of(adoption.terms).seekers.id
    if {one.side, other.side} != {side.id for side in section_of(adoption.terms).sides}:
        raise Http404("ces deux personnes sont du même côté")
    return (one, other) if one.side == seeking else (other, one)
