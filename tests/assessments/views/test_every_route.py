"""Every address, asked by everybody: what opens is exactly what ``may`` says, and no GET writes.

The table is written by hand. Whoever adds a route adds a line, and says by it who may pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assessments.database import db, now
from assessments.models.assessment import Assessment
from assessments.models.catalogue import Activity, CertificateHeld, Certification
from assessments.models.certificates import EarlierTraining, RenewalUnits
from assessments.models.coaching import Talk
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency, CompetencyArea, Occupation, Role
from assessments.models.importing import ImportKind, ImportRun, UploadedFile
from assessments.models.mentoring import Mentorship, MentorshipMeeting
from assessments.models.people import Department, Person
from assessments.models.project import ProjectRole
from assessments.models.training import TrainingDraft
from assessments.permissions import Access, Action, may
from assessments.services import recording_training, renewing, talking
from assessments.services.holding import Upload
from assessments.services.inviting import open_account
from assessments.services.recording_training import EarlierDraft
from assessments.services.training import drafts as training_drafts
from assessments.services.training.wishes import TrainingWishes
from capability.lifecycle import PlanStatus
from capability.vocabulary import AssessmentSource, ProjectStatus
from tests.assessments.builders import (
    TODAY,
    answer,
    bystander,
    contents,
    hold,
    lead,
    mentorship,
    person_of,
    plan_in,
    standing_item,
)
from tests.conftest import Installation
from tests.world import Inhabitant, World, sign_in

ANYBODY, SIGNED_IN, DEMO_ONLY, FILES = "anybody", "whoever is signed in", "a demo", "files"
ME = "me"

TABLE: dict[str, str | tuple[tuple[Action, str | None], ...]] = {
    "GET /": ANYBODY,
    "GET /how-it-works": ANYBODY,
    "GET /how-it-works/for-analysts": ANYBODY,
    "GET /privacy": ANYBODY,
    "GET /static/<path:filename>": FILES,
    "GET /bootstrap/static/<path:filename>": FILES,
    "GET /account": SIGNED_IN,
    "POST /account/letters": SIGNED_IN,
    "GET /audit": SIGNED_IN,
    "GET /audit.csv": SIGNED_IN,
    "POST /step-in/<int:person_id>": DEMO_ONLY,
    "GET /switch-person": DEMO_ONLY,
    # the project manager's own pages
    "GET /home": ((Action.WORK_AS_PROJECT_MANAGER, None),),
    "GET /about-me": ((Action.EDIT_PROFILE, ME),),
    "POST /about-me": ((Action.EDIT_PROFILE, ME),),
    # certificates: those of oneself, one that is held, and units of its renewal
    "GET /certifications": ((Action.VIEW_SUGGESTIONS, ME),),
    "GET /certifications/<code>": ((Action.VIEW_SUGGESTIONS, ME),),
    "POST /certifications/<code>/prepare": ((Action.CHOOSE_SUGGESTION, ME),),
    "POST /certifications/<code>/take-back": ((Action.CHOOSE_SUGGESTION, ME),),
    "GET /people/<int:person_id>/certifications": ((Action.VIEW_SUGGESTIONS, "person_id"),),
    "GET /people/<int:person_id>/certifications/<code>": ((Action.VIEW_SUGGESTIONS, "person_id"),),
    "GET /certificates/new": ((Action.EDIT_PROFILE, ME),),
    "POST /certificates/new": ((Action.EDIT_PROFILE, ME),),
    "GET /certificates/<int:held_id>": ((Action.VIEW_CERTIFICATES, "held_id"),),
    "GET /certificates/<int:held_id>/file": ((Action.VIEW_CERTIFICATES, "held_id"),),
    "POST /certificates/<int:held_id>/file/remove": ((Action.EDIT_PROFILE, "held_id"),),
    "GET /certificates/<int:held_id>/edit": ((Action.EDIT_PROFILE, "held_id"),),
    "POST /certificates/<int:held_id>/edit": ((Action.EDIT_PROFILE, "held_id"),),
    "POST /certificates/<int:held_id>/units": ((Action.EDIT_PROFILE, "held_id"),),
    "POST /certificates/<int:held_id>/count": ((Action.EDIT_PROFILE, "held_id"),),
    "POST /units/<int:units_id>/<step>": ((Action.EDIT_PROFILE, "units_id"),),
    "GET /education": ((Action.EDIT_PROFILE, ME),),
    "POST /education": ((Action.EDIT_PROFILE, ME),),
    "GET /education/<int:training_id>": ((Action.EDIT_PROFILE, "training_id"),),
    "POST /education/<int:training_id>": ((Action.EDIT_PROFILE, "training_id"),),
    "POST /education/<int:training_id>/<step>": ((Action.EDIT_PROFILE, "training_id"),),
    "GET /coach/certificates": ((Action.WORK_AS_COACH, None),),
    "POST /certificates/<int:held_id>/remove": ((Action.EDIT_PROFILE, "held_id"),),
    "POST /certificates/<int:held_id>/restore": ((Action.EDIT_PROFILE, "held_id"),),
    "GET /assess": ((Action.ASSESS_SELF, ME),),
    "POST /assess": ((Action.ASSESS_SELF, ME),),
    "GET /talks": ((Action.VIEW_TALKS, ME),),
    # mentors: one's own page, asking, offering, and what two people have
    "GET /mentors": ((Action.ASK_MENTOR, ME),),
    "GET /mentors/<int:person_id>/ask": ((Action.ASK_MENTOR, ME),),
    "POST /mentors/<int:person_id>/ask": ((Action.ASK_MENTOR, ME),),
    "POST /mentors/<int:person_id>/decline": ((Action.CHOOSE_SUGGESTION, ME),),
    "GET /mentors/offer": ((Action.OFFER_MENTORING, ME),),
    "POST /mentors/offer": ((Action.OFFER_MENTORING, ME),),
    "POST /mentors/offer/<step>": ((Action.OFFER_MENTORING, ME),),
    "GET /mentorships/<int:mentorship_id>": ((Action.VIEW_MENTORSHIP, "mentorship_id"),),
    "POST /mentorships/<int:mentorship_id>/answer/<answer>": (
        (Action.WRITE_MENTORSHIP, "mentorship_id"),
    ),
    "POST /mentorships/<int:mentorship_id>/withdraw": (
        (Action.WITHDRAW_MENTORSHIP, "mentorship_id"),
    ),
    "POST /mentorships/<int:mentorship_id>/restore": ((Action.ASK_MENTOR, "mentorship_id"),),
    "GET /mentorships/<int:mentorship_id>/goals": ((Action.ASK_MENTOR, "mentorship_id"),),
    "POST /mentorships/<int:mentorship_id>/goals": ((Action.ASK_MENTOR, "mentorship_id"),),
    "POST /mentorships/<int:mentorship_id>/meetings": ((Action.WRITE_MENTORSHIP, "mentorship_id"),),
    "POST /mentorships/<int:mentorship_id>/rate/<moment>": (
        (Action.WRITE_MENTORSHIP, "mentorship_id"),
    ),
    "POST /mentorships/<int:mentorship_id>/end/<how>": (
        (Action.WRITE_MENTORSHIP, "mentorship_id"),
    ),
    "GET /mentorship-meetings/<int:meeting_id>": ((Action.WRITE_MENTORSHIP, "meeting_id"),),
    "POST /mentorship-meetings/<int:meeting_id>": ((Action.WRITE_MENTORSHIP, "meeting_id"),),
    "POST /mentorship-meetings/<int:meeting_id>/remove": ((Action.WRITE_MENTORSHIP, "meeting_id"),),
    "POST /mentorship-meetings/<int:meeting_id>/restore": (
        (Action.WRITE_MENTORSHIP, "meeting_id"),
    ),
    "GET /coach/mentors": ((Action.WORK_AS_COACH, None),),
    "GET /coach/mentors/<int:person_id>": ((Action.ASSIGN_MENTOR, "person_id"),),
    "POST /coach/mentors/<int:person_id>/fix/<int:mentor_id>": (
        (Action.ASSIGN_MENTOR, "person_id"),
    ),
    "POST /coach/mentors/<int:person_id>/release": ((Action.ASSIGN_MENTOR, "person_id"),),
    "POST /coach/mentors/propose": ((Action.WORK_AS_COACH, None),),
    "POST /coach/mentorships/<int:mentorship_id>/withdraw": (
        (Action.WITHDRAW_MENTORSHIP, "mentorship_id"),
    ),
    "GET /projects": ((Action.VIEW_PROJECTS, ME),),
    "GET /projects/<int:part_id>": ((Action.EDIT_PROFILE, "part_id"),),
    "POST /projects/<int:part_id>": ((Action.EDIT_PROFILE, "part_id"),),
    "GET /suggestions": ((Action.VIEW_SUGGESTIONS, ME),),
    "POST /suggestions/take/<kind>/<code>": ((Action.CHOOSE_SUGGESTION, ME),),
    "POST /suggestions/decline/<subject>": ((Action.CHOOSE_SUGGESTION, ME),),
    "POST /suggestions/take-back/<subject>": ((Action.CHOOSE_SUGGESTION, ME),),
    "GET /outlook": ((Action.WORK_AS_PROJECT_MANAGER, None), (Action.VIEW_OUTLOOK, ME)),
    "GET /ladder": ((Action.WORK_AS_PROJECT_MANAGER, None), (Action.VIEW_OUTLOOK, ME)),
    "GET /training-plan": ((Action.VIEW_SUGGESTIONS, ME),),
    "GET /people/<int:person_id>/training-plan": ((Action.VIEW_SUGGESTIONS, "person_id"),),
    "GET /people/<int:person_id>/training-plan/compare": ((Action.VIEW_SUGGESTIONS, "person_id"),),
    "POST /training-plan/take": ((Action.CHOOSE_SUGGESTION, ME),),
    "POST /training-plan/take-out": ((Action.CHOOSE_SUGGESTION, ME),),
    "POST /people/<int:person_id>/training-plan/propose": ((Action.PROPOSE_ACTIVITY, "person_id"),),
    "POST /people/<int:person_id>/training-plan/take-back": (
        (Action.PROPOSE_ACTIVITY, "person_id"),
    ),
    "POST /people/<int:person_id>/training-plan/drafts": (
        (Action.KEEP_TRAINING_DRAFT, "person_id"),
    ),
    "POST /training-drafts/<int:draft_id>/remove": ((Action.KEEP_TRAINING_DRAFT, "draft_id"),),
    "GET /coach/activities": ((Action.WORK_AS_COACH, None),),
    "GET /map": ((Action.WORK_AS_PROJECT_MANAGER, None), (Action.VIEW_MAP, ME)),
    "GET /map.<kind>": ((Action.WORK_AS_PROJECT_MANAGER, None), (Action.VIEW_MAP, ME)),
    "GET /plan": ((Action.WORK_AS_PROJECT_MANAGER, None),),
    "POST /plan": ((Action.WORK_AS_PROJECT_MANAGER, None),),
    # about a person
    "GET /people/<int:person_id>/map": ((Action.VIEW_MAP, "person_id"),),
    "GET /people/<int:person_id>/outlook": ((Action.VIEW_OUTLOOK, "person_id"),),
    "GET /people/<int:person_id>/ladder": ((Action.VIEW_OUTLOOK, "person_id"),),
    "POST /people/<int:person_id>/signs/put-aside": ((Action.VIEW_SIGNS, "person_id"),),
    "POST /people/<int:person_id>/signs/take-up": ((Action.VIEW_SIGNS, "person_id"),),
    "GET /people/<int:person_id>/map.<kind>": ((Action.VIEW_MAP, "person_id"),),
    "GET /people/<int:person_id>/talks": ((Action.VIEW_TALKS, "person_id"),),
    "GET /people/<int:person_id>/projects": ((Action.VIEW_PROJECTS, "person_id"),),
    # about a form
    "GET /assessments/<int:assessment_id>/<area>": ((Action.ANSWER_ASSESSMENT, "assessment_id"),),
    "POST /assessments/<int:assessment_id>/<area>": ((Action.ANSWER_ASSESSMENT, "assessment_id"),),
    "POST /assessments/<int:assessment_id>/answers/<code>": (
        (Action.ANSWER_ASSESSMENT, "assessment_id"),
    ),
    "GET /assessments/<int:assessment_id>/look-over": ((Action.VIEW_ANSWERS, "assessment_id"),),
    "POST /assessments/<int:assessment_id>/submit": ((Action.ANSWER_ASSESSMENT, "assessment_id"),),
    # about a plan
    "GET /plans/<int:plan_id>": ((Action.VIEW_PLAN, "plan_id"),),
    "GET /plans/<int:plan_id>.pdf": ((Action.VIEW_PLAN, "plan_id"),),
    "POST /plans/<int:plan_id>/comments": ((Action.COMMENT_ON_PLAN, "plan_id"),),
    "POST /plans/<int:plan_id>/aim": ((Action.SUBMIT_PLAN, "plan_id"),),
    "GET /plans/<int:plan_id>/items/new": ((Action.SUBMIT_PLAN, "plan_id"),),
    "POST /plans/<int:plan_id>/items/new": ((Action.SUBMIT_PLAN, "plan_id"),),
    "POST /plans/<int:plan_id>/<step>": ((Action.SUBMIT_PLAN, "plan_id"),),
    "POST /plans/<int:plan_id>/complete": ((Action.SUBMIT_PLAN, "plan_id"),),
    "GET /items/<int:item_id>": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /items/<int:item_id>": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /items/<int:item_id>/remove": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /items/<int:item_id>/restore": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /proposals/<int:item_id>/<answer>": ((Action.ANSWER_PROPOSAL, "item_id"),),
    "POST /items/<int:item_id>/<step>": ((Action.SUBMIT_PLAN, "item_id"),),
    "GET /items/<int:item_id>/complete": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /items/<int:item_id>/complete": ((Action.SUBMIT_PLAN, "item_id"),),
    "GET /items/<int:item_id>/drop": ((Action.SUBMIT_PLAN, "item_id"),),
    "POST /items/<int:item_id>/drop": ((Action.SUBMIT_PLAN, "item_id"),),
    # the coach
    "GET /coach/people": ((Action.WORK_AS_COACH, None),),
    "GET /coach/plans": ((Action.WORK_AS_COACH, None),),
    "GET /coach/heat-map": ((Action.WORK_AS_COACH, None),),
    "GET /coach/demand": ((Action.WORK_AS_COACH, None),),
    "GET /coach/activities/<code>/propose": ((Action.WORK_AS_COACH, None),),
    "POST /coach/activities/<code>/propose": ((Action.WORK_AS_COACH, None),),
    "POST /coach/proposals/<int:item_id>/take-back": ((Action.PROPOSE_ACTIVITY, "item_id"),),
    "GET /coach/people/<int:person_id>": ((Action.VIEW_SUGGESTIONS, "person_id"),),
    "POST /coach/people/<int:person_id>/assess": ((Action.RATE_AS_COACH, "person_id"),),
    "POST /coach/people/<int:person_id>/levels": ((Action.AGREE_ON_LEVEL, "person_id"),),
    "POST /coach/assessments/<int:assessment_id>/reopen": (
        (Action.REOPEN_ASSESSMENT, "assessment_id"),
    ),
    "GET /coach/people/<int:person_id>/talks/new": ((Action.WRITE_TALK, "person_id"),),
    "POST /coach/people/<int:person_id>/talks/new": ((Action.WRITE_TALK, "person_id"),),
    "GET /coach/talks/<int:talk_id>": ((Action.CHANGE_TALK, "talk_id"),),
    "POST /coach/talks/<int:talk_id>": ((Action.CHANGE_TALK, "talk_id"),),
    "POST /coach/talks/<int:talk_id>/remove": ((Action.CHANGE_TALK, "talk_id"),),
    "POST /coach/talks/<int:talk_id>/restore": ((Action.CHANGE_TALK, "talk_id"),),
    "GET /coach/people/<int:person_id>/hand-over": ((Action.HAND_OVER, "person_id"),),
    "POST /coach/people/<int:person_id>/hand-over": ((Action.HAND_OVER, "person_id"),),
    "GET /coach/plans/<int:plan_id>/endorse": ((Action.ENDORSE_PLAN, "plan_id"),),
    "POST /coach/plans/<int:plan_id>/endorse": ((Action.ENDORSE_PLAN, "plan_id"),),
    # HR, heads of department, administrators
    "GET /hr/plans": ((Action.WORK_AS_HR, None),),
    "GET /hr/decisions": ((Action.WORK_AS_HR, None),),
    "GET /hr/plans.xlsx": ((Action.WORK_AS_HR, None),),
    "GET /hr/plans/approve": ((Action.WORK_AS_HR, None),),
    "POST /hr/plans/approve": ((Action.WORK_AS_HR, None),),
    "GET /hr/figures": ((Action.VIEW_FIGURES, None),),
    "GET /hr/figures.xlsx": ((Action.VIEW_FIGURES, None),),
    "GET /hr/fairness": ((Action.VIEW_FIGURES, None),),
    "GET /hr/fairness.xlsx": ((Action.VIEW_FIGURES, None),),
    "GET /hr/figures/<name>": ((Action.VIEW_FIGURES, None),),
    "GET /hr/certificates": ((Action.VIEW_FIGURES, None),),
    "GET /hr/heat-map": ((Action.WORK_AS_HR, None),),
    "GET /hr/plans/<int:plan_id>/review": ((Action.REVIEW_PLAN, "plan_id"),),
    "POST /hr/plans/<int:plan_id>/review": ((Action.REVIEW_PLAN, "plan_id"),),
    "GET /department/people": ((Action.WORK_AS_DEPARTMENT_HEAD, None),),
    "GET /department/heat-map": ((Action.WORK_AS_DEPARTMENT_HEAD, None),),
    "GET /department/plans": ((Action.WORK_AS_DEPARTMENT_HEAD, None),),
    "GET /admin/people": ((Action.ADMINISTER, None),),
    "GET /admin/people/<int:person_id>/invite": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/invite": ((Action.ADMINISTER, None),),
    "GET /admin/people/new": ((Action.ADMINISTER, None),),
    "POST /admin/people/new": ((Action.ADMINISTER, None),),
    "GET /admin/people/<int:person_id>": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/leave": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/come-back": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/access": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/deactivate": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/reactivate": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/invite-again": ((Action.ADMINISTER, None),),
    "POST /admin/people/<int:person_id>/authenticator-off": ((Action.ADMINISTER, None),),
    "GET /admin/departments": ((Action.ADMINISTER, None),),
    "GET /admin/departments/new": ((Action.ADMINISTER, None),),
    "POST /admin/departments/new": ((Action.ADMINISTER, None),),
    "GET /admin/departments/<int:department_id>": ((Action.ADMINISTER, None),),
    "POST /admin/departments/<int:department_id>": ((Action.ADMINISTER, None),),
    "POST /admin/departments/<int:department_id>/close": ((Action.ADMINISTER, None),),
    "POST /admin/departments/<int:department_id>/reopen": ((Action.ADMINISTER, None),),
    "GET /admin/coaches": ((Action.ADMINISTER, None),),
    "GET /admin/coaches/assign": ((Action.ADMINISTER, None),),
    "POST /admin/coaches/assign": ((Action.ADMINISTER, None),),
    "GET /admin/settings": ((Action.ADMINISTER, None),),
    "POST /admin/settings": ((Action.ADMINISTER, None),),
    "GET /admin/roles": ((Action.ADMINISTER, None),),
    "GET /admin/roles/new": ((Action.ADMINISTER, None),),
    "POST /admin/roles/new": ((Action.ADMINISTER, None),),
    "GET /admin/roles/<int:role_id>": ((Action.ADMINISTER, None),),
    "POST /admin/roles/<int:role_id>": ((Action.ADMINISTER, None),),
    "POST /admin/roles/<int:role_id>/active": ((Action.ADMINISTER, None),),
    "GET /admin/roles/<int:role_id>/profile": ((Action.ADMINISTER, None),),
    "POST /admin/roles/<int:role_id>/profile": ((Action.ADMINISTER, None),),
    "GET /admin/roles/onet": ((Action.ADMINISTER, None),),
    "POST /admin/roles/onet": ((Action.ADMINISTER, None),),
    "GET /admin/roles/onet/<int:occupation_id>": ((Action.ADMINISTER, None),),
    "POST /admin/roles/onet/<int:occupation_id>": ((Action.ADMINISTER, None),),
    "GET /admin/framework": ((Action.ADMINISTER, None),),
    "GET /admin/framework/areas/<int:area_id>": ((Action.ADMINISTER, None),),
    "POST /admin/framework/areas/<int:area_id>": ((Action.ADMINISTER, None),),
    "POST /admin/framework/areas/<int:area_id>/move": ((Action.ADMINISTER, None),),
    "GET /admin/framework/competencies/new": ((Action.ADMINISTER, None),),
    "POST /admin/framework/competencies/new": ((Action.ADMINISTER, None),),
    "GET /admin/framework/competencies/<int:competency_id>": ((Action.ADMINISTER, None),),
    "POST /admin/framework/competencies/<int:competency_id>": ((Action.ADMINISTER, None),),
    "POST /admin/framework/competencies/<int:competency_id>/active": ((Action.ADMINISTER, None),),
    "POST /admin/framework/competencies/<int:competency_id>/move": ((Action.ADMINISTER, None),),
    "GET /admin/imports": ((Action.ADMINISTER, None),),
    "POST /admin/imports": ((Action.ADMINISTER, None),),
    "GET /admin/imports/files/<int:file_id>/columns": ((Action.READ_UPLOAD, "file_id"),),
    "POST /admin/imports/files/<int:file_id>/columns": ((Action.READ_UPLOAD, "file_id"),),
    "GET /admin/imports/files/<int:file_id>/trial": ((Action.READ_UPLOAD, "file_id"),),
    "GET /admin/imports/files/<int:file_id>/rejects.csv": ((Action.READ_UPLOAD, "file_id"),),
    "POST /admin/imports/files/<int:file_id>/take": ((Action.READ_UPLOAD, "file_id"),),
    "POST /admin/imports/files/<int:file_id>/remove": ((Action.READ_UPLOAD, "file_id"),),
    "GET /admin/imports/<int:run_id>": ((Action.ADMINISTER, None),),
    "POST /admin/imports/<int:run_id>/undo": ((Action.ADMINISTER, None),),
    "GET /admin/exports/<kind>.<form>": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue/activities/new": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/activities/new": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue/activities/<int:activity_id>": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/activities/<int:activity_id>": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/activities/<int:activity_id>/offered": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue/certifications": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue/certifications/new": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/certifications/new": ((Action.ADMINISTER, None),),
    "GET /admin/catalogue/certifications/<int:certification_id>": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/certifications/<int:certification_id>": ((Action.ADMINISTER, None),),
    "POST /admin/catalogue/certifications/<int:certification_id>/offered": (
        (Action.ADMINISTER, None),
    ),
    "GET /admin/audit": ((Action.SEARCH_AUDIT_TRAIL, None),),
    "GET /admin/audit.csv": ((Action.SEARCH_AUDIT_TRAIL, None),),
    "GET /hr/audit": ((Action.SEARCH_AUDIT_TRAIL, None),),
    "GET /hr/audit.csv": ((Action.SEARCH_AUDIT_TRAIL, None),),
}

WORDS = {
    "area": "planning",
    "kind": "csv",
    "name": "people",
    "code": "risk",
    "step": "begin",
    "answer": "decline",
    "subject": "certification:pmp",
}
OTHER_WORDS = {
    "GET /admin/exports/<kind>.<form>": {"kind": "people", "form": "csv"},
    "GET /coach/activities/<code>/propose": {"code": "reading_estimates"},
    "POST /coach/activities/<code>/propose": {"code": "reading_estimates"},
    "POST /suggestions/take/<kind>/<code>": {"kind": "activity", "code": "reading_estimates"},
    "POST /plans/<int:plan_id>/<step>": {"step": "withdraw"},
    "POST /mentors/offer/<step>": {"step": "pause"},
    "POST /mentorships/<int:mentorship_id>/rate/<moment>": {"moment": "midpoint"},
    "POST /mentorships/<int:mentorship_id>/end/<how>": {"how": "early"},
    "POST /coach/mentors/<int:person_id>/fix/<int:mentor_id>": {"mentor_id": "1"},
    "GET /certifications/<code>": {"code": "pmp"},
    "GET /people/<int:person_id>/certifications/<code>": {"code": "pmp"},
    "POST /certifications/<code>/prepare": {"code": "pmp"},
    "POST /certifications/<code>/take-back": {"code": "pmp"},
    "POST /units/<int:units_id>/<step>": {"step": "remove"},
    "POST /education/<int:training_id>/<step>": {"step": "remove"},
}
"""What stands in an address beside keys."""

VIEWED = ("map_viewing",)
"""That somebody looked at a map is kept, also from a GET: the owner is promised to see it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is asked about: keys by their name in an address."""

    keys: dict[str, tuple[int, ...]]
    rater: Inhabitant


MODELS = {
    "person_id": Person,
    "plan_id": DevelopmentPlan,
    "item_id": PlanItem,
    "assessment_id": Assessment,
    "held_id": CertificateHeld,
    "units_id": RenewalUnits,
    "draft_id": TrainingDraft,
    "training_id": EarlierTraining,
    "part_id": ProjectRole,
    "talk_id": Talk,
    "mentorship_id": Mentorship,
    "meeting_id": MentorshipMeeting,
    "department_id": Department,
    "role_id": Role,
    "occupation_id": Occupation,
    "area_id": CompetencyArea,
    "competency_id": Competency,
    "activity_id": Activity,
    "certification_id": Certification,
    "file_id": UploadedFile,
    "run_id": ImportRun,
}

WITH_PAGES = ("pm", "coach", "head", "hr", "administrator")
"""One for each access."""
WITHOUT = ("other_pm", "former_hr", "rater", "nobody")
"""Another project manager, a closed account, somebody asked, and nobody signed in."""
# Who may is settled in Python; what a page sends, to both databases.
WALKS = (
    *(("sqlite", part) for part in (*WITH_PAGES, *WITHOUT)),
    *(("postgresql", part) for part in WITH_PAGES),
)


def upload(by: Person) -> UploadedFile:
    """Add a list on its way in, which could be taken."""
    kept = UploadedFile(
        kind=ImportKind.PEOPLE, name="people.csv", size=20, content=b"number,name\n77,Mei\n",
        mapping={"number": "number", "name": "name"}, options={}, uploaded_at=now(), by=by,
        trial={
            "language": "en", "sentence": "", "remarks": [], "rejections": [], "changes": [],
            "counts": {"new": 1, "changed": 0, "unchanged": 0, "rejected": 0},
        },
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def first_of(model: type) -> int:
    return db.session.scalars(db.select(model.id).order_by(model.id)).first()


@pytest.fixture(scope="module")
def ground(installation: Installation) -> Ground:
    """Fill the small world once with something of every kind, and keep it to begin from."""
    app = installation.begin("world")
    with app.test_request_context():
        world = installation.world
        pm, other, coaching = (
            person_of(each) for each in (world.pm, world.other_pm, world.coaching_pm)
        )
        coach, other_coach, hr = (
            person_of(each) for each in (world.coach, world.other_coach, world.hr)
        )
        rater = bystander("Kofi Mensah", email="kofi@example.org")
        open_account(rater, [Access.RATER], by=None)
        forms = (
            answer(pm, {"risk": 2}),
            answer(other, {"risk": 2}, on=None),
            answer(pm, {"risk": 3}, rater=coach, source=AssessmentSource.COACH),
            answer(pm, {"risk": 3}, rater=rater, source=AssessmentSource.SPONSOR, on=None),
        )
        plans = (
            plan_in(PlanStatus.RETURNED, pm, coach=coach, hr=hr),
            plan_in(PlanStatus.APPROVED, other, coach=other_coach, hr=hr),
            plan_in(PlanStatus.DRAFT, coaching, coach=coach, hr=hr),
        )
        held = [
            hold(each, name="Pilot", upload=Upload("pilot.pdf", "application/pdf", b"%PDF-1.7"))
            for each in (pm, other)
        ]
        units = [renewing.log_units(each, "Reading", TODAY, 2.0, by=each.person) for each in held]
        trainings = [
            recording_training.add_training(
                each, EarlierDraft("Law of harbours", "", TODAY, 8.0), by=each
            )
            for each in (pm, other)
        ]
        wishes = TrainingWishes(10, 2, 500, None, ("en",), is_balanced=False)
        drafts_kept = [
            training_drafts.keep(each, "A draft", wishes, None, by=each) for each in (pm, other)
        ]
        parts = [lead(each, started_on=TODAY, status=ProjectStatus.ACTIVE) for each in (pm, other)]
        talks = [
            talking.plan_talk(each, TODAY, "", by=each.coach) for each in (pm, other, coaching)
        ]
        pairs = [mentorship(pm, other), mentorship(other, coaching, proposed_by=other.coach)]
        uploads = [upload(person_of(each)) for each in (world.administrator, world.hr)]
        run = ImportRun(kind=ImportKind.PEOPLE, file="people.csv", at=now(), counts={})
        db.session.add(run)
        db.session.flush()
        keys = {
            "file_id": tuple(each.id for each in uploads),
            "run_id": (run.id,),
            "person_id": (pm.id, other.id),
            "plan_id": tuple(plan.id for plan in plans),
            "item_id": tuple(standing_item(plan).id for plan in plans),
            "assessment_id": tuple(form.id for form in forms),
            "held_id": tuple(each.id for each in held),
            "units_id": tuple(each.id for each in units),
            "training_id": tuple(each.id for each in trainings),
            "draft_id": tuple(each.id for each in drafts_kept),
            "part_id": tuple(part.id for part in parts),
            "talk_id": tuple(talk.id for talk in talks),
            "mentorship_id": tuple(each.id for each in pairs),
            "meeting_id": tuple(each.meetings[0].id for each in pairs),
            "department_id": (pm.department_id,),
            "role_id": (pm.role_id,),
            **{
                name: (first_of(MODELS[name]),)
                for name in (
                    "occupation_id",
                    "area_id",
                    "competency_id",
                    "activity_id",
                    "certification_id",
                )
            },
        }
        found = Inhabitant(rater.id, rater.name, rater.email, rater.account.fs_uniquifier)
        db.session.commit()
        db.session.remove()
    installation.end()
    installation.databases.copy("current", "walked")
    return Ground(keys, found)


@pytest.fixture
def walked_app(installation: Installation, ground: Ground) -> Iterator[Flask]:
    yield installation.begin("walked")
    installation.end()


def lines_of(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if not rule.endpoint.startswith("security.")
    }


def test_the_table_has_a_line_for_every_route_and_no_other(walked_app: Flask):
    assert lines_of(walked_app) == set(TABLE)


def addresses(app: Flask, line: str, ground: Ground) -> list[tuple[str, dict[str, int]]]:
    """Return a line's addresses with the keys in each."""
    path = line.partition(" ")[2]
    rule = next(each for each in app.url_map.iter_rules() if each.rule == path)
    [key] = rule.arguments & set(MODELS) or {None}
    words = {name: (WORDS | OTHER_WORDS.get(line, {}))[name] for name in rule.arguments - {key}}
    adapter = app.url_map.bind("localhost")
    choices = [{key: value} for value in ground.keys[key]] if key else [{}]
    return [(adapter.build(rule.endpoint, words | each), each) for each in choices]


