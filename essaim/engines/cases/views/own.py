"""What the holder of a case does from where it is: complete, declare, contest, withdraw."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.queries.foreseeing import choices, world_now
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.models import Case
from essaim.engines.cases.views.attempt import Attempt


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def act(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, verb: str
) -> HttpResponse:
    """Do something to one's own case, then see where it stands."""
    case = Case.objects.filter(participation=participation).select_related(*acts.CASE_WITH).order_by("-rank").first()
    if case is None:
        raise Http404("aucun dossier")
    world = world_now(case.participation)
    choice = next((one for one in choices(case, [actor.role], world) if one.way.verb == verb), None)
    if choice is None:
        return _standing(request, adoption, case, refused="Ce n’est plus possible : votre dossier a avancé.")
    attempt = Attempt(case, choice, request.POST if request.method == "POST" else None)
    attempt.form.fields["reason"].label = "Votre message"
    attempt.form.fields["reason"].help_text = "L’agent qui suit votre dossier le lira."
    if attempt.asked_to_act:
        try:
            return _standing(request, adoption, attempt.do(actor))
        except AlreadyDoneError:
            return _standing(request, adoption, case)
        except RefusedActError as refusal:
            attempt.refuse(str(refusal))
    context = {"adoption": adoption, "case": case, "attempt": attempt}
    return render(request, "cases/own.html", context, status=422 if attempt.wrong else 200)


def _standing(request: HttpRequest, adoption: Adoption, case: Case, refused: str = "") -> HttpResponse:
    """Where the case stands now."""
    now = Case.objects.select_related(*acts.CASE_WITH).get(pk=case.pk)
    words = Words.of(now.participation)
    context = {
        "adoption": adoption,
        "case": now,
        "state": words.state(now.state),
        "help": words.help(now.state),
        "refused": refused,
    }
    return render(request, "cases/standing.html", context, status=409 if refused else 200)
