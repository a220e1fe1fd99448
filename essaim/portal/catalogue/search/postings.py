"""The bytes of a chunk of postings: numbers inside the chunk, rising, then packed counts; uint16, little-endian."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Shorts = npt.NDArray[np.uint16]


def encode(counts: Mapping[int, int]) -> bytes:
    """Return the bytes of a chunk from packed counts by number (0 to CHUNK - 1)."""
    numbers = sorted(counts)
    return np.array([*numbers, *(counts[number] for number in numbers)], dtype="<u2").tobytes()


def decode(data: bytes | memoryview) -> tuple[Shorts, Shorts]:
    """Return the numbers and the packed counts of a chunk, of one shape (n,)."""
    both = np.frombuffer(data, dtype="<u2")
    half = len(both) // 2
    return both[:half], both[half:]
