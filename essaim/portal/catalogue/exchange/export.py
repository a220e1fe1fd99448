"""The whole published catalogue, as `essaim catalogue export` writes it."""

from collections.abc import Iterable

from essaim.portal.catalogue.domain.queries.records import catalogue_record
from essaim.portal.catalogue.exchange import downloads
from essaim.portal.catalogue.models import Initiative, Status


def whole(kind: str) -> Iterable[bytes]:
    """Return the blocks of the export. JSON holds solutions, initiatives and diffusion; the others, initiatives."""
    if kind == "json":
        return [catalogue_record().model_dump_json(indent=1).encode() + b"\n"]
    ids = Initiative.objects.filter(status=Status.PUBLISHED).order_by("slug").values_list("pk", flat=True)
    return downloads.write(kind, ids)
