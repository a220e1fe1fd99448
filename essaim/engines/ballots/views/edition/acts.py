"""One act of the desk asked by one form: tried, refused on the form, or done once."""

from collections.abc import Callable
from typing import Any

from django import forms

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do an act from what a form says; return whether it is done. A refusal is shown on the form.

    Args:
        form: Bound.
        act: Takes the values of the form and does it; raises RefusedActError.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except AlreadyDoneError:
        return True
    except RefusedActError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