def is_allowed(actor: Person | None, line: str, keys: dict[str, int]) -> bool:
    """Return what the table and ``may`` say together."""
    gates = TABLE[line]
    if gates == ANYBODY:
        return True
    if gates == SIGNED_IN:
        return actor is not None and actor.account is not None and actor.account.active
    return all(may(actor, action, _subject(actor, about, keys)) for action, about in gates)


def _subject(actor: Person | None, about: str | None, keys: dict[str, int]) -> object:
    if about is None:
        return None
    if about == ME:
        return actor
    found = db.session.get_one(MODELS[about], keys[about])
    return found.plan if isinstance(found, PlanItem) else found


def ask(client: FlaskClient, line: str, address: str) -> str:
    """Return how the request was answered: in, out, to the sign-in, or with a fault."""
    with client.open(address, method=line.partition(" ")[0]) as answered:
        return told(answered)


def told(answered: TestResponse) -> str:
    if (answered.location or "").startswith("/sign-in"):
        return "to the sign-in"
    if answered.status_code == 403:
        return "out"
    return "in" if answered.status_code in {200, 302, 400, 410} else str(answered.status_code)


def expected(actor: Person | None, line: str, keys: dict[str, int]) -> str:
    if any(db.session.get(MODELS[name], key) is None for name, key in keys.items()):
        return "404"  # an earlier button has taken it away
    if is_allowed(actor, line, keys):
        # The first address leads whoever is not signed in there.
        return "to the sign-in" if actor is None and line == "GET /" else "in"
    return "out" if actor is not None else "to the sign-in"


