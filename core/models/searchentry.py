from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass


class SearchEntry(models.Model):
    """What the search box finds: one row a published thing, kept by the thing's own services.

    `names` are the name and its aliases; `pinyin` spells them from each syllable on and
    `initials` shortly, one word each; `grams` are the pieces of `core.spelling.grams`, for
    queries too short to have trigrams.
    """

    type = models.CharField(max_length=20)
    object_id = models.CharField(max_length=20)
    name = models.TextField()
    label = models.TextField()
    label_en = models.TextField()
    name_en = models.TextField(blank=True)
    names = models.TextField()
    address = models.TextField(blank=True)
    pinyin = models.TextField()
    initials = models.TextField()
    grams = ArrayField(models.TextField())
    rank = models.SmallIntegerField(default=0)
    point = models.PointField(srid=4326, null=True, spatial_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "object_id"], name="core_searchentry_object")]
        indexes = [
            GinIndex(OpClass("names", "gin_trgm_ops"), name="core_search_names"),
            GinIndex(OpClass("address", "gin_trgm_ops"), name="core_search_address"),
            GinIndex(OpClass("pinyin", "gin_trgm_ops"), name="core_search_pinyin"),
            GinIndex(OpClass("initials", "gin_trgm_ops"), name="core_search_initials"),
            GinIndex(fields=["grams"], name="core_search_grams"),
        ]

    def __str__(self) -> str:
        return self.name
