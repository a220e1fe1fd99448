"""Adoptions for tests: a kit installed, adopted, in test or open; a participation sent."""

from pathlib import Path

from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.installing import install_document
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.runtime import Actor
from essaim.foundation.parties.models import Party

KITS = Path(__file__).parents[2] / "kits" / "valid"


def installed(name="minimal", *pairs):
    """Install a kit of `tests/kits/valid` (or a path), each (old, new) replaced."""
    path = name if isinstance(name, Path) else KITS / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return install_document(document=parse(text.encode()))


def adopted(
    name="minimal", *pairs, territory="departement-32", structure="Département du Gers", phase="open", **written
):
    """Adopt a kit and bring it to a phase: preparing, testing or open."""
    adoption = adopting.adopt(
        version=installed(name, *pairs), territory=territory, structure=structure, written=written, actor=None,
        contact="05 62 00 00 00",
    )  # fmt: skip
    if phase != "preparing":
        adopting.start_test(adoption=adoption, actor=None)
    if phase == "open":
        adopting.open_adoption(adoption=adoption, actor=None)
    return adoption


def sent(adoption, door, answers, name="Camille Exemple", email="camille@exemple.test", **party):
    """Begin a participation and send it."""
    who = Party.objects.create(name=name, email=email, **party)
    participation, _ = participating.begin(adoption=adoption, door=door, party=who, answers=answers)
    return participating.send(participation=participation, actor=Actor(participation.role))
