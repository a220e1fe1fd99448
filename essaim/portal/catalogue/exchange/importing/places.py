"""Territories of others become ours: by code, by number, by postcode or by name."""

import re
from collections.abc import Callable
from functools import cached_property

from essaim.foundation.territories import public as territories

_CODE = re.compile(r"^(pays|region|departement|epci|commune)-\w+$")
_POSTCODE = re.compile(r"^\d{5}$")
_NUMBER = re.compile(r"^(\d{1,2}|2[AB]|97\d)$", re.IGNORECASE)


class Places:
    """Finds territories; reads the names once for a whole import."""

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(code for codes in territories.gazetteer().values() for code in codes)

    def find(self, text: str, level: str = "") -> str | None:
        """Return the code of the only territory that this text names, or None when there is none or several."""
        fit: Callable[[str], bool] = lambda code: code.startswith(f"{level}-") if level else True  # noqa: E731
        found = [code for code in self._candidates(text.strip(), level) if fit(code)]
        return found[0] if len(found) == 1 else None

    def _candidates(self, text: str, level: str) -> tuple[str, ...]:
        if _CODE.match(text):
            return (text,) if territories.find(text) else ()
        if _NUMBER.match(text) and level in {"", "departement"}:
            code = f"departement-{text.upper().zfill(2)}"
            return (code,) if territories.find(code) else ()
        if _POSTCODE.match(text):
            return territories.postcodes().get(text, ())
        return territories.gazetteer().get(territories.fold(text), ())
