from django.db import models


class DataVersion(models.Model):
    """How often a body of data has changed; written by triggers alone."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
