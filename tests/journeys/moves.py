"""Go to another page, and be there: an act that follows a click too soon is lost with the page that leaves."""

import re

from playwright.sync_api import Page

Name = str | re.Pattern[str]


def press(page: Page, name: Name) -> None:
    """Press a button of the page that sends a form, and wait for the page that answers."""
    _go(page, "button", name)


def follow(page: Page, name: Name) -> None:
    """Follow the first link of the page that bears this name, and wait for where it leads."""
    _go(page, "link", name)


def _go(page: Page, role: str, name: Name) -> None:
    page.wait_for_load_state()  # what still moves would take its place under the pointer
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name, exact=True).first.click()
