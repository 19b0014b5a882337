"""What activities need before, what they do not go together with, and for whom they are mandatory.

Such links name activities that may stand anywhere in the file, so they are read ahead of its rows,
checked with each row, and written after the last one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy import Table as LinkTable

from assessments.database import db
from assessments.models.catalogue import (
    Activity,
    activity_exclusion,
    activity_prerequisite,
    mandatory_activity,
)
from assessments.models.framework import Role
from assessments.services.importing import records
from assessments.services.importing.catalogue_rows import ActivityRow, read_codes
from assessments.services.importing.cells import read_text
from assessments.services.importing.column_words import CATALOGUE
from assessments.services.importing.places import role_ids
from assessments.services.importing.rows import in_portions
from assessments.services.importing.tables import Table, plain

BEFORE, EXCLUDES, MANDATORY = "prerequisites", "excludes", "mandatory_for"

Codes = frozenset[str]
Links = dict[str, Codes]
"""By code of the activity: codes of activities, or of roles where it is mandatory."""
NONE: Codes = frozenset()


@dataclass(slots=True)
class CatalogueLinks:
    """The links that are known and those that the file says, each by column."""

    ids: dict[str, int]
    roles: dict[str, str]
    """Codes of the roles, by code and by name."""
    known: dict[str, Links]
    said: dict[str, Links]
    """As the rows of the file have them, whether or not they are taken; empty cells say nothing."""
    in_file: set[str]
    ahead: Links
    """What would be needed before what, if all rows were taken."""
    taken: dict[str, Links] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def fault_of(self, facts: ActivityRow) -> tuple[str, str] | None:
        """Return the column that cannot be taken and why, or ``None``."""
        code, before, excludes = facts.code or "", facts.prerequisites, facts.excludes
        for column, named in ((BEFORE, before), (EXCLUDES, excludes)):
            for each in named or ():
                if each not in self.ids and each not in self.in_file:
                    return column, _("No activity has the code “%(code)s”.", code=each)
        if code in (before or ()):
            return BEFORE, _("An activity cannot be needed before itself.")
        if code in (excludes or ()):
            return EXCLUDES, _("An activity cannot exclude itself.")
        if both := set(before or ()) & set(excludes or ()):
            return EXCLUDES, _("“%(code)s” is needed before, so both go together.", code=min(both))
        if before and (circle := _circle(code, self.ahead)):
            return BEFORE, _("Each would need the other first: %(way)s.", way=" → ".join(circle))
        for name in facts.mandatory_for or ():
            if plain(name) not in self.roles:
                return MANDATORY, _("No role is called “%(name)s”.", name=name)
        return None

    def differences(self, facts: ActivityRow) -> tuple[records.Record, records.Record]:
        """Return the links that a row changes, as they were and as they will be."""
        wanted = self._wanted(facts)
        old = {column: self.known[column].get(facts.code or "", NONE) for column in wanted}
        changed = [column for column in wanted if old[column] != wanted[column]]
        return (
            {column: sorted(old[column]) for column in changed},
            {column: sorted(wanted[column]) for column in changed},
        )

    def take(self, row: int, facts: ActivityRow) -> None:
        """Remember what a row says, until every activity of the file is known."""
        code = facts.code or ""
        self.rows[code] = row
        for column, wanted in self._wanted(facts).items():
            self.taken.setdefault(column, {})[code] = wanted

    def _wanted(self, facts: ActivityRow) -> Links:
        """Return by column what a row says; an empty cell says nothing."""
        found: Links = {}
        if facts.prerequisites is not None:
            found[BEFORE] = frozenset(facts.prerequisites)
        if facts.excludes is not None:
            # It holds for both sides, so what another row says of this one stands.
            others = {code for code, named in self.said[EXCLUDES].items() if facts.code in named}
            found[EXCLUDES] = frozenset(facts.excludes) | others
        if facts.mandatory_for is not None:
            found[MANDATORY] = frozenset(self.roles[plain(name)] for name in facts.mandatory_for)
        return found

    def write(self) -> list[str]:
        """Write what the rows that were taken say, and return what could not be after all."""
        self.ids = _activity_ids()
        before, remarks = self._possible(BEFORE)
        # A row that would have opened the circle was not taken.
        while stuck := [code for code in before if _circle(code, self.known[BEFORE] | before)]:
            remarks += [self._remark(BEFORE, code) for code in stuck]
            before = {code: codes for code, codes in before.items() if code not in stuck}
        _write(activity_prerequisite, "needs_id", _by_key(before, self.ids, self.ids))
        excludes, more = self._possible(EXCLUDES)
        _write(activity_exclusion, "other_id", self._exclusions(excludes))
        roles = dict(_rows(select(Role.code, Role.id)))
        mandatory = self.taken.get(MANDATORY, {})
        _write(mandatory_activity, "role_id", _by_key(mandatory, self.ids, roles))
        return remarks + more

    def _possible(self, column: str) -> tuple[Links, list[str]]:
        """Return links between activities that are all there, and what is to be told of others."""
        taken = self.taken.get(column, {})
        found = {code: codes for code, codes in taken.items() if codes <= self.ids.keys()}
        return found, [self._remark(column, code) for code in taken if code not in found]

    def _remark(self, column: str, code: str) -> str:
        return str(
            _(
                "Row %(row)d: “%(column)s” stays as it was, because another row that it names was "
                "not taken.",
                row=self.rows[code],
                column=CATALOGUE[column],
            )
        )

    def _exclusions(self, links: Links) -> dict[int, list[int]]:
        """Return what is excluded by the smaller key of each two, for all keys that are touched."""
        said = {self.ids[code] for code in links}
        wanted = {
            _in_order(self.ids[code], self.ids[other])
            for code, others in links.items()
            for other in others
        }
        held = set(_rows(select(activity_exclusion))) if said else set()
        gone = {pair for pair in held - wanted if said & set(pair)}
        new = (held | wanted) - gone
        touched = {pair[0] for pair in gone | wanted}
        return {each: sorted(other for one, other in new if one == each) for each in touched}


def read_links(table: Table) -> CatalogueLinks:
    """Read ahead which links the rows of a file say, and which are known."""
    said: dict[str, Links] = {BEFORE: {}, EXCLUDES: {}}
    in_file: set[str] = set()
    for row in table.rows():
        code = read_text(row.cells.get("code"))
        if row.problem or code is None or code in in_file:
            continue
        in_file.add(code)
        for column, links in said.items():
            named = read_codes(row.cells.get(column))
            if named is not None:
                links[code] = frozenset(named)
    ids = _activity_ids()
    names = {identity: code for code, identity in ids.items()}
    role_names = {identity: code for identity, code in _rows(select(Role.id, Role.code))}
    excluded = _rows(select(activity_exclusion))
    known = {
        BEFORE: _links(_rows(select(activity_prerequisite)), names, names),
        EXCLUDES: _links([*excluded, *((b, a) for a, b in excluded)], names, names),
        MANDATORY: _links(_rows(select(mandatory_activity)), names, role_names),
    }
    return CatalogueLinks(
        ids=ids,
        roles={word: role_names[identity] for word, identity in role_ids().items()},
        known=known,
        said=said,
        in_file=in_file,
        ahead=known[BEFORE] | said[BEFORE],
    )


def _activity_ids() -> dict[str, int]:
    return dict(_rows(select(Activity.code, Activity.id)))


def _rows(query: Select[Any, Any]) -> list[tuple[Any, Any]]:
    return [(one, other) for one, other in db.session.execute(query)]


def _links(
    pairs: list[tuple[int, int]], names: Mapping[int, str], others: Mapping[int, str]
) -> Links:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(names[one], set()).add(others[other])
    return {code: frozenset(codes) for code, codes in found.items()}


def _by_key(
    links: Links, ids: Mapping[str, int], others: Mapping[str, int]
) -> dict[int, list[int]]:
    return {ids[code]: [others[each] for each in codes] for code, codes in links.items()}


def _in_order(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _write(table: LinkTable, other: str, links: dict[int, list[int]]) -> None:
    for portion in in_portions(links.items()):
        records.link(table, "activity_id", other, dict(portion))


def _circle(code: str, links: Links) -> list[str]:
    """Return a way from an activity over what is needed first back to itself, or nothing."""
    came_from: dict[str, str] = {}
    ahead = [code]
    while ahead:
        each = ahead.pop()
        for needed in sorted(links.get(each, NONE)):
            if needed == code:
                way = [code]
                while each != code:
                    way.append(each)
                    each = came_from[each]
                return [code, *way[:0:-1], code]
            if needed not in came_from:
                came_from[needed] = each
                ahead.append(needed)
    return []
