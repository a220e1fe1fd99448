"""An officer prepares a wave: `waves` begins it and says under what notice it is made, `questions` writes and orders what it asks."""

from essaim.portal.barometer.domain.composing.preparation import FROZEN
from essaim.portal.barometer.domain.composing.questions import (
    add_question,
    change_question,
    move_question,
    remove_question,
    replace_questions,
    set_condition,
    take_from_bank,
    translate_question,
)
from essaim.portal.barometer.domain.composing.waves import (
    FROZEN_FIELDS,
    change_wave,
    create_barometer,
    create_wave,
    delete_wave,
    set_languages,
)

__all__ = [
    "FROZEN",
    "FROZEN_FIELDS",
    "add_question",
    "change_question",
    "change_wave",
    "create_barometer",
    "create_wave",
    "delete_wave",
    "move_question",
    "remove_question",
    "replace_questions",
    "set_condition",
    "set_languages",
    "take_from_bank",
    "translate_question",
]
