"""What the browser alone keeps while somebody answers: a signed cookie, for one wave, until the browser closes.

The code and the key of the begun answer meet here and nowhere on our side.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from essaim.portal.barometer.domain.collecting import Pass, new_secret
from essaim.portal.barometer.models import Wave

NAME, SALT = "reponse", "barometer.pass"


@dataclass(frozen=True)
class Kept:
    """``draft``: key of the begun answer; ``mode``: how it is given; ``done``: it was sent; ``desk``: an agent types it in.

    ``language``: the one that the person chose, kept nowhere else. ``pretest``: the key that let her try the questionnaire.
    """

    code: str = ""
    secret: str = ""
    draft: str = ""
    mode: str = ""
    done: bool = False
    desk: bool = False
    language: str = "fr"
    pretest: str = ""

    @property
    def mine(self) -> Pass:
        return Pass(UUID(self.draft), self.secret, self.code)


def read(request: HttpRequest) -> Kept:
    """Return what the browser keeps for the wave of this address; nothing when it is absent or was tampered with."""
    text = request.get_signed_cookie(NAME, default=None, salt=SALT)
    return Kept(**json.loads(text)) if text else Kept()


def write(response: HttpResponse, wave: Wave, kept: Kept) -> HttpResponse:
    """Give the browser what it will keep, for the addresses of this wave only."""
    full = Kept(**{**kept.__dict__, "secret": kept.secret or new_secret()})
    response.set_signed_cookie(
        NAME, json.dumps(full.__dict__), salt=SALT, path=f"/repondre/{wave.key}/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response
