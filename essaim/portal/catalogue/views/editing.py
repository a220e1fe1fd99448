"""The editor of a page, section by section; nothing typed is lost, nobody's change is overwritten unseen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.access import MODERATE
from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.domain.differences import LABELS, differences
from essaim.portal.catalogue.forms.motive import MotiveForm
from essaim.portal.catalogue.forms.sections import Section, section
from essaim.portal.catalogue.models import Initiative, Solution
from essaim.portal.catalogue.views import pages

Save = Callable[..., bool]
Page = Initiative | Solution


@dataclass(frozen=True)
class Editor:
    """Who works on which page: what she may change, how it is saved, where she goes back to, whom she reads by name."""

    page: Page
    sections: tuple[Section, ...]
    back: str
    save: Save
    refusal: Callable[[dict[str, Any]], str] = lambda _changes: ""
    template: str = "catalogue/moderate/section.html"
    names: bool = True

    def show(
        self, request: HttpRequest, chosen: Section, sent: Any, motive: MotiveForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Draw one section."""
        own = {"back": self.back, "template": self.template}
        return show(request, self.page, chosen, sent, motive, status, **own, **more)


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def edit(request: HttpRequest, kind: str, slug: str, key: str) -> HttpResponse:
    """Change one section of a page; the version before stays in the history."""
    page = pages.find(request, kind, slug)
    of_kind = pages.KINDS[kind]
    return work(
        request, key,
        Editor(
            page, of_kind.sections, of_kind.url("moderation", slug), partial(editing.save, actor=pages.actor(request)),
            refusal=lambda changes: refusal(request, page, changes),
        ),
    )  # fmt: skip


def work(request: HttpRequest, key: str, editor: Editor) -> HttpResponse:
    """Show one section of a page, or save it."""
    chosen = section(editor.sections, key)
    if chosen is None:
        raise Http404("Cette partie n’existe pas.")
    if request.method == "POST":
        return _sent(request, editor, chosen)
    motive = MotiveForm(initial={"version": editing.version_of(editor.page)})
    return editor.show(request, chosen, chosen.empty(editing.record_of(editor.page)), motive)


def _sent(request: HttpRequest, editor: Editor, chosen: Section) -> HttpResponse:
    sent, motive = chosen.bound(request.POST, editing.record_of(editor.page)), MotiveForm(request.POST)
    if "add" in request.POST and chosen.row:
        kept = MotiveForm(initial=typed_motive(request))
        return editor.show(request, chosen, chosen.with_one_more(sent), kept)
    if not all([sent.is_valid(), motive.is_valid()]):
        return editor.show(request, chosen, sent, motive, status=422)
    changes = chosen.changes(sent)
    problem = editor.refusal(changes)
    if problem:
        messages.error(request, problem)
        return editor.show(request, chosen, sent, motive, status=422)
    return _save(request, editor, chosen, sent, motive, changes)


def _save(
    request: HttpRequest, editor: Editor, chosen: Section, sent: Any, motive: MotiveForm, changes: Any
) -> HttpResponse:
    reason, read_at = motive.cleaned_data["reason"], motive.cleaned_data["version"]
    try:
        changed = editor.save(page=editor.page, changes=changes, reason=reason, read_at=read_at)
    except editing.ChangedMeanwhile as meanwhile:
        return _conflict(request, editor, chosen, changes, meanwhile)
    except ValueError as problem:
        messages.error(request, _in_french(problem))
        return editor.show(request, chosen, sent, motive, status=422)
    messages.success(request, "La page est à jour." if changed else "Rien n’a changé.")
    return redirect(editor.back)


def _conflict(
    request: HttpRequest, editor: Editor, chosen: Section, changes: Any, meanwhile: editing.ChangedMeanwhile
) -> HttpResponse:
    """Show again what was typed, over what somebody else saved, and say who changed what."""
    fresh = type(editor.page)._default_manager.get(pk=editor.page.pk)
    read_at = int(request.POST["version"])
    base, now = editing.record_at(fresh, read_at), editing.record_of(fresh)
    motive = MotiveForm(initial=typed_motive(request) | {"version": editing.version_of(fresh)})
    sent = chosen.empty(editing.merged(now, base, changes), extra=0)
    more = told(fresh, read_at, meanwhile, names=editor.names)
    return replace(editor, page=fresh).show(request, chosen, sent, motive, status=409, **more)


def told(page: Page, read_at: int, meanwhile: editing.ChangedMeanwhile, *, names: bool = True) -> dict[str, Any]:
    """Say what changed in the page since it was read, and (to moderators) who did it."""
    actors = {version.actor for version in meanwhile.versions if version.actor} if names else set()
    known = accounts.display_names(actors)
    rows = [{"version": one, "author": known.get(one.actor, "") if one.actor else ""} for one in meanwhile.versions]
    return {
        "meanwhile": rows,
        "differences": differences(editing.record_at(page, read_at), editing.record_of(page)),
    }


def refusal(request: HttpRequest, page: Initiative | Solution, changes: dict[str, Any]) -> str:
    """Say why these territories are refused: a page that was published keeps one, and a moderator gives up only hers."""
    codes = changes.get("territories")
    if codes is None or not isinstance(page, Initiative):
        return ""
    if not codes:
        return "Gardez au moins un territoire : sans lui, personne ne trouve la page." if page.published_at else ""
    if not any(accounts.may(request, MODERATE, territory=code) for code in codes):
        return "Gardez au moins un territoire où vous modérez : sinon la page vous échapperait."
    given_up = [place for place in page.territories.all() if place.code not in codes]
    others = [place.name for place in given_up if not accounts.may(request, MODERATE, territory=place.code)]
    return f"Vous ne modérez pas {', '.join(others)} : ne retirez pas la page à ce territoire." if others else ""


def _in_french(problem: ValueError) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    names = {str(error["loc"][0]) for error in problem.errors() if error["loc"]}
    words = ", ".join(sorted(LABELS.get(name, name) for name in names)) or "la page"
    return f"Ces changements ne peuvent pas être gardés tels quels. À revoir : {words}."


def typed_motive(request: HttpRequest) -> dict[str, Any]:
    """Return the motive as it was typed, to show it again."""
    return {"reason": request.POST.get("reason", ""), "version": request.POST.get("version", "")}


def kind_of(page: Initiative | Solution) -> str:
    """Return the word of the kind of this page."""
    return type(page).__name__.lower()


def show(
    request: HttpRequest, page: Any, chosen: Section, sent: Any, motive: MotiveForm, status: int = 200, **more: Any
) -> HttpResponse:
    """Draw one section, as moderators see it unless `more` says otherwise (`template`, `back`)."""
    template = more.pop("template", "catalogue/moderate/section.html")
    kind = pages.KINDS[kind_of(page)]
    context = {
        "page": page, "section": chosen, "sent": sent, "motive": motive, "back": kind.url("moderation", page.slug),
        "wrong": status == 422, "meanwhile": [], "differences": [],  # noqa: PLR2004 - the status of a refused form
    }  # fmt: skip
    return render(request, template, context | more, status=status)
