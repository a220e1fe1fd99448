"""The engine of cases on its example kit, whole or with something changed."""

from pathlib import Path

import pytest

from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.document.reading import parse
from essaim.engines.cases.engine import ENGINE

KIT = Path(__file__).parents[3] / "kits" / "valid" / "aide-au-permis.yaml"
ENGINES = {"cases": ENGINE}


def changed(*pairs):
    """Check the example kit once each (old, new) is replaced; return the kit."""
    text = KIT.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return check_document(parse(text.encode()), ENGINES).kit


def problems(*pairs):
    """Return what is wrong in the example kit once something is replaced: paths and messages."""
    with pytest.raises(FaultyKitError) as refused:
        changed(*pairs)
    return [(one.path, one.message.replace("\u202f", " ").replace("\xa0", " ")) for one in refused.value.problems]


@pytest.fixture(scope="session")
def kit():
    return changed()


@pytest.fixture(scope="session")
def section(kit):
    return kit.sections["cases"]
