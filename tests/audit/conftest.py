"""What the tests of the audit record share."""

import pytest
from django.utils import translation

from items.audit import sealing
from items.models import AuditEntry

from .tampering import some_acts


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    """Anchors and exports of this test alone; sentences in English; no pause between two seals."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(sealing, "SECONDS_BETWEEN", 0)
    with translation.override("en"):
        yield


@pytest.fixture
def acts(transactional_db, cast):
    """The keys of the six sealed entries of `some_acts`."""
    some_acts(cast)
    return list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[:6])[::-1]
