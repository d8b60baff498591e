"""What an item can be short of when it is closed, asked to be closed, cancelled or carried over."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shortfall(models.TextChoices):
    """Its kinds, in the order in which they are told; the values are the names under which rows and history keep them.

    What is kept is {kind: which of them, in one line}, e.g. {"short_targets": "新建学校 82所/100所"}.
    """

    TARGETS = "short_targets", _("targets not reached")
    COMPLETION = "short_completion", _("completion below 100%")
    CORRECTIONS = "short_corrections", _("completion set by the supervision office")
    MILESTONES = "short_milestones", _("milestones not dated")
    PARTS = "short_parts", _("reported, not taken up by the lead")
    UNSIGNED = "short_unsigned", _("reported, not signed off by the head")
    WAITING = "short_waiting", _("reported, not reviewed by the supervision office")
    INSTRUCTIONS = "short_instructions", _("instructions not done")
    DECISIONS = "short_decisions", _("meeting decisions not done")
    OBJECTIONS = "short_objections", _("objections not settled")
    EXTENSIONS = "short_extensions", _("extension requests not decided")
    PLANS = "short_plans", _("proposed plans not decided")
    CLOSINGS = "short_closings", _("requests to close not decided")
