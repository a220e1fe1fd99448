"""The server of the tests is quick and not durable: a vote opens on it all the same."""

from tests.apps.engines.ballots.vote.conftest import _durable_enough  # noqa: F401 - a fixture
