"""Strict habits shared by all tests: real data by path, a network that is closed, no leftovers."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What lands is judged by what it holds, not by that day's luck: there, the same examples are drawn each time. Everybody
# else draws new ones at each run; `pytest --hypothesis-profile=long` draws many.
# A busy machine is slow, not wrong: no example is late, no drawing too slow.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("patient", PATIENT)
settings.register_profile("repeatable", PATIENT, derandomize=True)
settings.register_profile("long", PATIENT, max_examples=2000)
settings.load_profile("patient")
if os.environ.get("CI"):
    settings.load_profile("repeatable")

ROOT = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("ESSAIM_REAL_DATA", ROOT.parent / "shared"))


# Whole folders whose tests reach a database by their own means: a second process, a start of the site.
BY_THEIR_OWN_MEANS = {"faults", "config"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database: only that is worth a second run on PostgreSQL."""
    for item in items:
        if _touches_a_database(item):
            item.add_marker("database")


def _touches_a_database(item: pytest.Item) -> bool:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    asked = {"db", "transactional_db", "django_db_setup", "live_server"} & set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return bool(asked) or marked or folder in BY_THEIR_OWN_MEANS


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data (seed/ and data/), or a skip that names what is absent."""
    if not (REAL_DATA / "seed").is_dir():
        pytest.skip("real data absent: set ESSAIM_REAL_DATA to the folder that holds seed/ and data/")
    return REAL_DATA


@pytest.fixture(scope="session")
def founding_note(real_data: Path) -> list[str]:
    """The passages of the founding note: its non-empty lines; passage n is item n - 1."""
    (path,) = sorted((real_data / "seed").glob("*.txt"))
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let several people test side by side on one PostgreSQL: each names its test database."""
    from django.conf import settings

    name = os.environ.get("ESSAIM_TEST_DATABASE_NAME")
    if name and "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        test = settings.DATABASES["default"].setdefault("TEST", {})
        test["NAME"] = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session", autouse=True)
def _the_flush_lifts_the_guards() -> None:
    """Between transactional tests the database is emptied: only then may append-only tables be."""
    from django.test import TransactionTestCase

    from essaim.foundation.storage.public import guards_lifted

    flush = TransactionTestCase._fixture_teardown

    def lift_and_flush(case: TransactionTestCase) -> None:
        with guards_lifted():
            flush(case)

    TransactionTestCase._fixture_teardown = lift_and_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    """The counts of robots live in the cache of the process: each test begins with none."""
    from django.core.cache import cache

    cache.clear()
