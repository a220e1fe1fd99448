import pytest

from essaim.foundation.ui.public import read_key


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("", 0), ("²", 0), ("-1", 0), ("1 2", 0), ("٣", 0), ("9" * 17, int("9" * 17)), ("9" * 18, 0)],
)
def test_only_plain_digits_that_a_key_can_hold_are_a_key(text, number):
    assert read_key(text) == number
