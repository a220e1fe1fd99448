"""The public keys, for people and for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.foundation.signing import keys as signing
from essaim.foundation.signing.models import PublicKey

FORMAT = "essaim/cles-signature/1"


def _today() -> str:
    """The key that signs; empty where there is none: its page says so."""
    return "" if signing.problem() else signing.ensure()


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What the signature proves, the key of today, those of before."""
    today = _today()
    return render(request, "signing/keys.html", {"today": today, "keys": list(PublicKey.objects.order_by("-pk"))})


@require_safe
def keys_json(_request: HttpRequest) -> HttpResponse:
    """The same, as docs/formats/signature.md says."""
    today = _today()
    rows = [
        {"key": row.key, "since": signing.said(row.since), "before": row.before, "endorsement": row.endorsement,
         "current": row.key == today}
        for row in PublicKey.objects.all()
    ]  # fmt: skip
    return JsonResponse({"format": FORMAT, "keys": rows})
