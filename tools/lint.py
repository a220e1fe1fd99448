"""Every check that reads the code without running it; all of them run, then the failures are named."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "import contracts": ["lint-imports", "--no-cache"],
    "mypy": ["mypy", "essaim"],
    "djlint": ["djlint", "essaim", "--lint", "--quiet"],
    "bandit": ["bandit", "-q", "-r", "essaim", "-ll"],
}


def main() -> int:
    failed = []
    for name, command in CHECKS.items():
        print(f"→ {name}", flush=True)
        if subprocess.run([BIN / command[0], *command[1:]], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