@pytest.mark.parametrize(("databases", "part"), WALKS, indirect=["databases"], scope="session")
def test_every_address_opens_to_exactly_those_who_may(
    walked_app: Flask, ground: Ground, world: World, part: str
):
    app, client = walked_app, walked_app.test_client()
    who = {"rater": ground.rater, "nobody": None}.get(part) or getattr(world, part, None)
    if who is not None:
        sign_in(client, who)

    def actor() -> Person | None:
        found = db.session.get_one(Person, who.id) if who is not None else None
        # Whose account is closed is treated as somebody who is not signed in.
        return found if found is None or found.account.active else None

    questions = [
        (line, address, keys)
        for line, gates in TABLE.items()
        if gates not in {DEMO_ONLY, FILES}
        for address, keys in addresses(app, line, ground)
    ]
    with app.app_context():
        wanted = {
            (line, address): expected(actor(), line, keys) for line, address, keys in questions
        }
        before = contents(leave_out=VIEWED)
    harmless = [
        (line, address)
        for line, address, _ in questions
        if line.startswith("GET") or wanted[line, address] != "in"
    ]

    found = {(line, address): ask(client, line, address) for line, address in harmless}

    assert found == {each: wanted[each] for each in harmless}
    with app.app_context():
        assert contents(leave_out=VIEWED) == before

    for line, address, keys in questions:
        if (line, address) in found:
            continue
        with app.app_context():
            now_wanted = expected(actor(), line, keys)
        assert (line, address, ask(client, line, address)) == (line, address, now_wanted)


