"""The form of one screen for one person: what her answers close is not required of her."""

from collections.abc import Iterable, Mapping
from typing import Any

from essaim.adoptions.domain.asking import steps
from essaim.adoptions.forms.fields import KitForm, form_for
from essaim.adoptions.models import Participation


def read_form(
    participation: Participation, names: Iterable[str], data: Mapping[str, Any], *, quiet: bool = False
) -> KitForm:
    """Return the form that was sent, read; what is wrong in a field that is not asked any more is no fault.

    Args:
        participation: The draft, with the answers that are kept.
        names: The fields that the screen shows.
        data: What was sent.
        quiet: Show nothing of what is wrong.
    """
    shown = list(names)
    form = form_for(participation.terms, shown, data=data, quiet=quiet)
    form.is_valid()
    known = {**participation.answers, **form.answers()}
    asked = {name for step in steps(participation, known) for name in step.fields}
    form.forget([name for name in shown if name not in asked])
    return form
