"""What the tests of the audit record share."""

import pytest
from django.utils import translation

from items.audit import sealing
from items.models import AuditEntry

from ..given.workers import children
from .lived import live
from .tampering import found, some_acts


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


@pytest.fixture
def child(tmp_path):
    """Starts Python code on the test's database."""
    with children(PORTAL_VAR=str(tmp_path)) as start:
        yield start


@pytest.fixture
def lived(transactional_db, cast, settings):
    """A record of years, in order, of which the first days are older than is kept."""
    settings.PORTAL_AUDIT_DAYS = 1095
    live(cast)
    assert found() == []
