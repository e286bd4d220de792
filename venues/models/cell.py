from django.db import models


class MapCell(models.Model):
    """A square of the map and how many published venues of a kind lie in it.

    Kept by a statement trigger on venues, for the zooms at which a tile may cover a country.
    A cell of level L is the world's Mercator square divided by 2^L; sums are in whole
    centimetres, so that adding and taking away leaves nothing behind.
    """

    pk = models.CompositePrimaryKey("level", "cx", "cy", "kind")
    level = models.SmallIntegerField()
    cx = models.IntegerField()
    cy = models.IntegerField()
    kind = models.CharField(max_length=40)
    n = models.IntegerField()
    sum_x_cm = models.BigIntegerField()
    sum_y_cm = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(n__gte=0), name="venues_mapcell_count")]

    def __str__(self) -> str:
        return f"{self.level}/{self.cx}/{self.cy} {self.kind}: {self.n}"
