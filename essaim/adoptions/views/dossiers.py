"""The participations of an adoption on its desk: found, read within what one's role may read, listed as a file."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.adoptions.domain.queries.dossiers import A_PAGE, EXPORTED, Search, door_labels, exported, search
from essaim.adoptions.domain.queries.following import followed
from essaim.adoptions.domain.queries.history import history
from essaim.adoptions.domain.retaining import contact_period
from essaim.adoptions.domain.saying import said_answers
from essaim.adoptions.guard import MANAGE, agent_page, desk_page, reach, sees
from essaim.adoptions.models import Adoption, Attachment, Channel, Participation, Standing
from essaim.adoptions.runtime import EVERYBODY, Actor
from essaim.adoptions.views.begin import readers_of
from essaim.adoptions.views.desk import tabs
from essaim.adoptions.views.holder import sent_file
from essaim.foundation.accounts import public as accounts
from essaim.foundation.journal import public as journal
from essaim.foundation.papers.public import PDF_MISSING, pdf_available
from essaim.foundation.ui.public import spreadsheet

FOLDER = "adoptions/dossiers"


class SearchForm(forms.Form):
    """Every question is optional; an unknown answer is read as none."""

    q = forms.CharField(label="Numéro, nom ou adresse", max_length=100, required=False)
    door = forms.ChoiceField(label="Entrée", required=False)
    standing = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Standing.choices])
    channel = forms.ChoiceField(label="Arrivé", required=False, choices=[("", "De toute façon"), *Channel.choices])

    def __init__(self, doors: dict[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["door"].choices = [("", "Toutes"), *doors.items()]  # type: ignore[attr-defined]

    def search(self) -> Search:
        self.is_valid()
        values = self.cleaned_data
        return Search(
            values.get("q", ""), values.get("door", ""), values.get("standing", ""), values.get("channel", "")
        )


@never_cache
@require_safe
@desk_page
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The list. A manager who holds no role of the kit sees numbers, not people."""
    held = sees(request, adoption)
    if not held and not accounts.may(request, MANAGE, adoption.territory.code):
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    labels = door_labels(adoption)
    form = SearchForm(labels, request.GET)
    rows = search(adoption, form.search(), names=bool(held)).filter(reach(request, adoption) if held else EVERYBODY)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "adoption": adoption, "actor": actor, "tabs": tabs(request, adoption, "dossiers"), "form": form, "page": page,
        "lines": [(one, labels.get(one.door, one.door)) for one in page], "names": bool(held), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, f"{FOLDER}/index.html", context)


@never_cache
@require_safe
@agent_page
def export(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The list that the search gives, as a file for a spreadsheet; the journal says that it was taken."""
    labels = door_labels(adoption)
    rows = search(adoption, SearchForm(labels, request.GET).search(), names=True).filter(reach(request, adoption))
    journal.record(
        act="dossier.export", actor=actor.key, target="adoption", key=str(adoption.key), details={"rows": rows.count()}
    )
    return spreadsheet(f"dossiers-{adoption.slug}-{timezone.localdate():%Y-%m-%d}", EXPORTED, exported(rows, labels))


@never_cache
@require_safe
@agent_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """One participation for the team: the answers that the role may read, the contact, what happened, what engines say."""
    one = _one(request, adoption, key)
    held = sees(request, adoption)
    answers = said_answers(one)
    read = [answer for answer in answers if answer.readers & held]
    readers = readers_of(one.terms)
    files = list(one.attachments.all())
    context = {
        "adoption": adoption, "actor": actor, "participation": one, "tabs": tabs(request, adoption, "dossiers"),
        "answers": read, "hidden": len(answers) - len(read), "told": one.told.all(), "history": history(one),
        "followed": followed(one), "contact_kept": contact_period(one), "door": door_labels(adoption).get(one.door, one.door),
        "files": [each for each in files if readers.get(each.asked, frozenset()) & held],
        "pdf": pdf_available(), "missing": PDF_MISSING, "typed_here": one.standing == Standing.DRAFT and one.channel != Channel.ONLINE,
    }  # fmt: skip
    return render(request, f"{FOLDER}/dossier.html", context)


def _one(request: HttpRequest, adoption: Adoption, key: UUID) -> Participation:
    """Raises Http404: there is none, or the person may not open it (`guard.reach`)."""
    rows = Participation.objects.select_related("adoption__territory", "terms__version", "party", "mandate", "commune")
    return get_object_or_404(rows.filter(reach(request, adoption)), adoption=adoption, key=key)


@never_cache
@require_safe
@agent_page
def file(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID, piece: UUID) -> Any:
    """A file of a participation, for a role that may see it."""
    one = _one(request, adoption, key)
    attachment = get_object_or_404(Attachment, key=piece, participation=one)
    if not readers_of(one.terms).get(attachment.asked, frozenset()) & sees(request, adoption):
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    return sent_file(attachment)
