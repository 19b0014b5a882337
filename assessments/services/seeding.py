"""Bring the reference data of ``seeds/`` into the database; a second time it changes nothing."""

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from assessments.database import LocalText, db
from assessments.models.catalogue import (
    Activity,
    ActivityGain,
    ActivitySession,
    Certification,
    CertificationDomain,
    CertificationPath,
    activity_exclusion,
)
from assessments.models.framework import (
    Competency,
    CompetencyArea,
    CompetencyReference,
    Framework,
    Indicator,
    Occupation,
    Role,
    RoleProfile,
)
from assessments.models.people import AccessRole
from assessments.permissions import Access
from capability.vocabulary import ActivityKind, Degree, Learning

FRAMEWORK = Path("frameworks") / "project_management"


class SeedError(ValueError):
    """Something in a seed file does not fit; the message names the file and the entry."""


def read(path: Path) -> dict[str, Any]:
    """Return the contents of one TOML file.

    Raises
    ------
    SeedError
        The file is missing or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{path.name}: {error}") from error


def load_reference(seeds: Path) -> bool:
    """Load framework, roles, catalogue and occupations unless they are there.

    Returns whether it did. From then on they are the organisation's own: a later start, also of a
    later version, changes none of them, whoever has edited them or not.
    """
    if db.session.scalar(select(Framework.id).limit(1)) is not None:
        return False
    db.session.add_all(AccessRole(name=access.value) for access in Access)
    competencies = _add_framework(seeds / FRAMEWORK)
    _add_roles(read(seeds / "roles" / "roles.toml"), competencies)
    activities = _add_activities(seeds / "catalogue" / "activities", competencies)
    _add_certifications(read(seeds / "catalogue" / "certifications.toml"), activities)
    _add_occupations(read(seeds / "onet" / "occupations.toml"))
    db.session.commit()
    return True


def _add_framework(folder: Path) -> dict[str, Competency]:
    head = read(folder / "framework.toml")
    framework = Framework(
        code=head["code"],
        version=head["version"],
        name=LocalText(head["name"]),
        source=head["source"],
        dated_on=head["dated_on"],
    )
    db.session.add(framework)
    found: dict[str, Competency] = {}
    for position, entry in enumerate(head["area"]):
        area = CompetencyArea(
            code=entry["code"],
            position=position,
            name=LocalText(entry["name"]),
            summary=LocalText(entry["summary"]),
        )
        framework.areas.append(area)
        for each in read(folder / f"{entry['code']}.toml")["competency"]:
            competency = _competency(each, position=len(found))
            area.competencies.append(competency)
            found[competency.code] = competency
    db.session.flush()
    return found


def _competency(entry: dict[str, Any], *, position: int) -> Competency:
    return Competency(
        code=entry["code"],
        position=position,
        name=LocalText(entry["name"]),
        definition=LocalText(entry["definition"]),
        why=LocalText(entry["why"]),
        indicators=[
            Indicator(
                level=each["level"],
                statement=LocalText(each["indicator"]),
                example=LocalText(each["example"]),
            )
            for each in entry["level"]
        ],
        references=[
            CompetencyReference(framework=each["framework"], name=each["name"])
            for each in entry.get("reference", ())
        ],
    )


def _add_roles(contents: dict[str, Any], competencies: dict[str, Competency]) -> None:
    roles: dict[str, Role] = {}
    for position, entry in enumerate(contents["role"]):
        role = Role(
            code=entry["code"],
            position=position,
            name=LocalText(entry["name"]),
            summary=LocalText(entry["summary"]),
        )
        db.session.add(role)
        roles[role.code] = role
    db.session.flush()
    for entry in contents["role"]:
        role = roles[entry["code"]]
        if "next" in entry:
            role.next_role_id = roles[entry["next"]].id
        asked = {each["competency"]: each for each in entry["requirement"]}
        for code, competency in competencies.items():
            requirement = asked.get(code, {})
            db.session.add(
                RoleProfile(
                    role_id=role.id,
                    competency_id=competency.id,
                    required=requirement.get("level"),
                    weight=requirement.get("weight", 1.0),
                    is_critical=requirement.get("critical", False),
                    usual=_usual(entry, competency),
                )
            )


def _usual(role: dict[str, Any], competency: Competency) -> float:
    usual = role["usual"]
    if competency.code in usual:
        return float(usual[competency.code])
    if competency.area.code in usual:
        return float(usual[competency.area.code])
    raise SeedError(f"roles.toml: {role['code']} has no usual level for {competency.code}")


def _add_activities(folder: Path, competencies: dict[str, Competency]) -> dict[str, Activity]:
    providers = read(folder.parent / "providers.toml")["provider"]
    entries = [each for path in sorted(folder.glob("*.toml")) for each in read(path)["activity"]]
    activities = {
        entry["code"]: _activity(entry, competencies, LocalText(providers[entry["provider"]]))
        for entry in entries
    }
    for entry in entries:
        activities[entry["code"]].prerequisites = [
            activities[code] for code in entry.get("prerequisites", ())
        ]
    db.session.add_all(activities.values())
    db.session.flush()
    _add_exclusions(entries, activities)
    return activities


def _add_exclusions(entries: list[dict[str, Any]], activities: dict[str, Activity]) -> None:
    """Write what does not go together; one of the two says it."""
    pairs = {
        tuple(sorted((activities[entry["code"]].id, activities[other].id)))
        for entry in entries
        for other in entry.get("excludes", ())
    }
    if pairs:
        rows = [{"activity_id": first, "other_id": second} for first, second in sorted(pairs)]
        db.session.execute(insert(activity_exclusion), rows)


def _activity(
    entry: dict[str, Any], competencies: dict[str, Competency], provider: LocalText
) -> Activity:
    return Activity(
        code=entry["code"],
        kind=ActivityKind(entry["kind"]),
        name=LocalText(entry["name"]),
        description=LocalText(entry["description"]),
        provider=provider,
        cost=entry.get("cost"),
        hours=entry["hours"],
        duration_days=entry["duration_days"],
        learning=Learning(entry["learning"]),
        languages=entry["languages"],
        gains=[
            ActivityGain(
                competency=competencies[each["competency"]],
                gain=each["levels"],
                up_to=each["up_to"],
            )
            for each in entry["gain"]
        ],
        sessions=[
            ActivitySession(
                starts_on=each["starts_on"],
                ends_on=each["ends_on"],
                place=LocalText(each["place"]),
                seats=each.get("seats"),
            )
            for each in entry.get("sessions", ())
        ],
    )


def _add_certifications(contents: dict[str, Any], activities: dict[str, Activity]) -> None:
    for entry in contents["certification"]:
        db.session.add(
            Certification(
                code=entry["code"],
                name=entry["name"],
                body=entry["body"],
                stage=entry["level"],
                renewal_years=entry.get("renewal_years"),
                renewal_units=entry.get("renewal_units"),
                renewal_unit=LocalText(entry["renewal_unit"]) if "renewal_unit" in entry else None,
                exam=entry.get("exam", ""),
                source=entry["source"],
                checked_on=entry["checked_on"],
                certainty=entry["confidence"],
                note=LocalText(entry["note"]) if "note" in entry else None,
                activity=activities[entry["activity"]],
                paths=[
                    _path(each, position) for position, each in enumerate(entry.get("path", ()))
                ],
                domains=[
                    CertificationDomain(
                        blueprint=each["blueprint"],
                        name=LocalText(each["name"]),
                        weight_percent=each["weight_percent"],
                        competencies=each["competencies"],
                    )
                    for each in entry.get("domain", ())
                ],
            )
        )


def _path(entry: dict[str, Any], position: int) -> CertificationPath:
    experience: list[dict[str, str | int]] | None = None
    if "months" in entry:
        first = {"months": entry["months"], "months_of": entry.get("months_of", "")}
        experience = [each for each in (first, *entry.get("extra", ())) if each["months"]]
    return CertificationPath(
        position=position,
        name=LocalText(entry["name"]),
        experience=experience,
        within_years=entry.get("within_years"),
        education_hours=entry.get("education_hours"),
        degree=Degree(entry["degree"]) if "degree" in entry else None,
        prerequisites=entry.get("prerequisites", []),
    )


def _add_occupations(contents: dict[str, Any]) -> None:
    for entry in contents["occupation"]:
        db.session.add(
            Occupation(
                code=entry["code"],
                title=entry["title"],
                release=contents["release"],
                elements=[{"importance": None, "level": None, **each} for each in entry["element"]],
            )
        )
