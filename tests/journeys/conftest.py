"""A real browser in front of the real server, with its worker, its own data, and the network closed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, expect, sync_playwright

from tests.journeys import provider as identity

ROOT = Path(__file__).parents[2]
ESSAIM = Path(sys.executable).parent / "essaim"
CONTRIBUTIONS = Path(__file__).with_name("contributions.py")
CHROMIUM = shutil.which("chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Everything here drives a browser."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True)
class Server:
    """A running platform: its address, and the environment in which its command line sees the same data."""

    url: str
    environment: dict[str, str]

    @property
    def named(self) -> str:
        """The same address by a name, which passkeys ask for."""
        return self.url.replace("127.0.0.1", "localhost")

    def essaim(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([ESSAIM, *words], env=self.environment, capture_output=True, text=True, check=True)

    def shell(self, script: str, **settings: str) -> str:
        """Return what a script of `essaim django shell` prints; it may import the tests, and reads these settings."""
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        words = [ESSAIM, "django", "shell", "--no-imports", "--command", script]
        environment = self.environment | {"PYTHONPATH": path} | settings
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tell(self, script: Path, **settings: str) -> Any:
        """Return what a script prints on its last line, as JSON."""
        return json.loads(self.shell(script.read_text(encoding="utf-8"), **settings).splitlines()[-1])

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path) as answer:  # noqa: S310 - our own server
            return answer.read().decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def provider() -> Iterator[identity.Provider]:
    """Whom the site asks for the identity of agents."""
    with identity.running() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory, provider) -> Iterator[Server]:
    """The platform as `make run` starts it: production server, worker, founding catalogue, demonstration accounts."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "ESSAIM_VAR": str(_folder(tmp_path_factory.mktemp("node"))),
        "ESSAIM_DEBUG": "1",
        "ESSAIM_SECRET_KEY": "journeys",
        "ESSAIM_BASE_URL": url,
        "ESSAIM_CONTACT_EMAIL": "contact@essaim.example",
        "DATABASE_URL": "",
        "ESSAIM_OPENID_NAME": identity.NAME,
        "ESSAIM_OPENID_URL": provider.url,
        "ESSAIM_OPENID_CLIENT": identity.CLIENT,
        "ESSAIM_OPENID_SECRET": identity.SECRET,
    }
    environment = os.environ | settings
    subprocess.run([ESSAIM, "setup", "--demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        [ESSAIM, "serve", "--worker", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(url)
        yield Server(url, environment)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _folder(temporary: Path) -> Path:
    """A new folder; or a copy of ESSAIM_JOURNEYS_VAR, set up before, to begin at once when one works on a journey."""
    ready = os.environ.get("ESSAIM_JOURNEYS_VAR")
    return Path(shutil.copytree(ready, temporary / "var")) if ready else temporary


def _wait_for(url: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url)  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} did not answer within {seconds} s")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium absent: apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contributions(server) -> tuple[str, ...]:
    """What people sent before the day begins, so that no page of work is empty; the addresses of their links."""
    script = CONTRIBUTIONS.read_text(encoding="utf-8")
    return tuple(json.loads(server.essaim("django", "shell", "--no-imports", "--command", script).stdout))


@pytest.fixture(scope="session")
def sessions(browser: Browser, server: Server):
    """Open the door of a demonstration account, once each: returns what the browser keeps of it (its cookies)."""
    kept: dict[str, StorageState] = {}

    def open_door(account: str) -> StorageState:
        if account not in kept:
            context = browser.new_context(base_url=server.url)
            page = context.new_page()
            page.goto("/compte/connexion/")
            page.get_by_role("button", name=account).click()
            page.wait_for_url(lambda url: "/connexion/" not in url)  # the cookie has come with the next page
            kept[account] = context.storage_state()
            context.close()
        return kept[account]

    return open_door


class Contexts:
    """Browser contexts that reach our server only: any other request is refused, and remembered."""

    def __init__(
        self, browser: Browser, server: Server, provider: identity.Provider, sessions: Callable[[str], StorageState]
    ) -> None:
        self.browser, self.server, self.sessions = browser, server, sessions
        self.inside = (f"{server.url}/", f"{server.named}/", f"{provider.url}/", "data:", "blob:")
        self.opened: list[BrowserContext] = []
        self.outside: list[str] = []

    def __call__(self, *, viewport=DESK, javascript=True, account=None, base_url="", **options) -> BrowserContext:
        context = self.browser.new_context(
            base_url=base_url or self.server.url,
            viewport=viewport,
            java_script_enabled=javascript,
            locale="fr-FR",
            storage_state=self.sessions(account) if account else None,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/*", self._close_the_network)
        self.opened.append(context)
        return context

    def _close_the_network(self, route: Route) -> None:
        if route.request.url.startswith(self.inside):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def close(self) -> None:
        for context in self.opened:
            context.close()
        assert self.outside == [], "the site asked for something outside"


@pytest.fixture
def open_context(browser, server, provider, sessions) -> Iterator[Contexts]:
    """Make browser contexts; a request that leaves our server (and the provider of these tests) fails the test."""
    contexts = Contexts(browser, server, provider, sessions)
    yield contexts
    contexts.close()


@pytest.fixture(scope="module")
def open_kept_context(browser, server, provider, sessions) -> Iterator[Contexts]:
    """The same, for what a whole module looks at."""
    contexts = Contexts(browser, server, provider, sessions)
    yield contexts
    contexts.close()


@pytest.fixture
def desk(open_context) -> Page:
    """A page at desk width."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context) -> Page:
    """A page on a phone, without JavaScript: the first journey must work there."""
    return open_context(viewport=PHONE, javascript=False).new_page()
