"""What people will see of an adoption, before anybody may: its forms, its rules in words, its letters."""

from dataclasses import dataclass
from typing import Any

from essaim.adoptions.domain.participating import doors
from essaim.adoptions.forms import KitForm, form_for
from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.params.pages import PageRecord
from essaim.adoptions.runtime import Door
from essaim.adoptions.world import service_words


@dataclass(frozen=True)
class PageShown:
    """One screen of a form: what it asks, and when it is shown."""

    title: str
    help: str
    when: str
    form: KitForm


@dataclass(frozen=True)
class DoorShown:
    """One way in, with its screens."""

    label: str
    help: str
    pages: tuple[PageShown, ...]


@dataclass(frozen=True)
class Preview:
    """All of it, with an adopter's values; each list as `kits.showing.View` gives it."""

    title: str
    summary: str
    doors: tuple[DoorShown, ...]
    rules: list[dict[str, Any]]
    amounts: list[dict[str, Any]]
    messages: list[dict[str, Any]]


def view_of(adoption: Adoption, terms: Terms) -> View:
    """Return the kit as it reads in a service."""
    return View(terms.kit, terms.values, service_words(adoption))


def preview(adoption: Adoption, terms: Terms) -> Preview:
    """Return what people will see under given terms."""
    view = view_of(adoption, terms)
    shown = tuple(_door(view, terms, door, place) for place, door in enumerate(doors(terms).values()))
    summary = view.speech.text(terms.kit.record.kit.summary)
    return Preview(adoption.title, summary, shown, view.rules(), view.amounts(), view.messages())


def _door(view: View, terms: Terms, door: Door, place: int) -> DoorShown:
    pages = tuple(_page(view, terms, page, f"d{place}p{number}") for number, page in enumerate(door.pages))
    return DoorShown(view.speech.text(door.label), view.speech.text(door.help), pages)


def _page(view: View, terms: Terms, page: PageRecord, prefix: str) -> PageShown:
    form = form_for(terms, page.fields)
    form.auto_id = f"{prefix}_%s"
    when = view.speech.label(view.speech.printer.sentence(page.condition.tree())) if page.condition else ""
    return PageShown(view.speech.text(page.title), view.speech.text(page.help or ""), when, form)
