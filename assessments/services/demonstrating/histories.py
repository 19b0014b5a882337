"""Who was in which project when: what examples are about, and who knows whose work."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.models.project import Project


@dataclass(frozen=True, slots=True)
class Spell:
    """Somebody's time in one project; without an end it lasts."""

    project: Project
    begun: date
    ended: date | None


class Histories:
    """The projects of everybody."""

    def __init__(self, projects: Iterable[Project]) -> None:
        self._spells: dict[int, list[Spell]] = defaultdict(list)
        for project in projects:
            for role in project.roles:
                if role.started_on is not None:
                    spell = Spell(project, role.started_on, role.ended_on)
                    self._spells[role.person_id].append(spell)

    def between(self, person_id: int, since: date, until: date) -> list[Spell]:
        """Return the spells of a person that touch a period."""
        return [
            spell
            for spell in self._spells[person_id]
            if spell.begun < until and (spell.ended is None or spell.ended > since)
        ]

    def colleagues(self, person_id: int, since: date, until: date) -> list[int]:
        """Return who worked in the same projects in a period, in the order of their ids."""
        found = {
            role.person_id
            for spell in self.between(person_id, since, until)
            for role in spell.project.roles
        }
        return sorted(found - {person_id})
