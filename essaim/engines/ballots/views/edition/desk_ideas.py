"""The desk of ideas: what waits to be read over, one idea whole, what may be done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.guard import acting_as, agent_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.cores.filetype import IMAGES
from essaim.engines.ballots.domain.edition import editions, moderating, studying, talking
from essaim.engines.ballots.domain.edition.queries.following import project_of
from essaim.engines.ballots.domain.edition.queries.likening import alike_to
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.forms.desk import ActForm, MergeForm, MessageForm, PublishForm, ReasonForm
from essaim.engines.ballots.models.edition import Exchange, Idea, IdeaState, Side
from essaim.engines.ballots.views.edition.acts import done
from essaim.foundation.ui.public import Tab, read_key

A_PAGE = 30
LAST = Exchange.objects.filter(idea=OuterRef("pk")).order_by("-pk").values("side")[:1]
VIEWS: dict[str, tuple[str, Q]] = {
    "a-relire": ("À relire", Q(state=IdeaState.RECEIVED)),
    "reponses": ("Réponses reçues", Q(last=Side.HOLDER)),
    "a-etudier": ("À étudier", Q(state=IdeaState.PUBLISHED, project=None)),
    "a-l-etude": ("Étudiées", Q(project__isnull=False)),
    "non-publiees": ("Non publiées", Q(state=IdeaState.HIDDEN)),
    "reunies": ("Réunies", Q(state=IdeaState.MERGED)),
    "toutes": ("Toutes", Q()),
}
TINTS = {IdeaState.RECEIVED: "honey", IdeaState.PUBLISHED: "leaf", IdeaState.HIDDEN: "brick", IdeaState.MERGED: "sky"}


def _ideas(adoption: Adoption) -> QuerySet[Idea]:
    rows = Idea.objects.filter(consultation__adoption=adoption, trial=adoption.trial)
    return rows.select_related(
        "consultation__adoption__territory",
        "participation__party",
        "participation__terms__version",
        "zone",
        "commune",
        "project",
        "merged_into",
    )


@never_cache
@require_GET
@agent_page
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The ideas of the edition that runs, by what is to be done of them, the oldest first."""
    consultation = editions.running(adoption)
    rows = (
        _ideas(adoption).filter(consultation=consultation).annotate(last=Subquery(LAST)).order_by("received_at", "pk")
    )
    counts = rows.aggregate(**{f"n{place}": Count("pk", filter=one) for place, (_, one) in enumerate(VIEWS.values())})
    here = request.GET.get("vue", "a-relire")
    if here not in VIEWS:
        raise Http404("cette liste n’existe pas")
    words = request.GET.get("q", "").strip()[:100]
    found = rows.filter(VIEWS[here][1])
    if words:
        found = rows.filter(_named(words))
    page = Paginator(found.annotate(supporters=Count("supports")), A_PAGE).get_page(request.GET.get("page"))
    base = reverse("ballots_desk:ideas", args=[adoption.slug])
    views = [
        Tab(label, f"{base}?vue={key}", current=key == here and not words, count=counts[f"n{place}"])
        for place, (key, (label, _)) in enumerate(VIEWS.items())
    ]
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:ideas"), "views": views, "page": page,
        "words": words, "here": here, "rows": [(one, project_of(one)) for one in page], "edition": consultation, "tints": TINTS, "categories": Words.of(adoption).categories,
    }  # fmt: skip
    return render(request, "ballots/desk/ideas.html", context)


def _named(words: str) -> Q:
    """Return the condition of the ideas that a number, a part of a title or of a name asks for."""
    named = Q(title__icontains=words) | Q(participation__party__name__icontains=words)
    return named | Q(participation__number=read_key(words)) if words.isdigit() else named


@dataclass(frozen=True)
class Choice:
    """Something that may be done: its verb, its words, its form."""

    verb: str
    label: str
    form: Any
    url: str
    danger: bool = False


def _choices(request: HttpRequest, idea: Idea, words: Words) -> list[Choice]:
    """What the person may do to an idea as it is; the form that was sent holds what was typed."""
    options: dict[str, Callable[[], tuple[str, Any]]] = {
        "publish": lambda: (
            "Publier" if idea.published_at is None else "Corriger ce qui est publié",
            _publish_form(request, idea, words),
        ),
        "ask": lambda: ("Écrire à l’auteur", _form(request, "ask", MessageForm, idea)),
        "study": lambda: ("Ouvrir l’étude", _form(request, "study", ActForm, idea)),
        "merge": lambda: ("Réunir à une autre idée", _form(request, "merge", MergeForm, idea, others=_others(idea))),
        "hide": lambda: ("Ne pas publier", _form(request, "hide", ReasonForm, idea, help_text="L’auteur le lira.")),
    }
    found = [verb for verb in _possible(idea) if acting_as(request, idea.consultation.adoption, f"ballots.{verb}")]
    slug = idea.consultation.adoption.slug
    return [
        Choice(
            verb, *options[verb](), reverse("ballots_desk:idea_act", args=[slug, idea.pk, verb]), danger=verb == "hide"
        )
        for verb in found
    ]


