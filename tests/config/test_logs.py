"""The log says where and what kind of failure; no token, no address, nothing that somebody typed."""

import io
import logging
import logging.config
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from essaim.config.logs import DiscreetFormatter
from essaim.portal.catalogue.models import Proposal


@pytest.fixture
def log():
    """What the console handler of the settings would print."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    chosen = settings.LOGGING["formatters"]["line"]
    assert chosen["()"] == f"{DiscreetFormatter.__module__}.{DiscreetFormatter.__name__}"
    handler.setFormatter(DiscreetFormatter(chosen["format"], style=chosen["style"]))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_refused_answer_does_not_write_the_token_of_its_proposal(client, log):
    row = Proposal.objects.create()
    assert client.post(reverse("catalogue:proposal", args=[row.token, "nom"]), {"title": ""}).status_code == 422
    assert "Unprocessable" in log.getvalue()
    assert str(row.token) not in log.getvalue()
    assert "/proposer/…/nom/" in log.getvalue()


@pytest.mark.django_db
def test_a_link_that_is_over_is_not_written(client, log):
    assert client.get("/mon-dossier/lien/WyJhIl0:1vN:s-e_c/").status_code == 410
    assert "/mon-dossier/lien/…/" in log.getvalue()
    assert "s-e_c" not in log.getvalue()


def test_a_trace_says_where_and_which_kind_but_not_what_the_error_quotes(log):
    token, name, address = str(uuid4()), "Zo\u00e9", "zoe" + "@exemple.fr"
    try:
        try:
            int(f"Key (name)=({name}, {address})")
        except ValueError as first:
            raise RuntimeError(name, token) from first
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: /alertes/%s/ %s", token, address)
    for trace in (name, address, token):
        assert trace not in log.getvalue()
    for kept in ("test_logs.py", "builtins.RuntimeError", "builtins.ValueError", "/alertes/…/ …"):
        assert kept in log.getvalue()


def test_a_trace_written_whole_by_another_handler_is_not_repeated(log):
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "refus", None, (KeyError, KeyError("zoe"), None))
    record.exc_text = "KeyError: zoe"
    assert "zoe" not in DiscreetFormatter("%(message)s").format(record)


def test_the_settings_of_logging_can_be_loaded():
    formatter = logging.config.DictConfigurator(settings.LOGGING).configure_formatter(
        dict(settings.LOGGING["formatters"]["line"])
    )
    assert isinstance(formatter, DiscreetFormatter)
