"""SMS leave by the documented request, or into a file; nothing leaves where no gateway is set."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from essaim.foundation.jobs import public as jobs
from essaim.foundation.jobs.models import Message

pytestmark = pytest.mark.django_db
NUMBER = "+33612345678"


@contextmanager
def gateway(*answers):
    """A gateway that keeps what it receives and answers in turn; 0: it hangs up."""
    taken, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            status = left.pop(0) if left else 200
            if status:
                self.send_response(status)
                self.send_header("Location", "/ailleurs")
                self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sent(**values):
    jobs.send_message(**({"to": NUMBER, "subject": "", "body": "Code : 1234 5678", "kind": "sms"} | values))
    jobs.work_once()
    return Message.objects.latest("pk")


def test_an_sms_leaves_by_one_request(node_settings):
    with gateway() as (port, taken):
        node_settings(sms_url=f"http://127.0.0.1:{port}/envoi?v=1", sms_token="jeton", sms_sender="Gers")
        assert sent().state == "sent"
    ((path, token, content),) = taken
    assert (path, token) == ("/envoi?v=1", "Bearer jeton")
    assert len(content.pop("id")) == 32
    assert content == {"to": NUMBER, "text": "Code : 1234 5678", "sender": "Gers"}


@pytest.mark.parametrize(
    ("answer", "state"),
    [(201, "sent"), (302, "failed"), (400, "failed"), (429, "waiting"), (503, "waiting"), (0, "unknown")],
)
def test_what_the_gateway_answers_is_what_becomes_of_the_message(node_settings, answer, state):
    with gateway(answer) as (port, taken):
        node_settings(sms_url=f"http://127.0.0.1:{port}/")
        message = sent()
    assert message.state == state
    assert NUMBER not in message.failure
    assert len(taken) == 1  # a redirection is not followed


def test_a_message_that_is_tried_again_has_the_same_name(node_settings, clock):
    with gateway(503, 200) as (port, taken):
        node_settings(sms_url=f"http://127.0.0.1:{port}/")
        sent()
        clock(minutes=2)
        jobs.work_once()
    assert len({content["id"] for _, _, content in taken}) == 1
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize("url", ["http://passerelle.exemple.fr/", "ftp://x/", "n’importe quoi"])
def test_an_address_that_is_not_safe_is_refused(node_settings, url):
    node_settings(sms_url=url)
    message = sent()
    assert message.state == "waiting"
    assert "https://" in message.failure


def test_a_gateway_that_is_not_there_is_tried_later(node_settings):
    node_settings(sms_url="http://127.0.0.1:9/")
    assert sent().state == "waiting"


def test_a_fleeting_message_is_emptied_once_it_left_and_another_is_not(node_settings, tmp_path):
    node_settings(sms_url=f"file://{tmp_path}/sms.jsonl")
    kept, gone = sent(), sent(fleeting=True)
    assert (kept.to, kept.erased_at) == (NUMBER, None)
    assert (gone.to, gone.body, gone.state) == ("", "", "sent")
    assert len((tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_fleeting_message_that_is_tried_again_keeps_its_text_until_then(node_settings):
    with gateway(503) as (port, _):
        node_settings(sms_url=f"http://127.0.0.1:{port}/")
        message = sent(fleeting=True)
    assert (message.state, message.to) == ("waiting", NUMBER)


def test_in_a_trial_the_local_mailbox_keeps_what_it_alone_shows():
    assert jobs.can_leave("sms")
    assert sent(fleeting=True).body == "Code : 1234 5678"


def test_with_a_mail_server_and_no_gateway_sms_do_not_leave(node_settings):
    node_settings(email_url="smtp://127.0.0.1:9")
    assert not jobs.can_leave("sms")
    assert jobs.can_leave("mail")
    message = sent()
    assert message.state == "waiting"
    assert "aucun moyen d’envoi" in message.failure
