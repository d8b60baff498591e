"""WHO: units, the names they go by, collectives, people and their posts."""

from .department import CollectiveMember, Department, DepartmentAlias
from .folded import FoldedField
from .people import Delegation, Membership, User

__all__ = ["CollectiveMember", "Delegation", "Department", "DepartmentAlias", "FoldedField", "Membership", "User"]
