"""Searches kept by address: asked, confirmed by the link received, told of what is new, stopped in one click."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.jobs.public import send_message
from essaim.foundation.ui.public import french
from essaim.portal.catalogue.models import Alert, AlertSent, Initiative, Solution, Status
from essaim.portal.catalogue.search import search
from essaim.portal.catalogue.search.address import read_address

UNCONFIRMED_FOR = timedelta(days=7)
EVERY = timedelta(days=1)
OVERLAP = timedelta(days=2)
"""How far back each look reaches again: a page published during the last look is not missed, and never told twice."""

LISTED = 20
"""Pages named in one message; the others are counted, and their list is linked."""

Page = Solution | Initiative


@transaction.atomic
def ask(*, email: str, search: str, words: str, now: datetime | None = None) -> None:
    """Keep a search for an address, and send the link that confirms it. Asking again sends the link again, once a day.

    Side effects: one row, one message. Nothing tells the visitor whether the address already had this alert.
    """
    now = now or timezone.now()
    alert, _ = Alert.objects.get_or_create(
        email=email.strip().lower(), search=search, defaults={"words": words, "created_at": now}
    )
    subject, body = _already(alert) if alert.confirmed_at else _to_confirm(alert)
    send_message(to=alert.email, subject=subject, body=body, kind="mail", key=f"alert-ask:{alert.token}:{now.date()}")


@transaction.atomic
def confirm(*, alert: Alert, now: datetime | None = None) -> None:
    """Start an alert. What was published before is not new. Side effects: one row. Confirming twice changes nothing."""
    if alert.confirmed_at is None:
        alert.confirmed_at = alert.checked_at = now or timezone.now()
        alert.save(update_fields=["confirmed_at", "checked_at"])


def stop(*, alert: Alert) -> None:
    """Erase an alert and its address. Side effects: rows deleted."""
    alert.delete()


def send_news(*, now: datetime | None = None) -> int:
    """Tell every confirmed alert what is new since its last look; return how many messages. A transaction each."""
    now = now or timezone.now()
    due = Alert.objects.filter(confirmed_at__isnull=False, checked_at__lte=now - EVERY)
    return sum(_look(key, now) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _look(key: int, now: datetime) -> bool:
    """Look once for one alert, under lock: two workers that meet tell it once."""
    alert = Alert.objects.select_for_update().filter(pk=key, checked_at__lte=now - EVERY).first()
    if alert is None:
        return False
    pages = _news(alert, now)
    AlertSent.objects.bulk_create([AlertSent(alert=alert, page=page.key) for page in pages])
    since, alert.checked_at = alert.checked_at, now
    alert.save(update_fields=["checked_at"])
    if pages:
        subject, body = _told(alert, pages, since or now)
        send_message(
            to=alert.email, subject=subject, body=body, kind="mail", key=f"alert:{alert.token}:{now.isoformat()}"
        )
    return bool(pages)


def _news(alert: Alert, now: datetime) -> list[Page]:
    """The pages that answer the search, published since it was confirmed and never told to this alert."""
    if alert.confirmed_at is None or alert.checked_at is None:
        return []
    since = max(alert.confirmed_at, alert.checked_at - OVERLAP)
    told = set(alert.sent.values_list("page", flat=True))
    recent = {kind: _published(model, since, now, told) for kind, model in _KINDS.items()}
    if not any(recent.values()):
        return []
    found = search(read_address(QueryDict(alert.search)), log=False).ids
    return [recent[kind][number] for kind, number in found if number in recent[kind]]


_KINDS: dict[str, type[Page]] = {"solution": Solution, "initiative": Initiative}


def _published(model: type[Page], since: datetime, now: datetime, told: set[UUID]) -> dict[int, Page]:
    rows = model._default_manager.filter(status=Status.PUBLISHED, published_at__gt=since, published_at__lte=now)
    return {row.pk: row for row in rows.exclude(key__in=told)}


def _to_confirm(alert: Alert) -> tuple[str, str]:
    return "Confirmez votre alerte", (
        f"Bonjour,\n\nVous (ou quelqu’un d’autre) avez demandé une alerte : {alert.words}.\n\n"
        f"Pour la confirmer, ouvrez cette page :\n{_link(alert)}\n\n"
        "Si vous n’avez rien demandé, ne faites rien : votre adresse sera effacée dans sept jours.\n"
    )


def _already(alert: Alert) -> tuple[str, str]:
    return "Vous avez déjà cette alerte", (
        f"Bonjour,\n\nCette alerte est déjà en service : {alert.words}.\n\nPour l’arrêter :\n{_link(alert)}\n"
    )


def _told(alert: Alert, pages: list[Page], since: datetime) -> tuple[str, str]:
    count = french.counted(len(pages), "nouveauté", "nouveautés")
    lines = [f"– {page.title}\n  {settings.ESSAIM_BASE_URL}{page.get_absolute_url()}" for page in pages[:LISTED]]
    more = f"\nEt {len(pages) - LISTED} autres.\n" if len(pages) > LISTED else ""
    query = f"?{alert.search}" if alert.search else ""
    return f"{count} : {alert.words}"[:200], (
        f"Bonjour,\n\n{count} depuis le {french.day(timezone.localtime(since))} ({alert.words}) :\n\n"
        + "\n\n".join(lines)
        + f"\n{more}\nToute la liste :\n{settings.ESSAIM_BASE_URL}{reverse('catalogue:search')}{query}\n\n"
        f"Arrêter cette alerte :\n{_link(alert)}\n"
    )


def _link(alert: Alert) -> str:
    return f"{settings.ESSAIM_BASE_URL}{reverse('catalogue:alert', args=[alert.token])}"
