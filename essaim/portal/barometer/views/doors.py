"""The doors of the desk: who composes, who types in answers; by role in the barometer's territory."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from essaim.foundation.accounts.public import requires, signed_in
from essaim.portal.barometer.access import COLLECT, COMPOSE
from essaim.portal.barometer.models import Barometer, Wave, WaveQuestion


def _territory(_request: HttpRequest, slug: str, **_rest: Any) -> str | None:
    return Barometer.objects.filter(slug=slug).values_list("territory__code", flat=True).first()


composes = requires(COMPOSE, _territory)
collects = requires(COLLECT, _territory)


def wave_of(slug: str, number: int) -> Wave:
    """Return a wave with its barometer and territory, or answer 404."""
    waves = Wave.objects.select_related("barometer__territory")
    return get_object_or_404(waves, barometer__slug=slug, number=number)


def actor(request: HttpRequest) -> UUID | None:
    """Return the opaque key of who acts, for the journal."""
    view = signed_in(request)
    return view.key if view else None


def question_row(wave: Wave, name: str) -> WaveQuestion:
    """Return a question of a wave with its words, choices and lines, or answer 404."""
    rows = wave.questions.select_related("version__question", "wave__barometer").prefetch_related(
        "version__choices", "version__items"
    )
    return get_object_or_404(rows, version__question__slug=name)
