"""Files that people give: judged by what they hold, kept apart, sent to be saved only, to whom may see them."""

import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.adoptions import scanning
from essaim.adoptions.domain import adopting
from essaim.adoptions.models import Attachment, Participation
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.journeys import answer, begin, contact, hidden, send
from tests.apps.adoptions.people import manager, member
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys", "private")]

PDF = b"%PDF-1.7 une notice"
DOCUMENT = (
    "fields: [heures]}]",
    "fields: [heures], documents: [{id: notice, label: Votre notice, purpose: Vérifier, retention: {months: 6, after: decision}, seen_by: [agent]}]}]",
)
HIDDEN = (DOCUMENT[0], DOCUMENT[1].replace(", seen_by: [agent]", ""))


def given(content=PDF, name="notice.pdf"):
    return SimpleUploadedFile(name, content, "text/html")  # what a browser says is not believed


def give(client, draft, *files, heures="12", **more):
    return answer(client, f"{draft}page/1/", {"heures": heures, "piece_notice": list(files), **more})


def png(*more):
    """A picture of one dot, with what is written beside it."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(
        b"IEND", b""
    ), chunk


def test_a_file_is_given_seen_again_and_removed(client, private):
    draft = begin(client, adopted("minimal", DOCUMENT))
    assert give(client, draft, given()).status_code == 302
    one = Attachment.objects.get()
    assert (one.kind, one.size, one.get_scan_display()) == ("pdf", len(PDF), "non analysé")
    page = client.get(f"{draft}page/1/").content.decode()
    assert "notice.pdf" in page
    assert "non analysé" in page
    assert len(list(private.iterdir())) == 1


def test_the_file_goes_with_its_row(private, django_capture_on_commit_callbacks):
    from essaim.adoptions.domain import attaching, participating

    participation, _ = participating.begin(adoption=adopted("minimal", DOCUMENT), door="desk.demande")
    one = attaching.attach(participation=participation, asked="notice", file=given())
    assert len(list(private.iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        attaching.detach(participation=participation, key=one.key)
    assert list(private.iterdir()) == []


def test_a_file_is_removed_by_its_button(client):
    draft = begin(client, adopted("minimal", DOCUMENT))
    give(client, draft, given())
    removed = give(client, draft, _retirer_piece=str(Attachment.objects.get().key))
    assert removed.status_code == 200
    assert not Attachment.objects.exists()
    give(client, draft, _retirer_piece="n’importe quoi")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>1</script>", "notice.pdf", "type accepté"),
        (b"MZ programme", "photo.png", "type accepté"),
        (b"", "vide.pdf", "type accepté"),
        (b"\xff\xd8\xff cassee", "photo.jpg", "abîmée"),
        (PDF + b"0" * (10 * 1024 * 1024), "gros.pdf", "dépasse 10"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_loses_nothing_else(client, content, name, words):
    draft = begin(client, adopted("minimal", DOCUMENT))
    refused = give(client, draft, given(content, name))
    assert refused.status_code == 422
    assert words in refused.content.decode().replace("\u00a0", " ")
    assert Participation.objects.get().answers == {"heures": "12"}
    assert not Attachment.objects.exists()


def test_a_picture_loses_what_it_says_beside_what_it_shows(client, private):
    _, chunk = png()
    content, _ = png(chunk(b"tEXt", b"GPS\0chez moi"))
    draft = begin(client, adopted("minimal", DOCUMENT))
    give(client, draft, given(content, "photo.png"))
    (kept,) = private.iterdir()
    assert b"chez moi" in content
    assert b"chez moi" not in kept.read_bytes()


def test_at_most_five_files_for_one_document(client):
    draft = begin(client, adopted("minimal", DOCUMENT))
    refused = give(client, draft, *[given(name=f"{n}.pdf") for n in range(6)])
    assert "5 fichiers au plus" in refused.content.decode()
    assert Attachment.objects.count() == 5


def test_a_document_that_is_required_is_asked_before_sending(client):
    draft = begin(client, adopted("minimal", DOCUMENT))
    give(client, draft)
    contact(client, draft)
    assert "Votre notice" in client.get(f"{draft}relire/").content.decode()
    assert send(client, draft).status_code == 422
    give(client, draft, given())
    assert send(client, draft).status_code == 302


def sent_with_a_file(client, *pairs):
    adoption = adopted("minimal", *pairs)
    draft = begin(client, adoption)
    give(client, draft, given(name="../../notice.pdf"))
    contact(client, draft)
    send(client, draft)
    return adoption, draft, Attachment.objects.get()


def test_who_may_have_a_file_and_how_it_is_sent(client):
    adoption, draft, one = sent_with_a_file(client, DOCUMENT)
    desk = f"/gestion/{adoption.slug}/dossiers/{Participation.objects.get().key}/pieces/{one.key}/"
    for who, url in ((client, f"{draft}pieces/{one.key}/"), (member(adoption), desk)):
        sent = who.get(url)
        assert sent.status_code == 200
        assert b"".join(sent.streaming_content) == PDF
        assert sent["Content-Type"] == "application/pdf"
        assert sent["Content-Disposition"].startswith('attachment; filename="notice.pdf"')
        assert (sent["X-Content-Type-Options"], "sandbox" in sent["Content-Security-Policy"]) == ("nosniff", True)
    assert Client().get(f"{draft}pieces/{one.key}/").status_code == 404
    assert manager().get(desk).status_code == 403
    assert member(adopted("minimal", DOCUMENT, structure="Autre"), name="b").get(desk).status_code == 403


def test_a_role_that_the_kit_does_not_name_does_not_see_a_file(client):
    adoption, _, one = sent_with_a_file(client, HIDDEN)
    page = f"/gestion/{adoption.slug}/dossiers/{Participation.objects.get().key}/"
    agent = member(adoption)
    assert "notice.pdf" not in agent.get(page).content.decode()
    assert agent.get(f"{page}pieces/{one.key}/").status_code == 403


def test_no_address_of_the_site_leads_to_the_folder(client):
    _, _, one = sent_with_a_file(client, DOCUMENT)
    assert client.get(f"/media/dossiers/{one.file.name}").status_code == 404
    assert client.get(f"/media/{one.file.name}").status_code == 404


def test_the_folder_of_files_is_saved_with_the_rest():
    """Backups take the folder of files whole: the private one stands in it."""
    location = Path(str(settings.STORAGES["private"]["OPTIONS"]["location"]))
    assert location.name == "dossiers"


def test_the_scanner_of_a_node_is_asked(client):
    def scanner(content):
        if b"virus" in content:
            raise scanning.UnsafeFileError
        return True

    before = list(scanning._scanner)
    scanning.register(scanner)
    try:
        draft = begin(client, adopted("minimal", DOCUMENT))
        assert "dangereux" in give(client, draft, given(PDF + b" virus")).content.decode()
        give(client, draft, given())
        assert Attachment.objects.get().scan == "clean"
    finally:
        scanning._scanner[:] = before


def test_opening_the_service_erases_the_files_of_the_test(private, django_capture_on_commit_callbacks):
    from essaim.adoptions.domain import attaching, participating

    adoption = adopted("minimal", DOCUMENT, phase="testing")
    participation, _ = participating.begin(adoption=adoption, door="desk.demande")
    attaching.attach(participation=participation, asked="notice", file=given())
    with django_capture_on_commit_callbacks(execute=True):
        adopting.open_adoption(adoption=adoption, actor=None)
    assert list(private.iterdir()) == []


def test_an_agent_gives_the_file_that_came_with_the_paper():
    adoption = adopted("minimal", DOCUMENT)
    agent = member(adoption)
    url = agent.post(f"/gestion/{adoption.slug}/saisir/", {"door": "desk.demande", "channel": "post"})["Location"]
    who = {"for_whom": "self", "name": "Andrée Papier", "phone": "05 62 00 00 00"}
    filed = agent.post(url, {**hidden(agent, url), **who, "heures": "12", "piece_notice": given(), "_deposer": "1"})
    assert filed.status_code == 302, filed.content
    assert Attachment.objects.count() == 1
