"""The two toy engines stand in for those of the settings; a kit is the smallest valid one with something changed."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import get_resolver

from essaim.adoptions import registry
from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.document.reading import parse

KITS = Path(__file__).parents[2] / "kits"
TOYS = ("tests.apps.adoptions.desk", "tests.apps.adoptions.purse")


@contextmanager
def only(packages):
    """Stand other engines in for those of the settings.

    The addresses are made once a process, of the engines that it has then: they are made first.
    """
    _ = get_resolver().url_patterns
    before = dict(registry.engines)
    registry.fill(packages)
    try:
        yield registry.engines
    finally:
        registry.engines.clear()
        registry.engines.update(before)


@pytest.fixture
def toys():
    with only(TOYS) as engines:
        yield engines


@pytest.fixture
def private(tmp_path, monkeypatch):
    """The files that people give go to a folder of the test; returns it."""
    from essaim.adoptions.models import Attachment

    folder = tmp_path / "dossiers"
    folder.mkdir()
    storage = FileSystemStorage(location=folder)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)
    return folder


@pytest.fixture
def changed(toys):
    """Return the smallest valid kit, checked, once each (old, new) is replaced."""

    def change(*pairs, engines=toys, **options):
        text = (KITS / "valid" / "minimal.yaml").read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return check_document(parse(text.encode()), engines, **options)

    return change


@pytest.fixture
def problems(changed):
    """Return what is wrong in the smallest valid kit once something is replaced: paths and messages."""

    def find(*pairs, **options):
        with pytest.raises(FaultyKitError) as refused:
            changed(*pairs, **options)
        return [(problem.path, problem.message) for problem in refused.value.problems]

    return find