def test_outside_a_demo_nobody_steps_in_as_somebody_else(
    walked_app: Flask, world: World, ground: Ground
):
    client = walked_app.test_client()

    answers = [
        client.post(f"/step-in/{world.pm.id}").status_code,
        client.get("/switch-person").status_code,
        client.get("/account").status_code,
    ]

    assert answers == [404, 404, 302]


def test_a_key_of_nothing_is_not_found(walked_app: Flask, world: World, ground: Ground):
    client = walked_app.test_client()
    sign_in(client, world.administrator)
    nothing = Ground(dict.fromkeys(MODELS, (0, 999_999, 2**31 - 1, 2**70)), ground.rater)
    questions = [
        (line, address)
        for line in TABLE
        if "<int:" in line
        for address, _ in addresses(walked_app, line, nothing)
    ]

    answers = {each: ask(client, *each) for each in questions}

    assert {each: found for each, found in answers.items() if found != "404"} == {}


def test_a_text_that_no_database_keeps_is_refused(walked_app: Flask, world: World):
    client = walked_app.test_client()
    sign_in(client, world.administrator)

    answers = [
        client.get("/admin/people?q=%00").status_code,
        client.post("/suggestions/decline/%00").status_code,
        client.post("/about-me", data={"called": "L\0in"}).status_code,
        client.get(f"/admin/people?page={2**70}").status_code,
    ]

    assert answers == [400, 400, 400, 200]
