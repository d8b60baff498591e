"""WHO: units, the names they go by, collectives, people and their posts."""

from .department import CollectiveMember, Department, DepartmentAlias
from .people import Membership, User

__all__ = ["CollectiveMember", "Department", "DepartmentAlias", "Membership", "User"]
