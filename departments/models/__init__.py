"""WHO: units, the names they go by, collectives, people and their posts."""

from .delegation import Delegation
from .department import CollectiveMember, Department, DepartmentAlias
from .folded import FoldedField, FoldedModel, FoldedQuerySet
from .people import Membership, User
from .used_password import UsedPassword

__all__ = [
    "CollectiveMember",
    "Delegation",
    "Department",
    "DepartmentAlias",
    "FoldedField",
    "FoldedModel",
    "FoldedQuerySet",
    "Membership",
    "UsedPassword",
    "User",
]
