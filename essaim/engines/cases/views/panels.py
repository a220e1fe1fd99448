"""What cases show on the page of a demand: the way to the case, for those who examine it."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.adoptions.guard import roles
from essaim.adoptions.models import Participation
from essaim.engines.cases.access import readers
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.models import Case
from essaim.foundation.ui.public import register_panel


def register() -> None:
    """Register the panel."""
    register_panel("dossier", 20, _case)


def _case(request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Participation) or "cases" not in subject.terms.kit.sections:
        return None
    if not readers(subject.terms, roles(request, subject.adoption)):
        return None
    case = Case.objects.filter(participation=subject).order_by("-rank").first()
    if case is None:
        return None
    context = {"case": case, "participation": subject, "state": Words.of(subject).state(case.state)}
    return render_to_string("cases/panel.html", context, request=request)
