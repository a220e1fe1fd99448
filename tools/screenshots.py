"""Take the screenshots of docs/screenshots/ from a running platform.

    .venv/bin/python tools/screenshots.py URL

Each page is taken on a phone (390 px) and on a desk (1280 px). The pages of work need the demonstration accounts.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).parent.parent / "docs" / "screenshots"
WIDTHS = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 900}}
PUBLIC = {
    "accueil": "/",
    "recherche": "/recherche/?q=veiture+partag%C3%A9e+pour+personnes+agées",
    "recherche-carte": "/recherche/?q=budget+participatif&vue=carte",
    "initiative": "/initiatives/car-47-lot-et-garonne/",
    "solution": "/solutions/budget-participatif/",
    "departement": "/territoires/departement/32-gers/",
    "kit": "/kits/car-solidaire/",
    "service": "/services/car-solidaire-lot-et-garonne/",
    "projets": "/services/budget-participatif-gers/ballots/2/projets/",
    "barometre": "/barometre/demonstration/1/",
}
AT_WORK = {
    "moderation": ("Modeste Modération", "/moderation/"),
    "bureau": ("Gisèle Gestion", "/gestion/car-solidaire-lot-et-garonne/"),
}
"""A page of work, and whose: one click on that demonstration account of the sign-in page."""


def main(url: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
        )
        for width, viewport in WIDTHS.items():
            take(browser, url, width, viewport)
        browser.close()


def take(browser: Browser, url: str, width: str, viewport: dict[str, int]) -> None:
    context = browser.new_context(base_url=url, viewport=viewport, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    for name, path in PUBLIC.items():
        page.goto(path)
        shoot(page, f"{name}-{width}")
    page.goto("/proposer/")
    page.get_by_role("button", name="Commencer").click()
    shoot(page, f"contribution-{width}")
    context.close()
    for name, (account, path) in AT_WORK.items():
        context = browser.new_context(base_url=url, viewport=viewport, locale="fr-FR")  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/compte/connexion/")
        page.get_by_role("button", name=account).click()
        page.wait_for_url(lambda there: "/connexion/" not in there)
        page.goto(path)
        shoot(page, f"{name}-{width}")
        context.close()


def shoot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{name}.png", full_page=True)
    print(f"docs/screenshots/{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