PHASES = {"study": studying.STUDY, "ask": talking.BEFORE_THE_VOTE}
"""When a verb makes sense; the others, while ideas are read over."""


def _possible(idea: Idea) -> list[str]:
    """The verbs that make sense from where an idea and its edition are; the act checks them again."""
    if hasattr(idea, "project") or idea.state == IdeaState.MERGED:
        found = ["ask"]
    else:
        found = {
            IdeaState.RECEIVED: ["publish", "ask", "merge", "hide"],
            IdeaState.PUBLISHED: ["study", "publish", "ask", "merge", "hide"],
            IdeaState.HIDDEN: ["publish", "ask"],
        }[IdeaState(idea.state)]
    now = editions.now_open(idea.consultation, idea.consultation.adoption)
    return [verb for verb in found if now in PHASES.get(verb, moderating.READ_OVER)]


def _form(request: HttpRequest, verb: str, kind: type[ActForm], idea: Idea, **options: Any) -> ActForm:
    sent = (
        request.POST
        if request.method == "POST" and request.resolver_match and request.resolver_match.kwargs.get("verb") == verb
        else None
    )
    return kind(data=sent, version=idea.version, auto_id=f"{verb}_%s", **options)


def _publish_form(request: HttpRequest, idea: Idea, words: Words) -> ActForm:
    initial = {"title": idea.title, "summary": idea.summary, "category": idea.category, "zone": idea.zone}
    return _form(
        request, "publish", PublishForm, idea, consultation=idea.consultation, words=words, initial=initial,
        photos=_photos(idea, words),
    )  # fmt: skip


def _photos(idea: Idea, words: Words) -> list[Any]:
    """The pictures that the author gave for publication and that are not published yet."""
    asked = words.section.idea.photo
    if asked is None or idea.published_at is not None:
        return []
    return [one for one in idea.participation.attachments.filter(asked=asked) if one.kind in IMAGES]


def _others(idea: Idea) -> QuerySet[Idea]:
    rows = Idea.objects.filter(consultation=idea.consultation, trial=idea.trial, state=IdeaState.PUBLISHED)
    return rows.exclude(pk=idea.pk).order_by("title")


@never_cache
@require_http_methods(["GET", "POST"])
@agent_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, verb: str = "") -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """One idea: its words, the ideas near it, the dialogue, and what may be done; with a verb: do it."""
    idea = get_object_or_404(_ideas(adoption), pk=pk)
    words = Words.of(adoption)
    choices = _choices(request, idea, words)
    chosen = next((one for one in choices if one.verb == verb), None)
    if verb and chosen is None:
        messages.warning(request, "Cet acte n’est plus possible : l’idée a changé, ou votre rôle ne le permet pas.")
        return redirect("ballots_desk:idea", adoption.slug, idea.pk)
    if chosen is not None and request.method == "POST":
        mine = acting_as(request, adoption, f"ballots.{verb}")
        if mine is not None and done(chosen.form, lambda values: _do(idea, verb, mine, chosen.form, values)):
            messages.success(request, f"Fait : {chosen.label.lower()}.")
            return _next(adoption, idea, verb)
    wrong = chosen is not None and bool(chosen.form.errors)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:ideas"), "idea": idea, "project": project_of(idea), "choices": choices,
        "chosen": verb, "wrong": wrong, "exchanges": list(idea.exchanges.all()), "near": alike_to(idea),
        "category": words.categories.get(idea.category, ""), "supporters": idea.supports.count(), "tint": TINTS[IdeaState(idea.state)],
        "files": _photos(idea, words), "joined": list(idea.merged.all()), "pictures": list(idea.pictures.all()),
    }  # fmt: skip
    return render(request, "ballots/desk/idea.html", context, status=422 if wrong else 200)


def _next(adoption: Adoption, idea: Idea, verb: str) -> HttpResponse:
    if verb == "study":
        project = idea.consultation.projects.get(idea=idea)
        return redirect("ballots_desk:project", adoption.slug, project.pk)
    return redirect("ballots_desk:idea", adoption.slug, idea.pk)


def _do(idea: Idea, verb: str, actor: Actor, form: Any, values: dict[str, Any]) -> object:
    key, version = values["request_key"], values["version"]
    match verb:
        case "publish":
            return moderating.publish(idea=idea, actor=actor, version=version, said=form.said, request_key=key)
        case "hide":
            return moderating.hide(idea=idea, actor=actor, version=version, reason=values["reason"], request_key=key)
        case "merge":
            return moderating.merge(
                idea=idea, into=values["into"], actor=actor, version=version, consent=values["consent"], request_key=key
            )
        case "study":
            return studying.study(idea=idea, actor=actor, request_key=key)
        case _:
            return talking.ask(idea=idea, actor=actor, words=values["words"], request_key=key)
