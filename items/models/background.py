"""Processes that work in the background (后台处理): which of them are alive."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# A process that has given no sign for so long is gone, and so is its machine, perhaps.
ALIVE_FOR = datetime.timedelta(seconds=60)


class BackgroundWorkerQuerySet(models.QuerySet["BackgroundWorker"]):
    def alive(self, now: datetime.datetime):
        return self.filter(seen_at__gt=now - ALIVE_FOR)


class BackgroundWorker(models.Model):
    """One process (`items.background.working`) by the random name under which it takes tasks; real time, not told."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    seen_at = models.DateTimeField(_("last sign"))

    objects = BackgroundWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("background process")
        verbose_name_plural = _("background processes")

    def __str__(self):
        return self.name
