"""Django's own mail (sign-in codes, password links) goes through the outbox like every message."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from essaim.foundation.jobs.domain.outbox import write


class OutboxBackend(BaseEmailBackend):
    """An e-mail backend that writes one message per recipient, in the caller's transaction. Plain text only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            if mail.attachments:
                raise ValueError("the outbox carries plain text: no attachment")
            for recipient in mail.recipients():
                write(to=recipient, subject=str(mail.subject), body=str(mail.body), kind="mail", key=None)
        return len(email_messages)

    def __init__(self, *, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
