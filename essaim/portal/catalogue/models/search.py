"""The tables of the search: an index of its own that is the same on every database, synonyms, empty searches.

The index is inverted and cut in chunks of ``CHUNK`` documents: adding a page rewrites the few chunks that hold its
words. ``collection`` lets a bench index a corpus beside the real one. ``generation`` lets a process read what changed.
"""

import uuid
from typing import Any

from django.db import models

CHUNK = 8192
"""Documents per chunk of postings; their number inside a chunk fits in 16 bits."""


FORMAT = "2"
"""How the rows below are written. Change it with them: an index of another format is built again by ``reindex``."""


class SearchState(models.Model):
    """One collection: its generation grows with every change, its stamps tell a process what it has already read.

    A stamp begins with the format in which the collection was begun, and keeps it until the collection is emptied.
    """

    collection = models.CharField(max_length=40, unique=True)
    generation = models.PositiveBigIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=0)
    stamps = models.JSONField(default=list)

    class Meta:
        verbose_name = "état de l’index de recherche"
        verbose_name_plural = "états de l’index de recherche"

    def __str__(self) -> str:
        return f"{self.collection} : {self.generation}"

    @property
    def format(self) -> str:
        """The format of the rows; "" when it was not yet written down."""
        if not self.stamps:
            return FORMAT if self.generation == 0 else ""
        before, _, _ = str(self.stamps[-1]).rpartition(":")
        return before


class SearchDocument(models.Model):
    """One indexed page. ``number`` is its place in the postings; a removed page keeps its row, emptied.

    ``tokens``: the numbers of its words (int32), to take them out again; ``vector``: its meaning (384 float16).
    """

    collection = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    alive = models.BooleanField(default=True)
    kind = models.CharField(max_length=12, blank=True)
    object_id = models.BigIntegerField(default=0)
    solution_id = models.BigIntegerField(null=True)
    slug = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    summary = models.TextField(blank=True)
    excerpt = models.TextField(blank=True)
    facets = models.JSONField(default=list)
    territories = models.JSONField(default=list)
    points = models.JSONField(default=list)
    day = models.IntegerField(default=0)
    lengths = models.JSONField(default=list)
    tokens = models.BinaryField(default=bytes)
    vector = models.BinaryField(null=True)
    generation = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "document indexé"
        verbose_name_plural = "documents indexés"
        constraints = [
            models.UniqueConstraint(fields=["collection", "key"], name="search_document_once"),
            models.UniqueConstraint(fields=["collection", "number"], name="search_number_once"),
        ]
        indexes = [models.Index(fields=["collection", "generation"], name="search_document_changed")]

    def __str__(self) -> str:
        return self.key


class SearchTerm(models.Model):
    """One word of a collection: in how many documents, and the keys of its families."""

    collection = models.CharField(max_length=40)
    form = models.CharField(max_length=200)
    stem = models.CharField(max_length=200)
    lemma = models.CharField(max_length=200)
    root = models.CharField(max_length=200, blank=True)
    frequency = models.PositiveIntegerField(default=0)
    generation = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "mot indexé"
        verbose_name_plural = "mots indexés"
        constraints = [models.UniqueConstraint(fields=["collection", "form"], name="search_term_once")]
        indexes = [models.Index(fields=["collection", "generation"], name="search_term_changed")]

    def __str__(self) -> str:
        return self.form


class SearchPosting(models.Model):
    """Where a word occurs, in one chunk: pairs of little-endian uint16, all numbers first, then all packed counts."""

    term = models.ForeignKey(SearchTerm, models.CASCADE, related_name="postings")
    chunk = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "occurrences d’un mot"
        verbose_name_plural = "occurrences des mots"
        constraints = [models.UniqueConstraint(fields=["term", "chunk"], name="search_posting_once")]

    def __str__(self) -> str:
        return f"{self.term_id}/{self.chunk}"


class SynonymGroup(models.Model):
    """Expressions that mean the same to who searches. Edited by moderators, with who (by opaque key) and why.

    ``shipped`` says which group of the file it was, whatever became of it: it never comes back beside its correction.
    """

    words = models.JSONField("expressions")
    shipped = models.CharField("première expression dans la liste fournie", max_length=200, blank=True)
    actor = models.UUIDField("auteur (identifiant opaque)", null=True, blank=True)
    reason = models.CharField("pourquoi", max_length=500, blank=True)
    active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "groupe de synonymes"
        verbose_name_plural = "groupes de synonymes"
        ordering = ["pk"]

    def __str__(self) -> str:
        return " = ".join(self.words)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process know that the synonyms changed."""
        super().save(*args, **kwargs)
        touch(SYNONYMS)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let every process know that the synonyms changed."""
        deleted = super().delete(*args, **kwargs)
        touch(SYNONYMS)
        return deleted


class ZeroResult(models.Model):
    """A search that found nothing, counted. No address, no account, no date of each one: the words only."""

    query = models.CharField("recherche", max_length=200, unique=True)
    count = models.PositiveIntegerField("fois", default=0)
    last_seen = models.DateField("dernière fois", auto_now=True)

    class Meta:
        verbose_name = "recherche sans résultat"
        verbose_name_plural = "recherches sans résultat"
        ordering = ["-count", "query"]

    def __str__(self) -> str:
        return self.query


SYNONYMS = "synonyms"
_REMEMBERED = 40


def touch(collection: str) -> SearchState:
    """Start a new generation of a collection and return its state, locked until the transaction ends."""
    SearchState.objects.get_or_create(collection=collection)
    state = SearchState.objects.select_for_update().get(collection=collection)
    stamp = f"{state.format}:{uuid.uuid4().hex}"
    state.generation += 1
    state.stamps = [*state.stamps[-_REMEMBERED:], stamp]
    state.save(update_fields=["generation", "stamps"])
    return state
