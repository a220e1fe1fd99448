"""The files that the production guide copies: their commands exist, each service is closed the same way."""

import shlex
from pathlib import Path

import pytest

from essaim.config import cli

FOLDER = Path(__file__).parents[2] / "docs" / "guides" / "production"
GUIDE = FOLDER.with_suffix(".md").read_text(encoding="utf-8")
SERVICES = sorted(FOLDER.glob("*.service"))
COMMAND = "/opt/essaim/.venv/bin/essaim"
OWN = {"User", "Environment", "WorkingDirectory", "Type", "Restart", "RestartSec", "TimeoutStopSec", "ReadWritePaths"}
CLOSED = {"NoNewPrivileges=true", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true",
          "PrivateDevices=true", "SystemCallFilter=@system-service", "UMask=0027"}  # fmt: skip


def directives(unit: Path) -> list[str]:
    lines = unit.read_text(encoding="utf-8").partition("[Service]")[2].partition("[Install]")[0].splitlines()
    return [line for line in lines if "=" in line and not line.startswith("#")]


def closing(unit: Path) -> list[str]:
    """What takes rights away: all but what is the unit's own."""
    return [line for line in directives(unit) if line.partition("=")[0] not in OWN and not line.startswith("Exec")]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_command_of_a_unit_is_one_of_ours(unit):
    (start,) = (line.removeprefix("ExecStart=") for line in directives(unit) if line.startswith("ExecStart="))
    words = shlex.split(start)
    words = shlex.split(words[2].replace("$$(date +%%F-%%H%%M)", "today")) if words[0] == "/bin/sh" else words
    assert words[0] == COMMAND
    assert cli._parser(words[1]).parse_args(words[1:]).run


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_may_no_more_than_it_needs(unit):
    said = directives(unit)
    assert set(said) >= CLOSED
    assert "User=essaim" in said
    assert closing(unit) == closing(SERVICES[0])


def test_the_proxy_says_what_the_site_needs_and_keeps_no_address():
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    for header in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in text
    assert text.count("server {") == text.count("access_log off;")
    assert "/opt/essaim/docs/guides/production;" in text
    assert (FOLDER / "indisponible.html").is_file()


def test_the_guide_copies_every_file():
    for path in FOLDER.iterdir():
        page = path.name == "indisponible.html"  # shown by nginx from where it is
        assert page or f"production/{path.name}" in GUIDE or f"production/*{path.suffix}" in GUIDE, path.name
