from tests.territories import small_france  # noqa: F401 - a fixture
