"""Nodes to break: made from one template, on the database of this run."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

from tests.faults import disks
from tests.node import Node
from tools.postgres import Server, binaries, own_server


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[disks.Disk]:
    """A disk of 40 MB; a skip says when this machine cannot make one."""
    with _mounted(tmp_path / "disk", 40) as disk:
        yield disk


@contextmanager
def _mounted(root: Path, megabytes: int) -> Iterator[disks.Disk]:
    if why := disks.absent():
        pytest.skip(why)
    try:
        with disks.small(root, megabytes) as disk:
            yield disk
    except OSError as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


@pytest.fixture(scope="module")
def own_disk() -> Iterator[disks.Disk | None]:
    """The disk of the server to kill, 500 MB; None where no disk can be made: then nothing fills it."""
    with ExitStack() as stack:
        made = None
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="essaim-disk-")))
        folder.chmod(0o755)  # PostgreSQL runs as another user than these tests
        with suppress(OSError):
            made = None if disks.absent() else stack.enter_context(disks.small(folder / "disk", 500))
        yield made


@pytest.fixture(scope="module")
def own_postgres(own_disk: disks.Disk | None, template_node: Node) -> Iterator[Server]:
    """A durable PostgreSQL server to kill, with a migrated database `template_own`; a skip says when there is none."""
    if binaries() is None or not template_node.database_url:
        pytest.skip("PostgreSQL absent: this run is on SQLite")
    with own_server("-c max_wal_size=64MB", own_disk and own_disk.folder) as server:
        _psycopg_run(server.url, "CREATE DATABASE template_own")
        _copy(template_node.database_url, _url_of(server.url, "template_own"))
        yield server


def _copy(source: str, target: str) -> None:
    """Copy a database from a server to another: quicker than to migrate again."""
    folder = binaries()
    dumped = subprocess.run([f"{folder}/pg_dump", source], check=True, capture_output=True)
    loaded = [f"{folder}/psql", "-q", "-v", "ON_ERROR_STOP=1", target]
    subprocess.run(loaded, input=dumped.stdout, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def own_node(own_postgres: Server, tmp_path: Path) -> Node:
    """A node on the server to kill."""
    name = f"own_{uuid.uuid4().hex[:12]}"
    _psycopg_run(own_postgres.url, f"CREATE DATABASE {name} TEMPLATE template_own")
    folder = tmp_path / "own"
    folder.mkdir()
    return Node(folder, _url_of(own_postgres.url, name))
