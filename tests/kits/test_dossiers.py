"""Each kit of the platform, by each of its doors: an invented person fills in every screen without script, and sends."""

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.asking import steps
from essaim.adoptions.domain.installing import install_kit
from essaim.adoptions.models import Attachment, Participation
from essaim.cores.rules.kinds import Kind
from tests.apps.adoptions.journeys import answer, contact
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

KITS = sorted(path.parent for path in (Path(__file__).parents[2] / "kits").glob("*/kit.yaml"))


@pytest.fixture(autouse=True)
def _private(tmp_path, monkeypatch):
    """The files that people give go to a folder of the test."""
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)


@pytest.fixture
def adopted_kit(request):
    adoption = adopting.adopt(
        version=install_kit(path=request.param), territory="departement-32", structure="Gers", written={}, actor=None
    )
    for engine in adoption.terms.kit.engines.values():
        engine.runtime.set_up_demo(adoption)
    adopting.start_test(adoption=adoption, actor=None)
    adopting.open_adoption(adoption=adoption, actor=None)
    return adoption


def posted(kit, name, written):
    """An answer as it is written in a kit, as a form sends it; she lives in Auch, since only a few départements are loaded."""
    if kit.book.fields[name].kind is Kind.COMMUNE:
        return {name: "Auch"}
    if kit.book.fields[name].kind is not Kind.GROUP:
        return {name: written}
    lines = {f"{name}-{rank}-{key}": value for rank, item in enumerate(written) for key, value in item.items()}
    return {f"{name}_lignes": str(len(written)), **lines}


def anything(variable):
    """What a person of another door of the same role was not invented to say."""
    first = variable.choices[0].key if variable.choices else ""
    written = {
        Kind.CHOICE: first,
        Kind.CHOICES: [first],
        Kind.YES_NO: "oui",
        Kind.DATE: "2026-12-01",
        Kind.DEPARTEMENT: "32",
    }
    if variable.kind is Kind.GROUP:
        return [{member.name: anything(member) for member in variable.members}]
    return written.get(variable.kind, "Exemple" if variable.kind is Kind.TEXT else "1")


def invented(kit, role):
    """The demonstration person of a role who says most."""
    people = [one for one in kit.record.demo.people if one.role == role]
    return max(people, key=lambda one: len(one.fields), default=None)


@pytest.mark.parametrize("adopted_kit", KITS, ids=lambda path: path.name, indirect=True)
def test_every_door_is_walked_to_its_receipt(client, adopted_kit):
    kit = adopted_kit.terms.kit
    doors = participating.doors(adopted_kit.terms)
    page = client.get(adopted_kit.get_absolute_url()).content.decode()
    for name, door in doors.items():
        person = invented(kit, door.role)
        if person is None:
            continue
        url = f"/services/{adopted_kit.slug}/commencer/{name.replace('.', '/')}/"
        assert url in page
        assert client.get(url).status_code == 200
        assert client.get(url.replace("/commencer/", "/papier/")).status_code == 200
        draft = client.post(url)["Location"].removesuffix("suite/")
        _walk(client, kit, draft, person.fields)
        assert contact(client, draft, email=f"{person.id}@exemple.test", name=person.name).status_code == 302
        review = client.get(f"{draft}relire/").content.decode()
        assert "il manque" not in review, (name, re.findall(r"<li><a[^>]*>[^<]*</a>[^<]*", review))
        sent = answer(client, f"{draft}relire/", {"accord": "oui"})
        assert sent.status_code == 302, sent.content.decode()
        assert "n° " in client.get(f"{draft}recu/").content.decode()
        assert client.get(draft).status_code == 200


def _walk(client, kit, draft, fields):
    one = Participation.objects.get(key=draft.split("/")[2])
    done = set()
    while True:
        one.refresh_from_db()
        left = [step for step in steps(one) if step.place not in done]
        if not left:
            return
        step = left[0]
        done.add(step.place)
        values = {}
        for field in step.fields:
            values |= posted(kit, field, fields.get(field) or anything(kit.book.fields[field]))
        for asked in step.documents:
            values[f"piece_{asked.id}"] = SimpleUploadedFile("piece.pdf", b"%PDF-1.7 une piece")
        given = answer(client, f"{draft}page/{step.place}/", values)
        assert given.status_code == 302, re.findall(r'href="#id_[^"]*">.*?</li>', given.content.decode(), re.DOTALL)
