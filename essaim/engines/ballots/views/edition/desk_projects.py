"""The desk of projects: opinions and costs, the decision before the vote, then the works."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import doing, may_do
from essaim.engines.ballots.domain.edition import deciding, editions, studying, works
from essaim.engines.ballots.domain.edition.queries.choosing import said_cost
from essaim.engines.ballots.domain.edition.standing import AFTER_THE_VOTE, WAYS
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.forms.desk import ActForm, AdviseForm, MilestoneForm, ProjectForm, ReasonForm, SpendForm
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Project, Standing
from essaim.engines.ballots.views.edition.acts import done
from essaim.engines.ballots.views.edition.projects import TINTS
from essaim.foundation.accounts.public import display_name
from essaim.foundation.ui.public import Tab, read_key

A_PAGE = 40
VIEWS: dict[str, tuple[str, Q]] = {
    "a-l-etude": ("À l’étude", Q(standing=Standing.STUDIED)),
    "soumis": ("Soumis au vote", Q(standing__in=ON_THE_BALLOT)),
    "refuses": ("Non soumis", Q(standing__in=[Standing.REFUSED, Standing.WITHDRAWN])),
    "laureats": ("Lauréats", Q(standing__in=works.FOLLOWED)),
    "tous": ("Tous", Q()),
}
LABELS = {
    "study": "Corriger le projet", "advise": "Donner l’avis d’un service", "admit": "Soumettre au vote", "refuse": "Ne pas soumettre au vote",
    "reopen": "Reprendre l’étude", "withdraw": "Retirer le projet", "follow": "Dire ce qui est fait", "spend": "Écrire une dépense",
    "deliver": "Dire le projet réalisé", "abandon": "Abandonner le projet",
}  # fmt: skip
DONE = {
    "study": "Projet corrigé.", "advise": "Avis enregistré.", "admit": "Le projet est soumis au vote.",
    "refuse": "Le projet n’est pas soumis au vote : son motif est publié.", "reopen": "L’étude du projet reprend.",
    "withdraw": "Le projet est retiré.", "follow": "C’est publié.", "spend": "La dépense est publiée.",
    "deliver": "Le projet est réalisé.", "abandon": "Le projet est abandonné : son motif est publié.",
}  # fmt: skip
DANGERS = {"refuse", "withdraw", "abandon"}
VERB_OF = {"spend": "follow"}


def _projects(adoption: Adoption) -> QuerySet[Project]:
    rows = Project.objects.filter(consultation__adoption=adoption, trial=adoption.trial)
    return rows.select_related(
        "consultation__adoption__territory",
        "zone",
        "commune",
        "idea__participation__party",
        "idea__participation__terms__version",
    )


@never_cache
@require_GET
@desk_page
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The projects by what is to be done of them. Winners of all editions: their works go on after them."""
    consultation, here = editions.running(adoption), request.GET.get("vue", "a-l-etude")
    if here not in VIEWS:
        raise Http404("cette liste n’existe pas")
    mine = Q(consultation=consultation) | Q(standing__in=works.FOLLOWED)
    rows = _projects(adoption).filter(mine).order_by("-consultation__number", "number")
    counts = rows.aggregate(**{f"n{place}": Count("pk", filter=one) for place, (_, one) in enumerate(VIEWS.values())})
    words = request.GET.get("q", "").strip()[:100]
    found = rows.filter(_named(words)) if words else rows.filter(VIEWS[here][1])
    page = Paginator(found.annotate(advised=Count("opinions")), A_PAGE).get_page(request.GET.get("page"))
    base = reverse("ballots_desk:projects", args=[adoption.slug])
    views = [
        Tab(label, f"{base}?vue={key}", current=key == here and not words, count=counts[f"n{place}"])
        for place, (key, (label, _)) in enumerate(VIEWS.items())
    ]
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:projects"), "views": views, "page": page, "words": words,
        "here": here, "edition": consultation, "rows": [(one, said_cost(one), TINTS[Standing(one.standing)]) for one in page],
        "adds": may_do(request, adoption, "study"),
    }  # fmt: skip
    return render(request, "ballots/desk/projects.html", context)


def _named(words: str) -> Q:
    return Q(number=read_key(words)) if words.isdigit() else Q(title__icontains=words)


@never_cache
@require_http_methods(["GET", "POST"])
@doing("study")
def add(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """A project that the territory brings itself, without an idea."""
    consultation = editions.running(adoption)
    if consultation is None:
        messages.warning(request, editions.NONE_RUNS)
        return redirect("ballots_desk:projects", adoption.slug)
    consultation.adoption = adoption
    sent = request.POST if request.method == "POST" else None
    form = ProjectForm(data=sent, version=0, consultation=consultation, words=Words.of(adoption))

    def act(values: dict[str, Any]) -> object:
        return studying.add(
            consultation=consultation,
            actor=actor,
            zone=values["zone"],
            said=_said(values),
            request_key=values["request_key"],
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, "Le projet est à l’étude : demandez maintenant l’avis des services.")
        return redirect("ballots_desk:projects", adoption.slug)
    context = {"adoption": adoption, "tabs": tabs(request, adoption, "ballots:projects"), "form": form}
    return render(request, "ballots/desk/add.html", context, status=422 if form.errors else 200)


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: values[name] for name in ("title", "summary", "category", "canton", "public") if name in values}


