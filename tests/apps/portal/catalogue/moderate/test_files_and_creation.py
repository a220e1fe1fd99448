"""Files are judged by what they hold and served with the rights of their page; pages begin as drafts."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essaim.cores.picture import without_metadata
from essaim.foundation.accounts.models import Role
from essaim.portal.catalogue.domain import files
from essaim.portal.catalogue.models import Document, Image, Initiative, Solution, Status
from tests.cores.test_picture import PLACE, jpeg, png, webp

pytestmark = pytest.mark.django_db
PNG = without_metadata(png(), "png")
PDF = b"%PDF-1.7\n" + b"x" * 60


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def open_document() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        archive.writestr("mimetype", files.DOCUMENTS["odt"])
        archive.writestr("content.xml", "<a/>")
    return content.getvalue()


def upload(client, page, what, content, name="a.png", **texts):
    texts = texts or ({"label": "Bilan"} if what == "document" else {"alternative": "Le bus", "credit": "Auch"})
    data = {f"{what}-{key}": value for key, value in texts.items()}
    data |= {"what": what, f"{what}-file": SimpleUploadedFile(name, content)}
    return client.post(reverse("catalogue:files_initiative", args=[page.slug]), data)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "png"), (b"\xff\xd8\xff\xe0" + b"x" * 9, "jpg"), (b"RIFF\0\0\0\0WEBPVP8 ", "webp"), (PDF, "pdf"),
        (open_document(), "odt"), (b"", None), (b"<svg onload=alert(1)>", None), (b"GIF89a", None), (b"PK\x03\x04word", None),
        (b"<html>%PDF-", None), (b"MZ\x90", None),
    ],
)  # fmt: skip
def test_a_type_is_proved_by_the_first_bytes(content, kind):
    assert files.kind_of(BytesIO(content)) == kind


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a.php", "x" * 200 + ".png", "a\x00b.png", "<script>.svg", ".htaccess"]
)
def test_a_hostile_name_is_never_kept(client, person, initiative, tmp_path, name):
    page = initiative()
    person(Role.MODERATOR)
    assert upload(client, page, "image", PNG, name).status_code in {302, 422}
    kept = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept == [row.file.name for row in Image.objects.all()]
    assert all(path.startswith("catalogue/images/") and path.endswith(".png") for path in kept)


@pytest.mark.parametrize(("name", "content"), [("a.jpg", jpeg(6)), ("a.png", png()), ("a.webp", webp())])
def test_an_image_says_neither_where_nor_by_whom_it_was_taken(client, person, initiative, tmp_path, name, content):
    page = initiative()
    person(Role.MODERATOR)
    assert upload(client, page, "image", content, name).status_code == 302
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert PLACE in content
    assert PLACE not in path.read_bytes()


def test_a_damaged_image_is_refused_in_words_and_nothing_is_kept(client, person, initiative, tmp_path):
    page = initiative()
    person(Role.MODERATOR)
    answer = upload(client, page, "image", jpeg()[:60], "a.jpg")
    assert answer.status_code == 422
    assert "Cette image est abîmée" in answer.content.decode()
    assert not Image.objects.exists()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_wrong_contents_and_large_files_are_refused(client, person, initiative, monkeypatch):
    page = initiative()
    person(Role.MODERATOR)
    assert upload(client, page, "image", b"<html>", "a.png").status_code == 422
    assert upload(client, page, "image", PDF).status_code == 422
    assert upload(client, page, "document", PNG, "a.pdf").status_code == 422
    assert upload(client, page, "image", PNG, alternative="").status_code == 422
    monkeypatch.setattr("essaim.portal.catalogue.forms.files.LARGEST", 10)
    assert "dépasse 10 Mo" in upload(client, page, "document", PDF).content.decode()
    assert not Document.objects.exists()
    assert not Image.objects.exists()


def close(answer) -> None:
    """Close the file of an answer as the server does, but keep the connection that the test still needs."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def test_a_file_is_served_with_the_rights_of_its_page(client, person, initiative):
    page = initiative()
    person(Role.MODERATOR)
    assert upload(client, page, "document", PDF, "a.pdf").status_code == 302
    assert upload(client, page, "image", PNG).status_code == 302
    document, image = Document.objects.get().file.url, Image.objects.get().file.url
    client.logout()
    answer = client.get(document)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    close(answer)
    picture = client.get(image)
    assert b"".join(picture.streaming_content) == PNG
    close(picture)
    Initiative.objects.update(status=Status.DRAFT)
    assert [client.get(url).status_code for url in (document, image, "/media/catalogue/images/rien.png")] == [404] * 3
    person(Role.MANAGER)
    answer = client.get(document)
    assert answer.status_code == 200
    close(answer)


