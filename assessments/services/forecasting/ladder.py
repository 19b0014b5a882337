"""The career ladder: what each rung asks, and where somebody stands on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.models.development import DevelopmentPlan
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import framework
from assessments.services import mapping
from assessments.services.forecasting.levels import agreed_places, levels_of
from assessments.services.forecasting.outlooks import Readiness, critical_places, readiness_of
from assessments.services.forecasting.planned import planned_steps
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.gaps import NAMED_GAPS

MOST_RUNGS = 12
"""A ladder longer than this is cut at its far ends; every page stays readable."""


class Side(StrEnum):
    """Where a rung lies, seen from the person's own."""

    BELOW = "below"
    OWN = "own"
    ABOVE = "above"
    ELSEWHERE = "elsewhere"
    """On the way to a role that the person aims for by another ladder."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A role, where the person stands against it, and what would open it."""

    role: Role
    side: Side
    is_aim: bool
    is_next: bool
    """Whether the ladder leads from the person's own role straight to it."""
    map: PersonMap
    critical: tuple[Place, ...]
    """What the role asks where it matters most."""
    readiness: Readiness | None
    leads_here: tuple[Role, ...]
    """The roles whose next rung this is."""

    @property
    def opens_it(self) -> tuple[Place, ...]:
        """What is short, surely or perhaps, of what matters most."""
        return tuple(place for place in self.critical if place.standing in NAMED_GAPS)

    @property
    def undecided(self) -> tuple[Place, ...]:
        """What matters most and nothing can be said about yet."""
        return tuple(place for place in self.critical if place.level is None)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs from the top down, and the roles that are on other ladders."""

    rungs: tuple[Rung, ...]
    others: tuple[Role, ...]
    by: date


def ladder_of(person: Person, plan: DevelopmentPlan | None, *, by: date, today: date) -> Ladder:
    """Return the rungs that lead to somebody's role, that role, and those that follow."""
    roles = framework.list_roles(keeping=[person.role_id, person.aims_for_id])
    by_id = {role.id: role for role in roles}
    own, aim = (by_id.get(key or 0) for key in (person.role_id, person.aims_for_id))
    sides = _sides(own, aim, by_id)
    # A ladder runs along its rungs, not along the list of roles.
    depth = {role.id: _distance(role, by_id) for role in roles if role.id in sides}
    rungs = [role for role in roles if role.id in sides]
    rungs.sort(key=lambda role: (depth[role.id], -role.position, role.id))
    middle = own or aim
    from_middle = {
        key: abs(each - depth[middle.id]) if middle else 0 for key, each in depth.items()
    }
    nearest = sorted(rungs, key=lambda role: (role not in {own, aim}, from_middle[role.id]))
    kept = {role.id for role in nearest[:MOST_RUNGS]}
    shown = [role for role in rungs if role.id in kept]
    others = tuple(role for role in roles if role.id not in kept and role.is_active)
    return Ladder(_rungs(person, plan, shown, sides, by=by, today=today), others, by)


def _rungs(
    person: Person,
    plan: DevelopmentPlan | None,
    shown: Sequence[Role],
    sides: dict[int, Side],
    *,
    by: date,
    today: date,
) -> tuple[Rung, ...]:
    maps = mapping.maps_against(person, shown, today=today)
    own_map = mapping.map_of(person, person.role, today=today)
    now = levels_of(person, own_map, today=today)
    steps = planned_steps(person, plan, now, today=today)
    settled = [place.code for place in agreed_places(own_map.competencies)]
    return tuple(
        Rung(
            role=role,
            side=sides[role.id],
            is_aim=role.id == person.aims_for_id,
            is_next=person.role is not None and role.id == person.role.next_role_id,
            map=maps[role.id],
            critical=critical_places(maps[role.id]),
            readiness=None
            if sides[role.id] is Side.BELOW
            else readiness_of(maps[role.id], now, steps, settled, by=by, today=today),
            leads_here=tuple(each for each in shown if each.next_role_id == role.id),
        )
        for role in shown
    )


def _sides(own: Role | None, aim: Role | None, by_id: dict[int, Role]) -> dict[int, Side]:
    sides: dict[int, Side] = {}
    if own is not None:
        sides[own.id] = Side.OWN
        for role in _upwards(own, by_id):
            sides.setdefault(role.id, Side.ABOVE)
        for role in by_id.values():
            if any(each.id == own.id for each in _upwards(role, by_id)):
                sides.setdefault(role.id, Side.BELOW)
    if aim is not None:
        for role in (aim, *_upwards(aim, by_id)):
            sides.setdefault(role.id, Side.ELSEWHERE)
    return sides or {role.id: Side.ELSEWHERE for role in by_id.values()}


def _upwards(role: Role, by_id: dict[int, Role]) -> Iterable[Role]:
    """Yield the rungs above a role; a ladder that runs in a ring ends where it began."""
    seen = {role.id}
    above = by_id.get(role.next_role_id or 0)
    while above is not None and above.id not in seen:
        yield above
        seen.add(above.id)
        above = by_id.get(above.next_role_id or 0)


def _distance(role: Role, by_id: dict[int, Role]) -> int:
    return sum(1 for _ in _upwards(role, by_id))
