"""Nodes to break: made from one template, on the database of this run."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.node import Node


def _psycopg_run(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _url_of(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def server_url() -> str:
    """The PostgreSQL server of this run; empty when the tests run on SQLite."""
    return os.environ.get("DATABASE_URL", "")


@pytest.fixture(scope="session")
def template_node(tmp_path_factory: pytest.TempPathFactory, server_url: str) -> Iterator[Node]:
    """A migrated node without content: the nodes of the tests are copies of it."""
    folder = tmp_path_factory.mktemp("template")
    name = f"essaim_faults_{uuid.uuid4().hex[:12]}"
    if server_url:
        _psycopg_run(server_url, f"CREATE DATABASE {name}")
    node = Node(folder, _url_of(server_url, name) if server_url else "")
    done = node.run("django", "migrate")
    assert done.returncode == 0, done.stderr
    yield node
    if server_url:
        _psycopg_run(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def make_shared_node(
    template_node: Node, tmp_path_factory: pytest.TempPathFactory, server_url: str
) -> Iterator[Callable[..., Node]]:
    """Make nodes that all the tests of a file share."""
    yield from _maker(template_node, tmp_path_factory.mktemp("shared"), server_url)


@pytest.fixture
def make_node(template_node: Node, tmp_path: Path, server_url: str) -> Iterator[Callable[..., Node]]:
    """Make nodes; `empty=True`: without even a structure."""
    yield from _maker(template_node, tmp_path, server_url)


def _maker(template_node: Node, root: Path, server_url: str) -> Iterator[Callable[..., Node]]:
    names: list[str] = []

    def make(*, empty: bool = False) -> Node:
        folder = root / f"node{len(names)}"
        folder.mkdir()
        names.append(f"essaim_faults_{uuid.uuid4().hex[:12]}")
        if not server_url:
            if not empty:
                shutil.copy(template_node.folder / "essaim.sqlite3", folder)
            return Node(folder, "")
        template = "template0" if empty else urlsplit(template_node.database_url).path[1:]
        _psycopg_run(server_url, f"CREATE DATABASE {names[-1]} TEMPLATE {template}")
        return Node(folder, _url_of(server_url, names[-1]))

    yield make
    for name in names if server_url else []:
        _psycopg_run(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def node(make_node: Callable[..., Node]) -> Node:
    return make_node()
