"""The register: nothing personal without an entry. A planted model without one must fail."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from essaim.foundation.parties import checks, registry
from essaim.foundation.parties.public import Holder, declare, not_personal, register_holder, register_rows

SENTENCES = {"purpose": "Écrire.", "basis": "Consentement", "retention": "Un mois.", "recipients": "Personne"}


@pytest.fixture
def own_registry(monkeypatch):
    """A copy of the registry: what a test declares stays in the test."""
    for name in ("fields", "harmless", "holders", "retentions"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))


def test_every_field_of_the_project_is_declared():
    assert [problem for problem in run_checks() if str(problem.id).startswith("parties.")] == []


@isolate_apps("essaim.foundation.parties")
def test_a_planted_model_without_entry_is_an_error(own_registry):
    class Planted(models.Model):  # noqa: DJ008
        remark = models.TextField()
        mail = models.EmailField()
        ip = models.GenericIPAddressField()
        state = models.CharField(max_length=4, choices=[("a", "A")])
        count = models.IntegerField()

        class Meta:
            app_label = "parties"

    Planted.__module__ = "essaim.foundation.parties.models"
    found = checks.undeclared(Planted)
    assert [problem.id for problem in found] == ["parties.E001"] * 3
    assert [problem.msg.split()[0].split(".")[-1] for problem in found] == ["remark", "mail", "ip"]
    not_personal(model="parties.Planted", why="Rien de personnel, dit-on.")
    # A reason given for the whole model does not cover what is personal by its nature.
    assert [problem.msg.split()[0].split(".")[-1] for problem in checks.undeclared(Planted)] == ["mail", "ip"]
    declare(model="parties.Planted", field="mail", **SENTENCES)
    not_personal(model="parties.Planted", fields=["ip"], why="Adresse d’une machine à nous.")
    assert checks.undeclared(Planted) == []


@isolate_apps("essaim.foundation.parties")
def test_a_field_of_a_package_that_looks_personal_is_an_error_too():
    class Foreign(models.Model):  # noqa: DJ008
        phone = models.CharField(max_length=20)
        anything = models.TextField()

        class Meta:
            app_label = "parties"

    Foreign.__module__ = "somebody.elses.models"
    assert [problem.msg.split()[0].split(".")[-1] for problem in checks.undeclared(Foreign)] == ["phone"]


def test_a_line_about_a_field_that_does_not_exist_is_an_error(own_registry):
    not_personal(model="jobs.Nothing", why="x")
    declare(model="jobs.Message", field="nothing", **SENTENCES)
    assert sorted(problem.id for problem in checks.check_register()) == ["parties.E002", "parties.E002"]


def test_a_personal_model_without_holder_is_an_error(own_registry):
    declare(model="jobs.Heartbeat", field="worker", **SENTENCES)
    assert [problem.id for problem in checks.check_register()] == ["parties.E003"]
    register_holder(Holder("test", "Essai", ("jobs.Heartbeat",), lambda _: [], lambda _: 0))
    assert checks.check_register() == []


@pytest.mark.parametrize("missing", list(SENTENCES))
def test_an_entry_says_everything_the_law_asks(own_registry, missing):
    with pytest.raises(ValueError, match=missing):
        declare(model="jobs.Message", field="key", **(SENTENCES | {missing: " "}))


def test_one_field_has_one_entry(own_registry):
    declare(model="jobs.Message", field="key", **SENTENCES)
    declare(model="jobs.Message", field="key", **SENTENCES)
    with pytest.raises(ValueError, match="twice"):
        declare(model="jobs.Message", field="key", **(SENTENCES | {"purpose": "Autre."}))
    with pytest.raises(ValueError, match="say why"):
        not_personal(model="jobs.Message", why="")


def test_the_rows_of_the_page_are_in_french_words():
    rows = register_rows()
    assert [row.label for row in rows] == sorted((row.label for row in rows), key=str.lower)
    assert all(row.label and row.purpose and row.basis and row.retention and row.recipients for row in rows)
    assert {"Texte d’un message", "Adresse laissée avec une proposition"} <= {row.label for row in rows}


def test_a_field_without_label_takes_the_names_of_its_model(own_registry):
    declare(model="jobs.Heartbeat", field="worker", **SENTENCES)
    assert "Signe de vie : travailleur" in [row.label for row in register_rows()]


def test_no_log_line_of_ours_formats_a_personal_field():
    """Logs hold no personal data: nothing in the infrastructure logs or prints an address or a text."""
    root = Path(registry.__file__).parents[1]
    for app in ("jobs", "journal", "storage", "parties"):
        for path in (root / app).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if "print(" in line or "logger." in line or "_say(" in line:
                    assert not any(word in line for word in ("message.to", ".body", "email", ".subject")), line
