"""A real browser in front of the real server, with its worker, its own data, and the network closed."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ESSAIM = Path(sys.executable).parent / "essaim"
CHROMIUM = shutil.which("chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
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

    def essaim(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([ESSAIM, *words], env=self.environment, capture_output=True, text=True, check=True)

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path) as answer:  # noqa: S310 - our own server
            return answer.read().decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """The platform as `make run` starts it: production server, worker, founding catalogue, demonstration accounts."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "ESSAIM_VAR": str(tmp_path_factory.mktemp("var")),
        "ESSAIM_DEBUG": "1",
        "ESSAIM_SECRET_KEY": "journeys",
        "ESSAIM_BASE_URL": url,
        "ESSAIM_CONTACT_EMAIL": "contact@essaim.example",
        "DATABASE_URL": "",
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
        process.wait(timeout=20)


def _wait_for(url: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url)  # noqa: S310 - our own server
        except urllib.error.URLError:
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


@pytest.fixture
def open_context(browser: Browser, server: Server):
    """Make browser contexts that reach our server only: any other request is refused, and fails the test."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []

    def close_the_network(route: Route) -> None:
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def make(*, viewport=DESK, javascript=True, **options) -> BrowserContext:
        context = browser.new_context(
            base_url=server.url, viewport=viewport, java_script_enabled=javascript, locale="fr-FR", **options
        )
        context.route("**/*", close_the_network)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert outside == []


@pytest.fixture
def desk(open_context) -> Page:
    """A page at desk width."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context) -> Page:
    """A page on a phone, without JavaScript: the first journey must work there."""
    return open_context(viewport=PHONE, javascript=False).new_page()
