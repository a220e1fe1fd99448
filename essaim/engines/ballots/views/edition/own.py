"""What the author of an idea does: read the team and answer it, take a project back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import deciding, talking
from essaim.engines.ballots.domain.edition.editions import now_open
from essaim.engines.ballots.domain.edition.queries.following import ONGOING, idea_of, project_of
from essaim.engines.ballots.forms.desk import MessageForm, ReasonForm
from essaim.engines.ballots.models.edition import Idea
from essaim.engines.ballots.views.edition.acts import done


def _idea(participation: Participation, adoption: Adoption) -> Idea:
    found = idea_of(participation)
    if found is None:
        raise Http404("aucune idée n’est envoyée avec ce dossier")
    found.participation, found.consultation.adoption = participation, adoption
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def dialogue(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """The dialogue with the team, and a form to answer while the vote has not opened."""
    idea = _idea(participation, adoption)
    form = MessageForm(data=request.POST if request.method == "POST" else None, version=idea.version)
    form.fields["words"].label = "Votre réponse"

    def reply(values: dict[str, Any]) -> object:
        return talking.reply(idea=idea, actor=actor, words=values["words"], request_key=values["request_key"])

    if request.method == "POST" and done(form, reply):
        messages.success(request, "Votre réponse est envoyée à l’équipe.")
        return redirect("ballots:dialogue", adoption.slug, participation.key)
    exchanges = list(idea.exchanges.all())
    context = {
        "adoption": adoption, "participation": participation, "idea": idea, "exchanges": exchanges, "form": form,
        "may": bool(exchanges) and now_open(idea.consultation, adoption) in talking.BEFORE_THE_VOTE,
    }  # fmt: skip
    return render(request, "ballots/dialogue.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def withdraw(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Take one's project back, before the vote, with the reason that is published."""
    idea = _idea(participation, adoption)
    project = project_of(idea)
    if project is None or project.standing not in ONGOING:
        raise Http404("aucun projet à retirer")
    project.consultation = idea.consultation
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(data=sent, version=project.version, help_text="Publié sur la page du projet, sans votre nom.")

    def act(values: dict[str, Any]) -> object:
        return deciding.decide(
            project=project, verb="withdraw", actor=actor, version=values["version"], reason=values["reason"],
            request_key=values["request_key"],
        )  # fmt: skip

    if request.method == "POST" and done(form, act):
        messages.success(request, "Votre projet est retiré.")
        return redirect("adoptions:dossier", participation.key)
    context = {"adoption": adoption, "participation": participation, "project": project, "form": form}
    return render(request, "ballots/withdraw.html", context, status=422 if form.errors else 200)
