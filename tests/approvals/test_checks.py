"""What the check before a start says of the administrators."""

from departments.checks import one_administrator, three_posts
from departments.models import Membership

from ..given import factories


def ids(told):
    return [one.id for one in told]


def test_a_single_administrator_is_named(settings):
    assert ids(one_administrator(None)) == ["departments.W001"]
    settings.PORTAL_SINGLE_ADMINISTRATOR = False
    assert one_administrator(None) == []


def test_that_nobody_approves_is_named(three):
    assert three_posts(None, databases=["default"]) == []
    Membership.objects.filter(role="security").delete()
    assert ids(three_posts(None, databases=["default"])) == ["departments.W002"]


def test_who_holds_another_post_beside_is_named(cast, settings):
    factories.person("security", role="security")
    Membership.objects.create(user=cast.administrator, role="supervision")
    settings.PORTAL_SINGLE_ADMINISTRATOR = False
    [told] = three_posts(None, databases=["default"])
    assert told.id == "departments.W003" and "administrator" in told.msg


def test_the_check_asks_no_database_unless_it_is_told_to(settings):
    settings.PORTAL_SINGLE_ADMINISTRATOR = False
    assert three_posts(None) == []
