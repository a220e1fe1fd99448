"""Run every check and every test that this machine can run, and say plainly what it cannot.

ESSAIM_REQUIRE_ALL=1 (set by .ci/run) turns an absence into a failure.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
import lint
import postgres

ROOT = Path(__file__).parent.parent
SLOWEST = ("--durations=10", "--durations-min=5")


def absences() -> list[str]:
    """Name what is missing on this machine, with what is not tested for the lack of it."""
    real_data = Path(os.environ.get("ESSAIM_REAL_DATA", ROOT.parent / "shared"))
    found = {
        "PostgreSQL (apt install postgresql): the tests run on SQLite only": postgres.binaries(),
        "Chromium (apt install chromium): no journey is walked in a browser": shutil.which("chromium"),
        "Java (apt install default-jre-headless): the HTML of the pages is not validated": shutil.which("java"),
        "the real data (ESSAIM_REAL_DATA=folder): imports and the founding note are not checked": (
            real_data / "seed"
        ).is_dir(),
    }
    return [name for name, present in found.items() if not present]


def furnished(folder: str) -> str:
    """Set the platform of the journeys up once, with its demonstration: each process of the tests takes a copy."""
    print("\n→ the platform of the journeys", flush=True)
    settings = {"ESSAIM_VAR": folder, "ESSAIM_DEBUG": "1", "ESSAIM_SECRET_KEY": "journeys", "DATABASE_URL": ""}
    essaim = Path(sys.executable).parent / "essaim"
    subprocess.run([essaim, "setup", "--demo"], env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)
    return folder


def pytest(label: str, *arguments: str, **environment: str) -> bool:
    print(f"\n→ tests: {label}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *SLOWEST, *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0


def main() -> int:
    # Hundreds of the processes that the tests start read the same modules: compiled once, whatever the habit of the machine.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    missing = absences()
    for name in missing:
        print(f"ABSENT: {name}", flush=True)
    if missing and os.environ.get("ESSAIM_REQUIRE_ALL"):
        print("ESSAIM_REQUIRE_ALL is set: every absence above is a failure.", file=sys.stderr)
        return 1
    passed = [lint.main() == 0]
    passed.append(pytest("SQLite", "-m", "not postgres and not journey", DATABASE_URL=""))
    # In a process of its own: a browser that stays open keeps the database from the tests that follow it.
    if shutil.which("chromium"):
        with TemporaryDirectory() as folder:
            settings = {"DATABASE_URL": "", "ESSAIM_JOURNEYS_VAR": furnished(folder)}
            passed.append(pytest("journeys in a browser", "-m", "journey", "tests/journeys", **settings))
    if postgres.binaries():
        with ExitStack() as stack:
            url = stack.enter_context(postgres.temporary_server())
            passed.append(pytest("PostgreSQL", "-m", "database and not journey", DATABASE_URL=url))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
