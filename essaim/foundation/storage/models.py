"""The one table of storage: short-lived counts that every process of the node must see."""

from django.db import models


class Count(models.Model):
    """What was counted under a key, until when. The key is a keyed digest: it names neither a person nor a machine."""

    key = models.CharField("empreinte", max_length=64, primary_key=True)
    value = models.JSONField("compte")
    expires_at = models.DateTimeField("oublié le", null=True, db_index=True)

    class Meta:
        verbose_name = "compte éphémère"
        verbose_name_plural = "comptes éphémères"

    def __str__(self) -> str:
        return self.key
