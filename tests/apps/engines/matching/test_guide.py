"""The guide is enough to write a section of matching: it names every key, verb, event, effect, look-up and placeholder."""

import re
from pathlib import Path

import pytest

from essaim.adoptions.kits.rehearsing import Stage
from essaim.engines.matching import params
from essaim.engines.matching.engine import ENGINE
from essaim.engines.matching.params import MODES, MOMENTS, MatchingSection
from essaim.engines.matching.rehearsal import Rehearsal, Story

GUIDE = (Path(__file__).parents[4] / "docs" / "guides" / "mettre-en-relation.md").read_text(encoding="utf-8")


def keys():
    ours = [one for one in vars(params).values() if isinstance(one, type) and one.__module__ == params.__name__]
    return sorted({field.alias or name for one in ours for name, field in one.model_fields.items()})


DECLARED = [
    *(one.key for one in ENGINE.verbs),
    *(one.key for one in ENGINE.events),
    *(one.key for one in ENGINE.effects),
    *(one.key for one in ENGINE.outcomes),
    *(one.name for one in ENGINE.lookups),
    *(one.key for one in ENGINE.offers),
]


@pytest.mark.parametrize("word", sorted({*keys(), *DECLARED, *MODES, *MOMENTS}))
def test_the_guide_names_everything_that_may_be_written(word):
    assert re.search(rf"`[^`]*(?<![\w-]){re.escape(word)}(?![\w-])[^`]*`", GUIDE)


def test_the_guide_names_all_that_a_scenario_may_observe(kit):
    stage = Stage(kit, kit.defaults(), None)
    stage.facts = type("Facts", (), {"fields": {}})()
    seen = Rehearsal().observe(kit.sections["matching"], stage, Story())
    assert [name for name in seen if not name.startswith("shared-") and f"`{name}`" not in GUIDE] == []


def test_the_words_of_modes_and_moments_are_those_of_the_section():
    assert set(MODES) == set(MatchingSection.model_fields["mode"].annotation.__args__)
    assert all(words for words in (*MODES.values(), *MOMENTS.values()))
