"""Patterns, through RE2 only: linear time whatever the text, size capped, no look-around, no back-reference."""

from functools import lru_cache
from typing import Any

import re2

PATTERN_AT_MOST = 200
MEMORY_AT_MOST = 1 << 20


class BadPatternError(ValueError):
    """A pattern is not one of RE2, or is too big. The message is in French."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Any:
    """Return the compiled pattern. Raises BadPatternError when it is too long, too big once compiled, or not RE2's."""
    if len(pattern) > PATTERN_AT_MOST:
        raise BadPatternError(f"motif trop long : {PATTERN_AT_MOST} caractères au plus")
    options = re2.Options()
    options.max_mem = MEMORY_AT_MOST
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise BadPatternError(f"motif refusé par RE2 (ni renvoi, ni regard autour) : {_said(error)}") from None


def matches(pattern: str, text: str) -> bool:
    """Say whether the whole text fits the pattern."""
    return compile_pattern(pattern).fullmatch(text) is not None


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
