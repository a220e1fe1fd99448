"""The synonym groups that come with the platform."""

from pathlib import Path

from django.db import transaction

from essaim.cores.text import parse_groups
from essaim.portal.catalogue.models.search import SYNONYMS, SynonymGroup, touch

FILE = Path(__file__).with_name("synonymes.txt")
REASON = "liste fournie avec la plateforme"


@transaction.atomic
def load_synonyms() -> int:
    """Add the groups of the file that are not there yet; return how many. A group edited or set aside stays as it is.

    Side effects: rows of SynonymGroup; processes see them at their next search.
    """
    groups = parse_groups(FILE.read_text(encoding="utf-8"))
    known = [set(words) for words in SynonymGroup.objects.values_list("words", flat=True)]
    firsts = set(SynonymGroup.objects.exclude(shipped="").values_list("shipped", flat=True))
    new = [group for group in groups if set(group) not in known and group[0] not in firsts]
    SynonymGroup.objects.bulk_create(SynonymGroup(words=group, shipped=group[0], reason=REASON) for group in new)
    if new:
        touch(SYNONYMS)
    return len(new)
