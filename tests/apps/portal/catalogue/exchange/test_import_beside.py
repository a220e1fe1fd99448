"""An import beside an editor, and beside another import: what one saves, the other has seen or waits for."""

import threading

import pytest
import yaml
from django.db import connection, connections

from essaim.foundation.territories.models import Territory
from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.exchange.importing import incoming, run
from essaim.portal.catalogue.models import Initiative, Theme

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MAPPING = {
    "version": 1, "name": "essai", "title": "Essai", "licence": "LO 2.0", "target": "initiative", "key": "essai:{n}",
    "identifier": "fiche {n}", "provenance": "Essai",
    "fields": {
        "title": {"template": "Fiche {n}"}, "summary": {"path": "texte"}, "themes": {"constant": ["sante"]},
        "territories": {"constant": ["pays-FR"]}, "stage": {"constant": "running"},
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _several_writers():
    if connection.vendor == "sqlite":
        pytest.skip("PostgreSQL absent: a SQLite file has one writer at a time, from the first line of the transaction")


@pytest.fixture
def importing(tmp_path):
    Theme.objects.create(slug="sante", label="Santé")
    Territory.objects.create(code="pays-FR", level="pays", insee="FR", name="France", slug="france")
    mapping = tmp_path / "essai.yaml"
    mapping.write_text(yaml.safe_dump(MAPPING, allow_unicode=True))

    def write(text: str):
        path = tmp_path / f"{abs(hash(text))}.csv"
        path.write_text(f"n;texte\n1;{text}\n")
        return run.import_file(path=path, mapping=str(mapping))

    return write


class Beside:
    """Does one thing in another connection, from the moment when the import has decided what it writes."""

    def __init__(self, act, patience=1):
        self.outcome, self._act, self._patience = None, act, patience
        self._thread = threading.Thread(target=self._run)

    def start(self):
        self._thread.start()
        self._thread.join(self._patience)  # under lock it waits in vain; without one, it ends when it has saved

    def end(self):
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.outcome

    def _run(self):
        try:
            self.outcome = self._act()
        except (editing.ChangedMeanwhile, run.UnusableFile) as told:
            self.outcome = told
        finally:
            connections.close_all()


def start_once_decided(monkeypatch, beside):
    decide = run._Writing._reason_to_keep

    def decide_then_start(self, page, record):
        reason = decide(self, page, record)
        if threading.current_thread() is threading.main_thread():
            beside.start()
        return reason

    monkeypatch.setattr(run._Writing, "_reason_to_keep", decide_then_start)


def edit(page):
    return editing.save(page=page, changes={"summary": "De l’éditrice."}, actor=None, reason="essai", read_at=0)


def saved_unseen(importing, monkeypatch, patience=1) -> bool:
    """Say whether an editor was told that she had saved, and lost what she saved."""
    importing("Premier.")
    page = Initiative.objects.get()
    beside = Beside(lambda: edit(page), patience)
    start_once_decided(monkeypatch, beside)
    importing("Second.")
    saved = beside.end() is True
    page.refresh_from_db()
    return saved and page.summary != "De l’éditrice."


def test_what_an_editor_saves_beside_an_import_is_not_lost(importing, monkeypatch):
    assert not saved_unseen(importing, monkeypatch)
    assert Initiative.objects.get().versions.first().reason.startswith("import de")


def test_the_twin_that_does_not_lock_loses_it(importing, monkeypatch):
    monkeypatch.setattr(incoming, "_lock_rows", lambda *_: None)
    assert saved_unseen(importing, monkeypatch, patience=60)


def test_two_imports_at_once_write_one_page(importing, monkeypatch):
    importing("Premier.")
    beside = Beside(lambda: importing("Troisième."))
    start_once_decided(monkeypatch, beside)
    importing("Second.")
    report = beside.end()
    page = Initiative.objects.get()
    assert (report.outcomes["updated"], page.summary) == (1, "Troisième.")
    assert [version.record["summary"] for version in page.versions.all()] == ["Troisième.", "Second.", "Premier."]
