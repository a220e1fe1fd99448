"""What goes to the log of the node: where and what kind of failure, never whom it was about (CNIL 2021-122)."""

import copy
import logging
import re
import traceback
from types import TracebackType

_SECRET = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.+-]+@[\w-]+(\.[\w-]+)+|(?<=/invitation/)[\w-]+|(?<=/lien/)[\w:-]+",
    re.IGNORECASE,
)
"""The token of a link (it opens a proposal or an alert; Django logs the address of every refused page), an address, a code."""

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Writes lines without tokens and addresses, and traces without the text of the error.

    The text of an error quotes what somebody typed: PostgreSQL's names the row, pydantic's the value.
    """

    def format(self, record: logging.LogRecord) -> str:
        fresh = copy.copy(record)
        fresh.exc_text = None  # another handler may have written the whole trace there
        return _SECRET.sub("…", super().format(fresh))

    def formatException(self, ei: Failure) -> str:  # noqa: N802 - logging's name
        error, parts = ei[1], list[str]()
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}\n"
            parts.insert(0, "".join([*traceback.format_list(traceback.extract_tb(error.__traceback__)), kind]))
            error = error.__cause__ or error.__context__
        return "\n".join(parts)
