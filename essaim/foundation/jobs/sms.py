"""How an SMS leaves: to the gateway that the environment names, by one documented request (docs/formats/sms.md). Off by default.

`https://…`: the gateway. `file:///…`: a file of lines, for trials and tests: nothing leaves. Redirections are not followed: they
would carry the token elsewhere.
"""

import hashlib
import http.client
import json
import os
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from essaim.foundation.jobs.models import Message
from essaim.foundation.jobs.outcomes import RefusedError, UncertainError

TIME_OUT = 30
NEAR = {"127.0.0.1", "localhost", "::1"}
TRY_AGAIN = {408, 425, 429}
SUCCESS, REFUSAL, FAULT = 200, 300, 500


def gateway() -> str:
    """Return the address of the gateway; empty: SMS do not leave."""
    return str(settings.ESSAIM_ENVIRONMENT.sms_url)


def send(message: Message) -> None:
    """Give one SMS to the gateway. Raises RefusedError or UncertainError, without number or text."""
    url = urlsplit(gateway())
    if url.scheme == "file":
        _into_file(url.path, message)
    elif url.scheme == "https" or (url.scheme == "http" and url.hostname in NEAR):
        _judge(_post(url, message))
    else:
        raise RefusedError("ESSAIM_SMS_URL : https:// ou file:// est attendu")


def content(message: Message) -> dict[str, str]:
    """Return what the gateway receives. ``id`` is the same when a message is tried again: a double can be dropped."""
    name = hashlib.sha256(f"{settings.SECRET_KEY}:sms:{message.pk}".encode()).hexdigest()[:32]
    sender = str(settings.ESSAIM_ENVIRONMENT.sms_sender)
    return {"id": name, "to": message.to, "text": message.body} | ({"sender": sender} if sender else {})


def _into_file(path: str, message: Message) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as target:
            target.write(json.dumps(content(message), ensure_ascii=False) + "\n")
    except OSError as error:
        raise RefusedError(f"fichier des SMS : {type(error).__name__}") from None


def _post(url: SplitResult, message: Message) -> int:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    line = kind(str(url.hostname), url.port, timeout=TIME_OUT)
    body = json.dumps(content(message), ensure_ascii=False).encode()
    token = str(settings.ESSAIM_ENVIRONMENT.sms_token)
    heads = {"Content-Type": "application/json; charset=utf-8"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    try:
        line.connect()
    except OSError as error:
        raise RefusedError(f"passerelle SMS injoignable ({type(error).__name__})") from None
    try:
        line.request("POST", (url.path or "/") + (f"?{url.query}" if url.query else ""), body, heads)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        raise UncertainError("la passerelle SMS n’a pas répondu") from None
    finally:
        line.close()


def _judge(status: int) -> None:
    if SUCCESS <= status < REFUSAL:
        return
    final = status < FAULT and status not in TRY_AGAIN
    raise RefusedError(f"refus de la passerelle SMS ({status})", final=final)
