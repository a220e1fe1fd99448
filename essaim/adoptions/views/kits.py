"""The kits of this platform, for anybody: what each does, what it takes, who runs it, where it comes from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.adoptions.domain import forking
from essaim.adoptions.domain.installing import latest
from essaim.adoptions.domain.queries import kits
from essaim.adoptions.domain.queries.taking import taking
from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import KitVersion
from essaim.foundation.ui.public import Cell, Column, Table, attachment


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The kits installed, by title."""
    found = [(version, kits.kit_of(version)) for version in kits.newest()]
    rows = [(version, _view(kit) if kit else None) for version, kit in found]
    shown = [(version, view, _summary(view), bool(view and view.kit.absent)) for version, view in rows]
    return render(request, "adoptions/kits/index.html", {"kits": shown})


def _view(kit: Any) -> View:
    return View(kit, kit.defaults())


def _summary(view: View | None) -> str:
    return view.speech.text(view.kit.record.kit.summary) if view else ""


@require_GET
def page(request: HttpRequest, kit: str) -> HttpResponse:
    """What a kit does and takes, as it reads with its own values."""
    version = installed(kit)
    held = kits.kit_of(version)
    if held is None:
        return render(request, "adoptions/kits/unread.html", {"version": version})
    view = _view(held)
    running = list(kits.adopters([version.kit]))
    context = {
        "version": version, "kit": held, "view": view, "title": view.speech.text(held.record.kit.title),
        "summary": _summary(view), "taking": taking(view), "running": [one for one in running if not one.simulated],
        "shown": [one for one in running if one.simulated], "engines": [one.label for one in held.engines.values()],
    }  # fmt: skip
    return render(request, "adoptions/kits/page.html", context)


@require_GET
def family(request: HttpRequest, kit: str) -> HttpResponse:
    """The family of a kit: the ones that it comes from and that come from it, their versions, who runs each."""
    version = installed(kit)
    root = kits.family(version.kit)
    context = {"version": version, "root": root, "table": _adopters(version.kit)}
    return render(request, "adoptions/kits/family.html", context)


def _adopters(kit: str) -> Table:
    columns = [Column("Territoire"), Column("Structure"), Column("Version"), Column("Étape")]
    rows: list[list[Cell | str]] = [
        [Cell(one.territory.name, one.get_absolute_url() if one.running else ""), one.structure,
         kits.version_of(one).number, f"{one.get_phase_display()}{' · simulée' if one.simulated else ''}"]
        for one in kits.adopters([kit])
    ]  # fmt: skip
    return Table("Les territoires qui font vivre ce kit", columns, rows)


@require_GET
def download(_request: HttpRequest, kit: str, number: str) -> HttpResponse:
    """The file of one version of a kit, to read or to start from."""
    version = KitVersion.objects.filter(kit=kit, number=number).first()
    if version is None:
        raise Http404("cette version n’est pas installée")
    return attachment(forking.written(version.tree), f"{kit}-{number}.yaml")


def installed(kit: str) -> KitVersion:
    """Return the newest version of a kit, or answer 404."""
    version = latest(kit)
    if version is None:
        raise Http404("ce kit n’est pas installé")
    return version
