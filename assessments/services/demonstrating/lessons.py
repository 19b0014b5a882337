"""Lessons learned, each from a project that has run and by somebody who was in it."""

from datetime import date, timedelta

from assessments.database import db
from assessments.models.project import Lesson, Project
from assessments.services.demonstrating.setting import Setting

# How far into a project a lesson of each phase is learned, as a share of its days.
PHASES = {"starting": 0.1, "planning": 0.3, "delivery": 0.65, "closing": 1.0}


def add_lessons(setting: Setting, projects: list[Project]) -> None:
    """Add every lesson of the file to some project of the past."""
    dice = setting.dice("lessons")
    entries = setting.read("lessons")["lesson"]
    past = [project for project in projects if project.ended_on is not None and project.roles]
    for entry, place in zip(entries, dice.permutation(len(past)), strict=False):
        project = past[int(place)]
        author = project.roles[int(dice.integers(len(project.roles)))]
        db.session.add(
            Lesson(
                project_id=project.id,
                author_id=author.person_id,
                competency_id=setting.competency_ids[entry["competency"]],
                phase=entry["phase"],
                statement=entry["statement"],
                learned_on=_day(project, PHASES[entry["phase"]]),
            )
        )
    db.session.flush()


def _day(project: Project, share: float) -> date:
    begin, end = project.started_on or date.min, project.ended_on or date.max
    return begin + timedelta(days=round((end - begin).days * share))