def test_removing_a_file_removes_it(client, person, initiative, tmp_path, django_capture_on_commit_callbacks):
    page = initiative()
    person(Role.MODERATOR)
    upload(client, page, "image", PNG)
    row = Image.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("catalogue:files_initiative", args=[page.slug]), {"what": f"remove-images-{row.pk}"})
    assert not Image.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert page.versions.count() == 3


def test_three_people_and_files(client, person, initiative):
    page = initiative()
    url = reverse("catalogue:files_initiative", args=[page.slug])
    assert client.get(url).status_code == 302
    person(Role.CONTRIBUTOR)
    assert client.get(url).status_code == 403
    person(Role.MODERATOR)
    assert client.get(url).status_code == 200


BEGIN = {"title": "Le bus du soir", "summary": "Un bus.", "theme": "mobilite"}


def test_a_moderator_begins_an_initiative_at_home_only(client, person):
    url = reverse("catalogue:begin_initiative")
    assert client.get(url).status_code == 302
    person(Role.CONTRIBUTOR)
    assert client.get(url).status_code == 403
    person(Role.MODERATOR)
    assert client.post(url, BEGIN | {"territory": "Landes"}).status_code == 422
    response = client.post(url, BEGIN | {"territory": "Gers"})
    page = Initiative.objects.get()
    assert response["Location"] == reverse("catalogue:moderation_initiative", args=[page.slug])
    assert (page.status, page.versions.get().reason) == (Status.DRAFT, "page commencée")


def test_a_solution_is_begun_edited_and_published_by_who_answers_for_france(client, person):
    person(Role.MODERATOR)
    assert client.post(reverse("catalogue:begin_solution"), BEGIN).status_code == 403
    assert client.get(reverse("catalogue:moderation_solutions")).status_code == 403
    client.logout()
    person(Role.MANAGER, "pays-FR")
    client.post(reverse("catalogue:begin_solution"), BEGIN)
    page = Solution.objects.get()
    for key in ("textes", "classement", "besoins"):
        assert client.get(reverse("catalogue:edit_solution", args=[page.slug, key])).status_code == 200
    needs = {"people": "Deux bénévoles", "version": 1, "reason": "besoins"}
    assert client.post(reverse("catalogue:edit_solution", args=[page.slug, "besoins"]), needs).status_code == 302
    client.post(reverse("catalogue:step_solution", args=[page.slug, "publier"]))
    page.refresh_from_db()
    assert (page.needs["people"], page.status) == ("Deux bénévoles", Status.PUBLISHED)
    for name in ("moderation_solution", "history_solution"):
        assert client.get(reverse(f"catalogue:{name}", args=[page.slug])).status_code == 200
    assert page.title in client.get(reverse("catalogue:moderation_solutions")).content.decode()


def test_the_list_of_solutions_costs_the_same_at_one_and_at_three(client, person):
    person(Role.MANAGER, "pays-FR")
    url = reverse("catalogue:moderation_solutions")
    costs = []
    for count in (1, 3):
        for number in range(count):
            Solution.objects.get_or_create(slug=f"s{number}", defaults={"title": "S", "summary": "S"})
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        costs.append(len(seen))
    assert costs[0] == costs[1]
