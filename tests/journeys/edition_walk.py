"""Who walks in the journey of an edition: the node and its verbs, the team, a citizen's phone; how they act and look."""

import json
import os
import subprocess
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import ESSAIM, PHONE

ROOT = Path(__file__).parents[2]
MANAGER, ADMINISTRATOR = "Gisèle Gestion", "Adèle Administration"


class Node:
    """The verbs of the node: one process that answers steps."""

    def __init__(self, server):
        environment = server.environment | {
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        }
        code = "from tests.journeys.edition import serve; serve()"
        self.process = subprocess.Popen(
            [ESSAIM, "django", "shell", "--no-imports", "--command", code],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, step, **said):
        self.process.stdin.write(json.dumps({"step": step, **said}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"{step} failed"
        return json.loads(line)

    def close(self):
        self.process.communicate(timeout=30)


class Journey:
    """The service, and who walks in it."""

    def __init__(self, node, open_context):
        self.node, self.open = node, open_context
        made = node("begin", structure="Ville d’Auch")
        self.slug, self.service = made["slug"], made["service"]
        self.public, self.desk = f"/services/{self.slug}/ballots/", f"/gestion/{self.slug}/ballots/"
        self.team, self.second = (self.open(account=one).new_page() for one in (MANAGER, ADMINISTRATOR))
        self.phone = self.open(viewport=PHONE, javascript=False).new_page()

    def day_of(self, phase):
        self.node("phase", key=phase, slug=self.slug)


def act(page, name, **fields):
    """Unfold an act of the desk, fill it, do it."""
    page.get_by_text(name, exact=True).first.click()
    form = page.locator("details[open] form")
    for label, value in fields.items():
        field = form.get_by_label(label, exact=value is True)
        if isinstance(value, dict):
            form.locator("input[type=file]").set_input_files(value)
        elif isinstance(value, tuple):
            field.select_option(value[0])
        elif value is True:
            field.check()
        else:
            field.fill(value)
    with page.expect_navigation():
        form.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("status").or_(page.locator(".alert-success")).first).to_be_visible()


def picture(page, name):
    folder = os.environ.get("ESSAIM_JOURNEYS_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/edition-{name}.png", full_page=True)


def looked_at(page, name):
    """Accessible, nothing wider than the screen, and a picture for who asks for one."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, (name, found.generate_report())
    picture(page, name)
