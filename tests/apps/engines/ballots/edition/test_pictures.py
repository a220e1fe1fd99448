"""Published pictures are shown to everybody, by their service alone, as long as what they show is published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.engines.ballots.domain.edition import moderating, works
from essaim.engines.ballots.models.edition import Picture
from tests.apps.engines.ballots import builders
from tests.apps.engines.ballots.edition.test_pages import PNG, public

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def of_works(edition):
    """A picture of a step of the works: the project, its address."""
    won = builders.project(edition, "Un préau")
    builders.called(edition, [won])
    photo = SimpleUploadedFile("mur.png", PNG, content_type="image/png")
    on = builders.timezone.localdate()
    works.tell(project=builders.reread(won), actor=builders.AGENT, on=on, words="Fait.", photos=[(photo, "Un mur")])
    return won, f"/services/{edition.adoption.slug}/ballots/images/{Picture.objects.get().key}/"


def test_a_picture_of_the_works_is_sent_as_what_it_is_and_runs_nothing():
    edition = builders.service(phase="instruction")
    won, url = of_works(edition)
    assert f'src="{url}"' in Client().get(public(edition, f"projets/{won.number}/")).content.decode()
    answer = Client().get(url)
    kind = (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"])
    assert kind == (200, "image/png", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_a_picture_is_not_shown_by_another_service_nor_without_its_file():
    edition = builders.service(phase="instruction")
    _, url = of_works(edition)
    other = builders.service(structure="Ville de Condom")
    assert Client().get(url.replace(edition.adoption.slug, other.adoption.slug)).status_code == 404
    Picture.objects.update(file="ballots/perdu.png")
    assert Client().get(url).status_code == 404


def test_the_picture_of_an_idea_goes_with_it():
    edition = builders.service()
    idea = builders.published(edition)
    shown = Picture(idea=idea, alternative="Un verger")
    shown.file.save("verger.png", SimpleUploadedFile("verger.png", PNG))
    url = f"/services/{edition.adoption.slug}/ballots/images/{shown.key}/"
    assert f'src="{url}"' in Client().get(public(edition, f"idees/{idea.pk}/")).content.decode()
    answer = Client().get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)  # read to its end, it closes itself and leaves the connection of the test
    moderating.hide(idea=idea, actor=builders.AGENT, version=idea.version, reason="Un visage se reconnaît")
    assert Client().get(url).status_code == 404
