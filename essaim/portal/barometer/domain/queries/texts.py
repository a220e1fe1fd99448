"""Free texts as the team reads them: apart from the other answers, question by question, with the theme that each was given."""

from collections import Counter
from dataclasses import dataclass

from essaim.portal.barometer.models import Remark, Wave

A_PAGE = 50


@dataclass(frozen=True)
class Texts:
    """One page of the texts of a question. ``themes``: each theme with its number of texts, the most frequent first."""

    rows: tuple[Remark, ...]
    total: int
    page: int
    pages: int
    themes: tuple[tuple[str, int], ...]
    without: int


def texts(wave: Wave, slug: str, *, theme: str | None = None, page: int = 1) -> Texts:
    """Return a page of texts in the order of their drawn keys. Three queries. ``theme``: of this one; "" for none yet."""
    every = wave.remarks.filter(slug=slug).exclude(text="")
    counted = Counter(every.values_list("theme", flat=True))
    shown = every if theme is None else every.filter(theme=theme)
    total = shown.count()
    pages = max(1, -(-total // A_PAGE))
    here = min(max(page, 1), pages)
    rows = tuple(shown.order_by("key")[(here - 1) * A_PAGE : here * A_PAGE])
    return Texts(rows, total, here, pages, tuple((name, n) for name, n in counted.most_common() if name), counted[""])