@dataclass(frozen=True)
class Choice:
    """Something that may be done to a project: its words, its form."""

    key: str
    label: str
    form: Any
    url: str
    danger: bool


def _possible(project: Project) -> list[str]:
    """What makes sense from where a project and its edition are; the act checks it again."""
    now = editions.now_open(project.consultation, project.consultation.adoption)
    works_on = project.standing in works.FOLLOWED and (project.consultation.ended_at or now in AFTER_THE_VOTE)
    ways = [verb for verb, way in WAYS.items() if project.standing in way.before and (now in way.phases or works_on)]
    if project.standing == Standing.STUDIED and now in studying.STUDY:
        return ["advise", *ways, "study"]
    return [*(["follow", "spend"] if works_on else []), *ways]


def _choices(request: HttpRequest, project: Project, words: Words, sent_to: str) -> list[Choice]:
    adoption = project.consultation.adoption
    return [
        Choice(
            key,
            LABELS[key],
            _form(request, key, project, words, sent=sent_to == key),
            reverse("ballots_desk:project_act", args=[adoption.slug, project.pk, key]),
            key in DANGERS,
        )
        for key in _possible(project)
        if acting_as(request, adoption, f"ballots.{VERB_OF.get(key, key)}")
    ]


def _form(request: HttpRequest, key: str, project: Project, words: Words, *, sent: bool) -> ActForm:
    posted = sent and request.method == "POST"
    options: dict[str, Any] = {
        "data": request.POST if posted else None,
        "version": project.version,
        "auto_id": f"{key}_%s",
    }
    if key == "study":
        known = {name: getattr(project, name) for name in ("title", "summary", "category", "canton", "public", "zone")}
        return ProjectForm(consultation=project.consultation, words=words, initial=known, **options)
    if key == "advise":
        return AdviseForm(words=words, **options)
    if key == "follow":
        return MilestoneForm(files=request.FILES if posted else None, **options)
    if key == "spend":
        return SpendForm(**options)
    return ReasonForm(
        needed=WAYS[key].reason, help_text="Publié sur la page du projet et sur celle de l’idée.", **options
    )


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, key: str = "") -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """One project: what is said of it, opinions, the dialogue, the works, and what may be done; with a key: do it."""
    project = get_object_or_404(_projects(adoption), pk=pk)
    words = Words.of(adoption)
    choices = _choices(request, project, words, key)
    chosen = next((one for one in choices if one.key == key), None)
    if key and chosen is None:
        messages.warning(request, "Cet acte n’est plus possible : le projet a changé, ou votre rôle ne le permet pas.")
        return redirect("ballots_desk:project", adoption.slug, project.pk)
    if chosen is not None and request.method == "POST":
        mine = acting_as(request, adoption, f"ballots.{VERB_OF.get(key, key)}")
        if mine is not None and done(chosen.form, lambda values: _do(project, key, mine, chosen.form, values)):
            messages.success(request, DONE[key])
            return redirect("ballots_desk:project", adoption.slug, project.pk)
    wrong = chosen is not None and bool(chosen.form.errors)
    opinions = [
        (
            one,
            words.services.get(one.service, one.service),
            _cost(one.cost_cents),
            display_name(one.by) if one.by else "",
        )
        for one in project.opinions.all()
    ]
    spendings = list(project.spendings.all())
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:projects"), "project": project, "choices": choices, "chosen": key,
        "wrong": wrong, "opinions": opinions, "cost": said_cost(project), "bounds": [euros(one) for one in words.cost_bounds],
        "costed_by": words.services.get(project.costed_by, ""), "category": words.categories.get(project.category, ""),
        "tint": TINTS[Standing(project.standing)], "exchanges": list(project.idea.exchanges.all()) if project.idea else [],
        "decided_by": display_name(project.decided_by) if project.decided_by else "", "milestones": list(project.milestones.all()),
        "spendings": [(one, euros(one.cents)) for one in spendings], "spent": euros(sum(one.cents for one in spendings)) if spendings else None,
    }  # fmt: skip
    return render(request, "ballots/desk/project.html", context, status=422 if wrong else 200)


def _cost(cents: int | None) -> str:
    return "" if cents is None else euros(cents)


def _do(project: Project, key: str, actor: Actor, form: Any, values: dict[str, Any]) -> object:
    common = {"project": project, "actor": actor, "request_key": values["request_key"]}
    match key:
        case "study":
            said = {**_said(values), "zone": values["zone"]}
            return studying.revise(**common, version=values["version"], said=said)
        case "advise":
            return studying.advise(
                **common, service=values["service"], view=values["view"], reason=values["reason"], cents=form.cents
            )
        case "follow":
            photos = [(values["photo"], values["alternative"])] if values["photo"] else []
            return works.tell(**common, on=values["on"], words=values["words"], photos=photos)
        case "spend":
            return works.spend(**common, on=values["on"], cents=form.cents, words=values["words"])
        case _:
            return deciding.decide(**common, verb=key, version=values["version"], reason=values.get("reason", ""))
