"""Objections to the role (牵头/配合) and to a target, and how the office settles them."""

from items.models import Objection

from ..given.refusals import refused
from .test_signing_for import objection, row, settle


def test_an_objection_to_the_role_gives_the_unit_another_one(cast):
    asked = objection(cast, kind="role", reason="应为配合单位")
    with refused("Choose the new role of 市民政局; it is “Lead” now"):
        settle(asked, cast, "role", role="lead")
    item = settle(asked, cast, "role", role="support", answer="同意调整")
    assert row(item, cast.civil_affairs).role == "support"
    assert row(item, cast.health).role == "support"
    entry = item.history.filter(action="objection_settled").get()
    assert (entry.before, entry.after, entry.reason) == (
        {"role": "lead"},
        {"decision": "role", "role": "support"},
        "同意调整",
    )
    assert Objection.objects.get().decision == "role"


def test_an_objection_to_the_target_is_settled_with_words_once_the_targets_were_changed(cast):
    asked = objection(cast, kind="target", reason="全年只能完成20个")
    with refused("Say how the targets were changed"):
        settle(asked, cast, "target", answer=" ")
    settle(asked, cast, "target", answer="目标调整为20个")
    settled = Objection.objects.get()
    assert (settled.kind, settled.decision, settled.answer) == ("target", "target", "目标调整为20个")
