"""How a message leaves: by SMTP or an SMS gateway where they are set, into the local mailbox otherwise."""

import hashlib
import smtplib
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from essaim.foundation.jobs import sms
from essaim.foundation.jobs.models import Message
from essaim.foundation.jobs.outcomes import RefusedError, UncertainError

Transport = Callable[[Message], None]
__all__ = [
    "RefusedError",
    "UncertainError",
    "can_leave",
    "local_mailbox",
    "mailbox_is_the_transport",
    "register",
    "send",
    "stays_here",
]

TIME_OUT = 60
SUBMISSION_PORT = 587
FINAL_FROM = 500


def send(message: Message) -> None:
    """Send one message by the transport of its kind. Raises RefusedError or UncertainError."""
    _of(message.kind)(message)


def _of(kind: str) -> Transport:
    outside = (kind == "mail" and _smtp_url()) or (kind == "sms" and sms.gateway())
    return _registered.get(kind) or ({"mail": smtp, "sms": sms.send}[kind] if outside else local_mailbox)


def stays_here(kind: str) -> bool:
    """Say whether messages of a kind end in the local mailbox, where somebody reads them."""
    return _of(kind) is local_mailbox


def can_leave(kind: str) -> bool:
    """Say whether messages of a kind reach somebody: outside, or the local mailbox of a trial."""
    return not stays_here(kind) or mailbox_is_the_transport()


def register(kind: str, transport: Transport) -> None:
    _registered[kind] = transport


_registered: dict[str, Transport] = {}


def local_mailbox(message: Message) -> None:
    """Leave the message where it is: the page `/courrier/` shows it. In production that would be a lie: refuse."""
    if not mailbox_is_the_transport():
        raise RefusedError(f"aucun moyen d’envoi réglé pour : {message.get_kind_display()}")


def mailbox_is_the_transport() -> bool:
    """Say whether messages end in the local mailbox: in development, or where no mail server is set."""
    return settings.DEBUG or not _smtp_url()


def smtp(message: Message) -> None:
    """Give one mail to the mail server. Its Message-ID is drawn from its number: a double can be recognised."""
    name = hashlib.sha256(f"{settings.SECRET_KEY}:{message.pk}".encode()).hexdigest()[:32]
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip(" >") or "localhost"
    mail = EmailMessage(
        message.subject, message.body, sender, [message.to], headers={"Message-ID": f"<{name}@{domain}>"}
    )
    try:
        _connection().send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        final = all(code >= FINAL_FROM for code in codes)
        raise RefusedError(f"adresse refusée par le serveur ({codes[0]})", final=final) from None
    except smtplib.SMTPServerDisconnected:
        raise UncertainError("la liaison avec le serveur de courrier s’est rompue") from None
    except smtplib.SMTPResponseException as refusal:
        raise RefusedError(f"refus du serveur de courrier ({refusal.smtp_code})") from None
    except TimeoutError:
        raise UncertainError("le serveur de courrier n’a pas répondu à temps") from None
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(f"serveur de courrier injoignable ({type(error).__name__})") from None


def _connection() -> EmailBackend:
    """Open nothing yet: `smtps://` is TLS from the start, port 587 asks for STARTTLS."""
    url = urlsplit(_smtp_url())
    secure = url.scheme == "smtps"
    port = url.port or (465 if secure else 25)
    return EmailBackend(
        host=url.hostname, port=port, username=unquote(url.username or ""), password=unquote(url.password or ""),
        use_ssl=secure, use_tls=not secure and port == SUBMISSION_PORT, timeout=TIME_OUT,
    )  # fmt: skip


def _smtp_url() -> str:
    return str(settings.ESSAIM_ENVIRONMENT.email_url)
