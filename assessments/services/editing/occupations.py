"""Occupations of a public list: kept when a file brings them, and taken over as role profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from assessments.database import db
from assessments.models.framework import Occupation, Role
from assessments.models.people import Person
from assessments.queries import occupations as queries
from assessments.services import auditing
from assessments.services.conflicts import commit
from assessments.services.deriving import DerivedRequirement, Element, derive_profile
from assessments.services.editing.profiles import Requirement, profile_of
from assessments.services.editing.roles import USUAL, RoleDraft, add_role, last_position

AT_ONCE = 500
SOURCE = (
    "O*NET {release} Database by the U.S. Department of Labor, Employment and Training "
    "Administration (USDOL/ETA), CC BY 4.0; modified: levels and weights of {code} {title} "
    "converted to this scale. O*NET is a trademark of USDOL/ETA, which has not approved, endorsed "
    "or tested the modifications."
)


@dataclass(frozen=True, slots=True)
class OccupationDraft:
    """An occupation as a file gives it."""

    code: str
    title: str
    elements: tuple[Element, ...]


def derived_of(occupation: Occupation) -> tuple[DerivedRequirement, ...]:
    """Return what each competency would ask, with the elements it comes from."""
    return derive_profile(queries.references_by_competency(), elements_of(occupation))


def elements_of(occupation: Occupation) -> list[Element]:
    """Return what is known about an occupation."""
    return [
        Element(each["id"], each["name"], each.get("importance"), each.get("level"))
        for each in occupation.elements
    ]


def source_of(occupation: Occupation) -> str:
    """Return where a profile derived from an occupation is from, with licence and attribution."""
    return SOURCE.format(
        release=occupation.release, code=occupation.code, title=occupation.title[:60]
    )


def take_over(
    occupation: Occupation, draft: RoleDraft, *, usual_of: Role | None, by: Person
) -> Role:
    """Add a role with the profile derived from an occupation.

    What is usual among the people of a role the list does not say: it is taken from another role.

    Raises
    ------
    CodeTakenError
        There is a role with this code.
    """
    derived = derived_of(occupation)
    usual = profile_of(usual_of) if usual_of is not None else {}
    # In one transaction with the role, so that nobody ever meets it with an empty profile.
    profile = {each.competency: _requirement(each, usual) for each in derived}
    placed = replace(draft, position=last_position())
    return add_role(placed, profile=profile, source=source_of(occupation), by=by)


def _requirement(derived: DerivedRequirement, usual: Mapping[str, Requirement]) -> Requirement:
    known = usual.get(derived.competency)
    return Requirement(
        required=derived.required,
        weight=1.0 if derived.weight is None else derived.weight,
        # Their list tells important from unimportant, and not what a role stands or falls with.
        is_critical=False,
        usual=known.usual if known else USUAL,
    )


def keep_occupations(
    drafts: Sequence[OccupationDraft], *, release: str, file: str, by: Person
) -> dict[str, int]:
    """Keep what a file brings; of an occupation that is known, only what the file says changes.

    Returns how many are new, changed and unchanged.
    """
    known = {
        row.code: row
        for start in range(0, len(drafts), AT_ONCE)
        for row in db.session.scalars(
            select(Occupation).where(
                Occupation.code.in_([each.code for each in drafts[start : start + AT_ONCE]])
            )
        )
    }
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for draft in drafts:
        counts[_keep(known.get(draft.code), draft, release)] += 1
    auditing.note(
        "import_occupations",
        f"O*NET {release}"[:120],
        by=by,
        about=None,
        new={"file": file[:200], **counts},
    )
    commit()
    return counts


def _keep(row: Occupation | None, draft: OccupationDraft, release: str) -> str:
    if row is None:
        db.session.add(
            Occupation(
                code=draft.code,
                title=draft.title or draft.code,
                release=release,
                elements=[_plain(each) for each in draft.elements],
            )
        )
        return "new"
    said = {each.name.casefold(): _plain(each) for each in draft.elements}
    elements = [said.pop(each["name"].casefold(), each) for each in row.elements]
    now = (draft.title or row.title, release, [*elements, *said.values()])
    if now == (row.title, row.release, row.elements):
        return "unchanged"
    row.title, row.release, row.elements = now
    return "changed"


def _plain(element: Element) -> dict[str, str | float | None]:
    return {
        "id": element.code,
        "name": element.name,
        "importance": element.importance,
        "level": element.level,
    }
