"""Who may do what: one table, read from top to bottom; what is not in it is denied."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from capability.lifecycle import EDITABLE_PLANS, PlanStatus
from capability.vocabulary import AssessmentSource


class Access(StrEnum):
    """What an account is for. One account may have several."""

    PROJECT_MANAGER = "project_manager"
    PMO_COACH = "pmo_coach"
    DEPARTMENT_HEAD = "department_head"
    HR_REVIEWER = "hr_reviewer"
    ADMINISTRATOR = "administrator"
    RATER = "rater"


class AuditKind(StrEnum):
    """What a line of the audit trail is about; it decides who may read the line."""

    RECORDS = "records"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    REFERENCE = "reference"
    IMPORTS = "imports"
    ANSWERS = "answers"
    PROJECTS = "projects"
    CERTIFICATES = "certificates"
    DECISIONS = "decisions"
    PLANS = "plans"
    TALKS = "talks"


class Action(StrEnum):
    """Everything that a page or a button does."""

    # pages of a desk, without a subject
    WORK_AS_PROJECT_MANAGER = "work_as_project_manager"
    WORK_AS_COACH = "work_as_coach"
    WORK_AS_HR = "work_as_hr"
    WORK_AS_DEPARTMENT_HEAD = "work_as_department_head"
    ADMINISTER = "administer"
    VIEW_FIGURES = "view_figures"
    SEARCH_AUDIT_TRAIL = "search_audit_trail"
    # about a file that somebody uploaded
    READ_UPLOAD = "read_upload"
    # about a line of the audit trail
    VIEW_AUDIT_LINE = "view_audit_line"
    VIEW_AUDIT_VALUES = "view_audit_values"
    # about a person
    VIEW_PERSON = "view_person"
    EDIT_PROFILE = "edit_profile"
    VIEW_MAP = "view_map"
    VIEW_PROJECTS = "view_projects"
    VIEW_SUGGESTIONS = "view_suggestions"
    CHOOSE_SUGGESTION = "choose_suggestion"
    KEEP_TRAINING_DRAFT = "keep_training_draft"
    VIEW_OUTLOOK = "view_outlook"
    VIEW_SIGNS = "view_signs"
    ASSESS_SELF = "assess_self"
    RATE_AS_COACH = "rate_as_coach"
    AGREE_ON_LEVEL = "agree_on_level"
    VIEW_CERTIFICATES = "view_certificates"
    VIEW_TALKS = "view_talks"
    WRITE_TALK = "write_talk"
    CHANGE_TALK = "change_talk"
    HAND_OVER = "hand_over"
    PROPOSE_ACTIVITY = "propose_activity"
    OFFER_MENTORING = "offer_mentoring"
    ASK_MENTOR = "ask_mentor"
    ASSIGN_MENTOR = "assign_mentor"
    # about a mentorship
    VIEW_MENTORSHIP = "view_mentorship"
    VIEW_MENTORSHIP_DATES = "view_mentorship_dates"
    WRITE_MENTORSHIP = "write_mentorship"
    WITHDRAW_MENTORSHIP = "withdraw_mentorship"
    # about an assessment
    ANSWER_ASSESSMENT = "answer_assessment"
    VIEW_ANSWERS = "view_answers"
    REOPEN_ASSESSMENT = "reopen_assessment"
    # about a plan
    VIEW_PLAN = "view_plan"
    EDIT_PLAN = "edit_plan"
    SUBMIT_PLAN = "submit_plan"
    CARRY_OUT_PLAN = "carry_out_plan"
    ANSWER_PROPOSAL = "answer_proposal"
    COMMENT_ON_PLAN = "comment_on_plan"
    ENDORSE_PLAN = "endorse_plan"
    REVIEW_PLAN = "review_plan"


class Actor(Protocol):
    """Somebody signed in."""

    id: int
    department_id: int | None

    @property
    def accesses(self) -> frozenset[Access]:
        """What the account is for; empty once it is deactivated."""


Predicate = Callable[[Actor, object], bool]
AnyOf = tuple[tuple[Predicate, ...], ...]


def person_of(subject: object) -> object:
    """Return whom the subject is about: a person, or the person of a plan or an assessment."""
    return getattr(subject, "person", subject)


def has(access: Access) -> Predicate:
    return lambda actor, _: access in actor.accesses


def is_self(actor: Actor, subject: object) -> bool:
    return subject is not None and actor.id == getattr(person_of(subject), "id", None)


def is_not_self(actor: Actor, subject: object) -> bool:
    return not is_self(actor, subject)


def is_rater(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "rater_id", None)


def coaches(actor: Actor, subject: object) -> bool:
    return is_coach(actor, subject) and actor.id == getattr(person_of(subject), "coach_id", None)


def heads_department_of(actor: Actor, subject: object) -> bool:
    return (
        is_department_head(actor, subject)
        and actor.department_id is not None
        and actor.department_id == getattr(person_of(subject), "department_id", None)
    )


def is_sent(_: Actor, subject: object) -> bool:
    """Whether the project manager has shown the plan to others at least once."""
    return getattr(subject, "first_submitted_at", None) is not None


def is_submitted(_: Actor, subject: object) -> bool:
    return getattr(subject, "submitted_at", None) is not None


def is_own_view(_: Actor, subject: object) -> bool:
    return getattr(subject, "rater_id", None) == getattr(person_of(subject), "id", object())


def is_coach_view(_: Actor, subject: object) -> bool:
    return getattr(subject, "source", None) is AssessmentSource.COACH


def is_no_coach_view(actor: Actor, subject: object) -> bool:
    return not is_coach_view(actor, subject)


def leads_talk(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "coach_id", None)


def is_mentee(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "mentee_id", None)


def is_mentor(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "mentor_id", None)


def proposed_pair(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "proposed_by_id", None)


def is_editable(_: Actor, subject: object) -> bool:
    return getattr(subject, "status", None) in EDITABLE_PLANS


def is_approved(_: Actor, subject: object) -> bool:
    return getattr(subject, "status", None) is PlanStatus.APPROVED


def is_actor(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "actor_id", None)


def is_about(*kinds: AuditKind) -> Predicate:
    return lambda _, subject: getattr(subject, "kind", None) in kinds


def is_no_answer(_: Actor, subject: object) -> bool:
    return getattr(subject, "kind", None) is not AuditKind.ANSWERS


ADMINISTERED = (
    AuditKind.RECORDS, AuditKind.ACCOUNTS, AuditKind.SETTINGS, AuditKind.REFERENCE,
    AuditKind.IMPORTS,
)  # fmt: skip
"""What an administrator changes, and reads in full."""
KNOWN_TO_BE = (AuditKind.ANSWERS, AuditKind.PROJECTS, AuditKind.CERTIFICATES)
"""Of what an administrator sees that and when something changed, and not what."""
REVIEWED = (AuditKind.DECISIONS, AuditKind.CERTIFICATES)
"""What HR reads: a plan's way once it is sent; how it was drawn up is the owner's."""


def is_uploader(actor: Actor, subject: object) -> bool:
    return actor.id == getattr(subject, "by_id", None)


is_project_manager = has(Access.PROJECT_MANAGER)
is_coach = has(Access.PMO_COACH)
is_department_head = has(Access.DEPARTMENT_HEAD)
is_hr = has(Access.HR_REVIEWER)
is_administrator = has(Access.ADMINISTRATOR)

RULES: dict[Action, AnyOf] = {
    Action.WORK_AS_PROJECT_MANAGER: ((is_project_manager,),),
    Action.WORK_AS_COACH: ((is_coach,),),
    Action.WORK_AS_HR: ((is_hr,),),
    Action.WORK_AS_DEPARTMENT_HEAD: ((is_department_head,),),
    Action.ADMINISTER: ((is_administrator,),),
    Action.VIEW_FIGURES: ((is_hr,),),
    Action.SEARCH_AUDIT_TRAIL: ((is_hr,), (is_administrator,)),
    # queries.audit asks the database the same two questions
    # It may hold what another administrator is not to see, such as somebody's levels.
    Action.READ_UPLOAD: ((is_administrator, is_uploader),),
    Action.VIEW_AUDIT_LINE: (
        (is_self,), (is_hr, is_about(*REVIEWED)),
        (is_administrator, is_about(*ADMINISTERED, *KNOWN_TO_BE)),
    ),
    Action.VIEW_AUDIT_VALUES: (
        # What a coach answered stands in the form, once it is sent; what others did, nowhere.
        (is_self, is_no_answer), (is_self, is_actor),
        (is_hr, is_about(*REVIEWED)), (is_administrator, is_about(*ADMINISTERED)),
    ),
    Action.VIEW_PERSON: (
        (is_self,), (coaches,), (heads_department_of,), (is_hr,), (is_administrator,),
    ),
    Action.EDIT_PROFILE: ((is_self, is_project_manager),),
    Action.VIEW_MAP: ((is_self,), (coaches,), (heads_department_of,), (is_hr,)),
    Action.VIEW_PROJECTS: ((is_self,), (coaches,)),
    Action.VIEW_SUGGESTIONS: ((is_self,), (coaches,)),
    Action.CHOOSE_SUGGESTION: ((is_self, is_project_manager),),
    Action.KEEP_TRAINING_DRAFT: ((is_self, is_project_manager), (coaches, is_not_self)),
    # What is worked out from a map, for those who talk with the person about it.
    Action.VIEW_OUTLOOK: ((is_self,), (coaches,), (heads_department_of,)),
    Action.VIEW_SIGNS: ((is_self,), (coaches,)),
    Action.ASSESS_SELF: ((is_self, is_project_manager),),
    Action.RATE_AS_COACH: ((coaches, is_not_self),),
    Action.AGREE_ON_LEVEL: ((coaches, is_not_self),),
    Action.VIEW_CERTIFICATES: ((is_self,), (coaches,), (is_hr,)),
    Action.VIEW_TALKS: ((is_self,), (coaches,)),
    Action.WRITE_TALK: ((coaches, is_not_self),),
    # What a former coach wrote of a talk stays as it is.
    Action.CHANGE_TALK: ((coaches, is_not_self, leads_talk),),
    Action.HAND_OVER: ((coaches, is_not_self), (is_administrator,)),
    Action.PROPOSE_ACTIVITY: ((coaches, is_not_self),),
    Action.OFFER_MENTORING: ((is_self, is_project_manager),),
    Action.ASK_MENTOR: ((is_self, is_project_manager),),
    Action.ASSIGN_MENTOR: ((coaches, is_not_self),),
    # A mentor sees the goals that the mentee shares; the map only by another of these rules.
    Action.VIEW_MENTORSHIP: ((is_mentee,), (is_mentor,)),
    Action.VIEW_MENTORSHIP_DATES: ((is_mentee,), (is_mentor,), (coaches,)),
    Action.WRITE_MENTORSHIP: ((is_mentee,), (is_mentor,)),
    Action.WITHDRAW_MENTORSHIP: ((is_mentee,), (coaches, is_not_self, proposed_pair)),
    # A coach's own form rests once the person is entrusted to somebody else.
    Action.ANSWER_ASSESSMENT: ((is_rater, is_no_coach_view), (is_rater, coaches)),
    Action.VIEW_ANSWERS: (
        (is_rater,), (is_self, is_own_view), (coaches, is_own_view, is_submitted),
        # A peer's or sponsor's form is nobody's to read but the rater's own.
        (is_self, is_coach_view, is_submitted),
    ),
    Action.REOPEN_ASSESSMENT: ((coaches, is_not_self, is_own_view, is_submitted),),
    Action.VIEW_PLAN: (
        (is_self,), (coaches,), (heads_department_of, is_sent), (is_hr, is_sent),
    ),
    Action.EDIT_PLAN: ((is_self, is_editable),),
    Action.SUBMIT_PLAN: ((is_self,),),
    Action.CARRY_OUT_PLAN: ((is_self, is_approved),),
    Action.ANSWER_PROPOSAL: ((is_self,),),
    Action.COMMENT_ON_PLAN: (
        (is_self,), (coaches,), (heads_department_of, is_sent), (is_hr, is_sent),
    ),
    Action.ENDORSE_PLAN: ((coaches, is_not_self),),
    Action.REVIEW_PLAN: ((is_hr, is_not_self, is_sent),),
}  # fmt: skip


def may(person: Actor | None, action: Action, subject: object = None) -> bool:
    """Return whether ``person`` may do ``action`` to ``subject``."""
    if person is None or not person.accesses:
        return False
    return any(
        all(predicate(person, subject) for predicate in all_of) for all_of in RULES.get(action, ())
    )
