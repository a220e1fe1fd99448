"""A message is written with the act that causes it, sent once, tried again, erased in time."""

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from essaim.foundation.jobs import transports
from essaim.foundation.jobs.domain import outbox
from essaim.foundation.jobs.mail import OutboxBackend
from essaim.foundation.jobs.models import Message
from essaim.foundation.jobs.public import due_for_erasure, erase_old_messages, messages_to, send_message, work_once

from .smtp_server import smtp_server

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def write(key=None, **values):
    return send_message(**({"to": ADA, "subject": "Objet", "body": "Bonjour", "key": key} | values))


def deliver_one():
    message = outbox.take("w")
    return outbox.deliver(message, "w") if message else None


def test_a_message_goes_with_the_act_that_causes_it():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert messages_to(ADA) == []


def test_a_key_is_used_once_even_inside_a_transaction():
    with transaction.atomic():
        first = write("occasion")
        assert write("occasion", body="Autre texte") == first
    assert [message.body for message in messages_to(ADA)] == ["Bonjour"]


@pytest.mark.parametrize("wrong", [{"to": " "}, {"kind": "pigeon"}])
def test_a_message_without_recipient_or_of_no_kind_is_refused(wrong):
    with pytest.raises(ValueError, match=r"recipient|kind"):
        write(**wrong)


def test_without_mail_server_a_message_ends_in_the_local_mailbox():
    write()
    work_once()
    assert [message.state for message in messages_to(ADA)] == ["sent"]


def test_with_a_mail_server_it_leaves_once_with_an_identity_of_its_own(node_settings):
    with smtp_server() as server:
        node_settings(email_url=f"smtp://127.0.0.1:{server.port}")
        number = write(subject="Vos\nnouvelles")
        work_once()
        work_once()
    (text,) = server.texts
    assert "To: ada@example.org" in text
    assert "Subject: Vos nouvelles" in text
    assert "Message-ID: <" in text
    assert Message.objects.get(pk=number).state == "sent"


def test_a_server_that_is_busy_is_tried_again_later_and_later(node_settings, clock):
    with smtp_server(recipient_answer="450 later") as server:
        node_settings(email_url=f"smtp://127.0.0.1:{server.port}")
        write()
        assert deliver_one() == "waiting"
        assert deliver_one() is None  # not due yet
        for minutes in (1, 5, 30, 120, 720):
            clock(minutes=minutes, seconds=1)
            last = deliver_one()
        assert last == "failed"
    message = Message.objects.get()
    assert message.attempts == 6
    assert message.failure == "adresse refusée par le serveur (450)"


def test_an_address_that_does_not_exist_is_a_failure_at_once(node_settings):
    with smtp_server(recipient_answer="550 unknown") as server:
        node_settings(email_url=f"smtp://127.0.0.1:{server.port}")
        write()
        assert deliver_one() == "failed"
    assert "ada" not in Message.objects.get().failure


def test_a_line_that_breaks_after_the_text_leaves_the_outcome_unknown(node_settings):
    with smtp_server(hang_up_after_text=True) as server:
        node_settings(email_url=f"smtp://127.0.0.1:{server.port}")
        write()
        assert deliver_one() == "unknown"
    assert deliver_one() is None


def test_a_server_that_is_not_there_is_tried_again(node_settings):
    node_settings(email_url="smtp://127.0.0.1:9")
    write()
    assert deliver_one() == "waiting"
    assert "injoignable" in Message.objects.get().failure


def test_a_letter_that_nothing_can_carry_is_never_called_sent(node_settings):
    node_settings(email_url="smtp://127.0.0.1:9")
    write(kind="letter", to="12 rue des Lilas")
    assert deliver_one() == "waiting"
    assert "aucun moyen d’envoi" in Message.objects.get().failure


def test_a_failure_may_be_sent_again_by_a_person(node_settings):
    with smtp_server(recipient_answer="550 unknown") as server:
        node_settings(email_url=f"smtp://127.0.0.1:{server.port}")
        number = write()
        deliver_one()
        server.recipient_answer = "250 ok"
        assert outbox.send_again(number)
        assert deliver_one() == "sent"
    assert not outbox.send_again(number)


def test_recipient_and_text_are_erased_in_time_and_the_row_stays(clock):
    write("occasion")
    work_once()
    write("waits for ever", to="grace@example.org")
    today = timezone.localdate()
    assert erase_old_messages(today) == 0
    clock(days=31)
    assert due_for_erasure(timezone.localdate()) == 1
    assert erase_old_messages(timezone.localdate()) == 1
    sent = Message.objects.get(state="sent")
    assert (sent.to, sent.subject, sent.body, sent.key) == ("", "", "", None)
    assert sent.sent_at is not None
    assert len(messages_to("grace@example.org")) == 1


def test_the_mail_of_django_goes_through_the_outbox():
    mail = EmailMessage("Code", "1234", to=[ADA], cc=["grace@example.org"], connection=OutboxBackend())
    assert mail.send() == 1
    assert [message.body for message in messages_to(ADA)] == ["1234"]
    assert len(messages_to("grace@example.org")) == 1


def test_a_mail_with_a_file_is_refused_rather_than_sent_without_it():
    mail = EmailMessage("Code", "1234", to=[ADA], connection=OutboxBackend())
    mail.attach("a.txt", "text")
    with pytest.raises(ValueError, match="attachment"):
        mail.send()


def test_the_address_of_the_mail_server_may_ask_for_tls(node_settings):
    node_settings(email_url="smtps://ada:p%40ss@mail.example.org")
    connection = transports._connection()
    assert (connection.port, connection.use_ssl, connection.password) == (465, True, "p@ss")
    node_settings(email_url="smtp://mail.example.org:587")
    assert transports._connection().use_tls is True


NEIGHBOURS = ["jean.dupont@gers.example", "dupont@gers.example.org", "dupont@gers.examples", "x-dupont@gers.example"]


@pytest.mark.parametrize("other", NEIGHBOURS)
def test_an_address_inside_a_longer_one_is_somebody_else(other):
    outbox.write(
        to="moderation@gers.example", subject="Une question", body=f"Répondre à {other}.", kind="mail", key=None
    )
    assert outbox.messages_to("dupont@gers.example") == []
    assert outbox.erase_to("dupont@gers.example") == 0
    assert len(outbox.messages_to(other)) == 1


@pytest.mark.parametrize(
    "text", ["(Dupont@gers.example)", "écrivez à dupont@gers.example.", "dupont@gers.example\nMerci"]
)
def test_an_address_named_in_a_sentence_is_found(text):
    outbox.write(to="moderation@gers.example", subject="Une question", body=text, kind="mail", key=None)
    assert outbox.erase_to("dupont@gers.example") == 1


def test_a_key_that_holds_a_long_address_is_still_used_once():
    key = f"claim:1:{'a' * 60}@{'b' * 180}.example"
    first = outbox.write(to="ana@exemple.fr", subject="x", body="y", kind="mail", key=key)
    assert outbox.write(to="ana@exemple.fr", subject="x", body="y", kind="mail", key=key) == first
    assert len(Message.objects.get(pk=first).key) <= 200
