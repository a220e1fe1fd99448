"""What the database itself refuses of an edition. Each guard has its broken twin: without it, the act goes through."""

import pytest

from tests.apps.engines.ballots import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def test_an_idea_arrives():
    edition = builders.service()
    idea = builders.idea(edition)
    assert idea.title == "Un verger"
    assert idea.zone.label == "Gers"
