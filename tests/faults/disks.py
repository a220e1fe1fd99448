"""A disk of its own for what a test fills: a file system in memory, of a few megabytes."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Disk:
    """A small disk, filled by a file of no meaning."""

    root: Path

    @property
    def folder(self) -> Path:
        """What lives on the disk, without the ballast."""
        return self.root / "data"

    @property
    def _ballast(self) -> Path:
        return self.root / "ballast"

    def fill(self, *, until: Callable[[], bool], seconds: float = 60) -> None:
        """Leave no room, and take what others give back, until something is so or for so long; then there is room again."""
        end = time.monotonic() + seconds
        with self._ballast.open("wb", buffering=0) as file:
            over = False
            while not over and time.monotonic() < end:
                for block in (1 << 20, 1 << 12):
                    with suppress(OSError):
                        while file.write(bytes(block)) == block:
                            pass
                over = until()
                time.sleep(0.02)
        self.clear()

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)


def absent() -> str:
    """Say why no disk can be made here; empty when one can."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return "a small disk is mounted by root only: what a full disk does is not tried"
    return ""


@contextmanager
def small(root: Path, megabytes: int) -> Iterator[Disk]:
    """Mount a disk of so many megabytes. Raises OSError: this machine does not allow it."""
    root.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr)
    try:
        disk = Disk(root)
        disk.folder.mkdir()
        yield disk
    finally:
        subprocess.run(["umount", "-l", root], check=True)
