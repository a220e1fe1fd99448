"""Documents and images of a page: added and removed by moderators, served only where the page may be read."""

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import read_key
from essaim.portal.catalogue.access import MODERATE, may_moderate
from essaim.portal.catalogue.domain import files
from essaim.portal.catalogue.forms.files import DocumentForm, ImageForm
from essaim.portal.catalogue.models import Document, Image, Initiative, Status
from essaim.portal.catalogue.views import pages

MODELS: dict[str, type[Document | Image]] = {"documents": Document, "images": Image}


@require_safe
def serve(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """Send one file of a published page, or of any page to who moderates it."""
    model = MODELS.get(folder)
    if model is None:
        raise Http404
    rows = model._default_manager.select_related("initiative")
    row = cast("Document | Image", get_object_or_404(rows, file=f"catalogue/{folder}/{name}"))
    if row.initiative.status != Status.PUBLISHED and not may_moderate(request, row.initiative):
        raise Http404
    try:
        content = row.file.open()
    except FileNotFoundError:
        raise Http404 from None
    kind = files.TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    response = FileResponse(content, content_type=kind, as_attachment=folder == "documents", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.requires(MODERATE)
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """Add or remove the documents and images of a page."""
    page = pages.find(request, "initiative", slug)
    assert isinstance(page, Initiative)  # noqa: S101 - the kind asked for
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "document": DocumentForm(*_sent(request, sent == "document")),
        "image": ImageForm(*_sent(request, sent == "image")),
    }
    if sent.startswith("remove-"):
        _remove(request, page, sent)
        return redirect("catalogue:files_initiative", slug=slug)
    form = forms.get(sent)
    if form is not None and form.is_valid() and _added(request, page, form):
        return redirect("catalogue:files_initiative", slug=slug)
    context = {"page": page, "documents": page.documents.all(), "images": page.images.all(), **_named(forms)}
    return render(request, "catalogue/moderate/files.html", context, status=422 if form is not None else 200)


def _added(request: HttpRequest, page: Initiative, form: Any) -> bool:
    texts = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    try:
        files.add(page=page, file=form.cleaned_data["file"], texts=texts, actor=pages.actor(request))
    except files.UnreadableImage as problem:
        form.add_error("file", str(problem))
        return False
    messages.success(request, "Le fichier est ajouté.")
    return True


def _sent(request: HttpRequest, mine: bool) -> tuple[Any, Any]:  # noqa: FBT001
    return (request.POST, request.FILES) if mine else (None, None)


def _named(forms: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_form": form for name, form in forms.items()}


def _remove(request: HttpRequest, page: Initiative, sent: str) -> None:
    _, folder, key = f"{sent}--".split("-")[:3]
    if folder not in MODELS:
        raise Http404
    rows = MODELS[folder]._default_manager.filter(initiative=page)
    row = cast("Document | Image", get_object_or_404(rows, pk=read_key(key)))
    files.remove(row=row, actor=pages.actor(request))
    messages.success(request, "Le fichier est retiré.")
