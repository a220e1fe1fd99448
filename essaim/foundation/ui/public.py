"""The door of the look: register what the frame of every page shows, and draw charts.

Call the `register_…` functions once, from `AppConfig.ready`. Templates are extended by name (`ui/base.html`) and
components come from the tag library `ui`; both are documented, live, on the style page (`/style/`).
"""

from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest

from essaim.foundation.ui import charts, french, registry, spam
from essaim.foundation.ui.charts.map import Outlines
from essaim.foundation.ui.components import Cell, Column, Event, Facet, FacetOption, Tab, Table, Tag
from essaim.foundation.ui.files import attachment, spreadsheet
from essaim.foundation.ui.registry import Brand, Render, Visible

PRINT_FONTS = Path(__file__).parent / "static" / "vendor" / "atkinson-print"
"""Folder of the letters of the look as TrueType files, for what is printed."""

LONGEST_KEY = 17
"""Digits that any 64-bit key can hold."""

__all__ = [
    "PRINT_FONTS",
    "Brand",
    "Cell",
    "Column",
    "Event",
    "Facet",
    "FacetOption",
    "Tab",
    "Table",
    "Tag",
    "attachment",
    "charts",
    "french",
    "read_key",
    "register_account_link",
    "register_brand",
    "register_footer_link",
    "register_geometry",
    "register_navigation",
    "register_panel",
    "register_search",
    "spam",
    "spreadsheet",
]


def register_navigation(label: str, url_name: str, order: int, visible: Visible | None = None) -> None:
    """Add one item to the main navigation.

    Args:
        label: French words of the link, one to three.
        url_name: Name of an address without arguments (`"catalogue:results"`).
        order: Place in the list, smallest first.
        visible: Says for one request whether the item is shown; None: always.
    """
    registry.add_link("navigation", registry.Link(label, url_name, order, visible))


def register_footer_link(label: str, url_name: str, order: int, visible: Visible | None = None) -> None:
    """Add one link to the footer (legal pages, contact). Arguments as for `register_navigation`."""
    registry.add_link("footer", registry.Link(label, url_name, order, visible))


def register_account_link(
    label: str, url_name: str, order: int, visible: Visible | None = None, *, post: bool = False
) -> None:
    """Add one link to the account menu.

    Args:
        label: French words of the link; one alone is shown as a link, several open as a menu.
        url_name: Name of an address without arguments.
        order: Place in the menu, smallest first.
        visible: Says for one request whether the link is shown (« Se connecter » to visitors); None: always.
        post: True for an act (sign out): a button that sends a POST with its CSRF token.
    """
    registry.add_link("account", registry.Link(label, url_name, order, visible, post))


def register_search(url_name: str, label: str = "Que cherchez-vous à résoudre ?") -> None:
    """Say where the search field of the header leads; the last one registered wins.

    Args:
        url_name: Name of an address that reads the query from the GET parameter `q`.
        label: Label of the field, read by screen readers and shown inside the empty field.
    """
    registry.search[:] = [registry.Search(url_name, label)]


def register_panel(slot: str, order: int, render: Render) -> None:
    """Add one panel to a page of a lower app, which shows it with `{% panels "slot" object %}`.

    Args:
        slot: Name of the place: `"home"`, `"territory"`.
        order: Place among the panels of the slot, smallest first.
        render: Takes the request and the object of the page, returns safe HTML, or None for nothing. It is called at
            each display: its queries are part of the page's count.
    """
    registry.add_panel(registry.Panel(slot, order, render))


def register_geometry(provider: Callable[[], Outlines]) -> None:
    """Give the outlines of the départements, so that the style page shows the maps; the last one registered wins.

    Args:
        provider: Returns what `charts.departements` takes as `outlines`; it is called at each display.
    """
    registry.geometry[:] = [provider]


def register_brand(provider: Callable[[HttpRequest], Brand | None]) -> None:
    """Add a source of territory brands: the first that returns one decides name, logo and accent of the page.

    Args:
        provider: Takes the request, returns a `Brand` or None. The accent is used only where its contrast with the
            grounds of both themes can be brought to 4.5.
    """
    registry.brands.append(provider)


def read_key(text: str) -> int:
    """Return the row number that somebody wrote in an address or a form, 0 where it is none: no row has that number.

    Args:
        text: What was sent. Only the digits 0 to 9 count, up to what a database key can hold.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0
