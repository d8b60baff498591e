"""WHO: units, the names they go by, collectives, people and their posts."""

from .department import CollectiveMember, Department, DepartmentAlias
from .people import Delegation, Membership, User

__all__ = ["CollectiveMember", "Delegation", "Department", "DepartmentAlias", "Membership", "User"]
