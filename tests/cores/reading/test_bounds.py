"""A YAML text is stopped before it is built: too long, too deep, too many values, an alias."""

import time

import pytest
import yaml

from essaim.cores.reading import Limits, OutOfBoundsError, bounded, check_bounds

LIMITS = Limits(size=2048, depth=4, nodes=20)
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
WRONG = {
    "bytes": ("# " + "é" * 1024, "fichier trop gros : 2 Kio au plus"),
    "depth": ("a:\n  b:\n    c:\n      d:\n        e: 1\n", "ligne 5 : imbrication trop profonde : 4 niveaux au plus"),
    "nodes": ("a: [" + "1," * 30 + "]", "ligne 1 : fichier trop long : 20 valeurs au plus"),
    "alias": (BOMB, "ligne 2 : renvoi « *a0 » refusé"),
}


@pytest.mark.parametrize("excess", WRONG)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_each_limit_is_said_with_its_line(excess, loader):
    text, said = WRONG[excess]
    with pytest.raises(OutOfBoundsError) as refused:
        check_bounds(text, LIMITS, loader)
    assert (refused.value.excess, str(refused.value)) == (excess, said)


@pytest.mark.parametrize("text", ["a:\n  b:\n    c:\n      d: 1\n", "a: [" + "1," * 17 + "]", ""])
def test_what_reaches_a_limit_without_passing_it_is_read(text):
    check_bounds(text, LIMITS)


@pytest.mark.parametrize(
    "text", ["[" * 1_000_000, "- " * 1_000_000, "{a: " * 1_000_000], ids=["brackets", "dashes", "braces"]
)
def test_a_text_made_to_exhaust_stops_at_once(text):
    begun = time.process_time()
    with pytest.raises(yaml.YAMLError):
        check_bounds(text, Limits(10**8, 40, 1000))
    assert time.process_time() - begun < 5


def test_events_come_one_by_one_as_they_hold():
    events = bounded(yaml.parse("a: [1, 2]\nb: *x\n"), LIMITS)
    seen = []
    with pytest.raises(OutOfBoundsError):
        seen.extend(iter(lambda: seen.append(next(events)), 0))
    assert [one.value for one in seen if isinstance(one, yaml.ScalarEvent)] == ["a", "1", "2", "b"]


def test_what_is_no_yaml_stays_said_by_the_parser():
    with pytest.raises(yaml.YAMLError) as refused:
        check_bounds("a: [1, 2", LIMITS)
    assert not isinstance(refused.value, OutOfBoundsError)
