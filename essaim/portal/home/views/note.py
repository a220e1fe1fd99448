"""« La note, passage par passage »: what each passage of the founding note became here, and how far that is."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.portal.catalogue import public as catalogue

STATES = {
    "readable": ("À lire", "On peut le lire ici : une fiche le raconte, avec ses chiffres et ses sources."),
    "runs": ("Fonctionne", "On peut s’en servir ici même."),
    "documented": ("Contexte", "La note en parle pour situer son propos : rien à lancer, rien à mesurer."),
}


@require_GET
def note(request: HttpRequest) -> HttpResponse:
    """List the passages in order; the address may keep only one state."""
    passages = catalogue.note_passages()
    counts = Counter(str(passage.state) for passage in passages)
    chosen = request.GET.get("etat", "")
    shown = [passage for passage in passages if chosen not in STATES or passage.state == chosen]
    states = [
        {"key": key, "label": label, "meaning": meaning, "count": counts[key], "current": key == chosen}
        for key, (label, meaning) in STATES.items()
    ]
    rows = [{"passage": passage, "label": STATES[passage.state][0]} for passage in shown]
    return render(request, "home/note.html", {"rows": rows, "states": states, "count": len(passages), "chosen": chosen})
