"""Acts of a page, and what it shows when one is refused: the reason, in a message on the page shown next or on the form that asked.

with told(request, "La réservation est rendue."):
verbs.release(...)
return redirect(...)

if form.is_valid():
with refused_on(form):
verbs.declare(...)
return redirect(...)
return render(..., status=422 if form.errors else 200)
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError


class Refusing:
    """Takes a refusal out of its block and shows it. ``done``: whether the act is done, now or by the same form sent before."""

    def __init__(self, show: Callable[[RefusedActError], object], tell: Callable[[], object] = lambda: None) -> None:
        self._show, self._tell, self.done = show, tell, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.done = error is None or isinstance(error, AlreadyDoneError)
        if error is None:
            self._tell()
        elif isinstance(error, RefusedActError):
            self._show(error)
        return isinstance(error, RefusedActError)


def told(request: HttpRequest, done: str = "") -> Refusing:
    """Say on the page shown next how an act went: a refusal as an error, the same form sent before as information.

    Args:
        request: Of the page that acts; its messages are shown by the next one, after a redirection.
        done: What is said of an act that is done; empty: the block says it.
    """

    def show(error: RefusedActError) -> None:
        say = messages.info if isinstance(error, AlreadyDoneError) else messages.error
        say(request, sentence(error))

    return Refusing(show, lambda: messages.success(request, done) if done else None)


def refused_on(form: forms.BaseForm) -> Refusing:
    """Show a refusal above the fields of the form that asked; the page is then shown again, with status 422."""
    return Refusing(lambda error: form.add_error(None, sentence(error)))


def sentence(error: Exception) -> str:
    """Return a reason as a sentence: a capital, a full stop."""
    words = str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?", "…")) else ".")
