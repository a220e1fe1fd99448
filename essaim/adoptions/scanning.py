"""What looks for malicious content in the files that people give.

The platform comes without a scanner, and says so: a file is then « non analysé » wherever it is shown. A node that has one
registers it, from the `ready` of its own app: `scanning.register(my_scanner)`.
"""

from collections.abc import Callable


class UnsafeFileError(Exception):
    """The scanner refuses the file."""


Scanner = Callable[[bytes], bool]
"""Takes the whole content; True: it was scanned and nothing was found, False: it could not be. Raises UnsafeFileError."""


def _no_scanner(_content: bytes) -> bool:
    return False


_scanner: list[Scanner] = [_no_scanner]


def register(scanner: Scanner) -> None:
    """Make this the scanner of the node; the last one registered wins."""
    _scanner[:] = [scanner]


def scanned(content: bytes) -> bool:
    """Say whether the content was scanned and nothing found. Raises UnsafeFileError."""
    return _scanner[0](content)
