"""The public halves of the keys that this platform has signed with. The private half is in no table."""

from django.db import models


class PublicKey(models.Model):
    """A key of Ed25519, in hexadecimal. ``before``: the key that it replaced, empty for the first one or where that was lost.

    ``endorsement``: signature of the succession by the key before; empty where there is none: nothing then proves the change.
    """

    key = models.CharField("clé publique", max_length=64, unique=True)
    since = models.DateTimeField("depuis le")
    before = models.CharField("clé d’avant", max_length=64, blank=True)
    endorsement = models.CharField("signée par la clé d’avant", max_length=128, blank=True)

    class Meta:
        verbose_name = "clé de signature"
        verbose_name_plural = "clés de signature"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key
