"""The constraint that a field holds one of its choices."""

from functools import reduce
from operator import and_

from django.db import models
from django.utils.translation import gettext_lazy as _

NO_SUCH_STATE = _("This state does not exist.")


def known(name, sentence=NO_SUCH_STATE, **fields):
    """The constraint `name`: each of the fields holds one of its choices, as in `known("x_state_known", state=XState)`.

    Choices are `TextChoices` or a list of values; they stand beside the model, for what is named in its body is not
    known in its `Meta`. `sentence` is what a person reads who breaks the constraint.
    """
    conditions = [models.Q(**{f"{field}__in": [str(value) for value in values]}) for field, values in fields.items()]
    return models.CheckConstraint(condition=reduce(and_, conditions), name=name, violation_error_message=sentence)
