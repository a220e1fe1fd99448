"""Who answers for which communes: what an adopter sets so that each case reaches the right people."""

from django.db import models


class Sector(models.Model):
    """Some communes of a territory, and the members of the team who answer for them."""

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="sectors", verbose_name="adoption")
    label = models.CharField("nom", max_length=100)

    class Meta:
        verbose_name = "secteur"
        verbose_name_plural = "secteurs"
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "label"], name="sector_label_once")]

    def __str__(self) -> str:
        return self.label


class SectorCommune(models.Model):
    """A commune belongs to one sector of an adoption."""

    adoption = models.ForeignKey("adoptions.Adoption", models.CASCADE, related_name="+", verbose_name="adoption")
    sector = models.ForeignKey(Sector, models.CASCADE, related_name="communes", verbose_name="secteur")
    commune = models.ForeignKey("territories.Territory", models.CASCADE, related_name="+", verbose_name="commune")

    class Meta:
        verbose_name = "commune d’un secteur"
        verbose_name_plural = "communes des secteurs"
        ordering = ["sector", "pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "commune"], name="commune_in_one_sector")]

    def __str__(self) -> str:
        return f"{self.commune_id} dans {self.sector_id}"


class SectorMember(models.Model):
    """A member of the team answers for a sector."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="members", verbose_name="secteur")
    member = models.ForeignKey("adoptions.TeamMember", models.CASCADE, related_name="+", verbose_name="membre")

    class Meta:
        verbose_name = "membre d’un secteur"
        verbose_name_plural = "membres des secteurs"
        ordering = ["sector", "pk"]
        constraints = [models.UniqueConstraint(fields=["sector", "member"], name="sector_member_once")]

    def __str__(self) -> str:
        return f"{self.member_id} pour {self.sector_id}"
