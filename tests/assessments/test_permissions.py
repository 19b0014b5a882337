"""Who may do what, written out by hand: whoever changes a rule changes this table as well."""

from dataclasses import dataclass

import pytest

from assessments.permissions import Access, Action, AuditKind, may
from capability.lifecycle import PlanStatus
from capability.vocabulary import AssessmentSource


@dataclass(frozen=True)
class Someone:
    """A person, as far as the rules look at one."""

    id: int
    accesses: frozenset[Access]
    department_id: int | None = None
    coach_id: int | None = None


@dataclass(frozen=True)
class Form:
    """One rater's assessment of a person."""

    person: Someone
    rater_id: int
    submitted_at: str | None
    source: AssessmentSource = AssessmentSource.SELF


@dataclass(frozen=True)
class Plan:
    """A development plan."""

    person: Someone
    status: PlanStatus
    first_submitted_at: str | None


@dataclass(frozen=True)
class Talk:
    """A talk that a coach leads with a person."""

    person: Someone
    coach_id: int


@dataclass(frozen=True)
class Mentorship:
    """What somebody has with a mentor."""

    person: Someone
    mentee_id: int
    mentor_id: int
    proposed_by_id: int | None = None


@dataclass(frozen=True)
class Line:
    """A line of the audit trail."""

    person: Someone
    actor_id: int
    kind: AuditKind | None


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    by_id: int


def someone(number: int, *accesses: Access, department: int | None = None, coach: int = 0):
    return Someone(number, frozenset(accesses), department, coach or None)


HERSELF = someone(1, Access.PROJECT_MANAGER, department=1, coach=2)

ACTORS = {
    "nobody": None,
    "herself": HERSELF,
    "her coach": someone(2, Access.PMO_COACH, department=1),
    "another coach": someone(3, Access.PMO_COACH, department=1),
    "her head": someone(4, Access.DEPARTMENT_HEAD, department=1),
    "another head": someone(5, Access.DEPARTMENT_HEAD, department=2),
    "a head of nothing": someone(6, Access.DEPARTMENT_HEAD),
    "HR": someone(7, Access.HR_REVIEWER),
    "an administrator": someone(8, Access.ADMINISTRATOR),
    "a colleague": someone(9, Access.PROJECT_MANAGER, department=1, coach=2),
    "her mentor": someone(11, Access.PROJECT_MANAGER, department=2, coach=3),
    "her rater": someone(10, Access.RATER),
    # Who once coached her and no longer has that access is nobody's coach.
    "a former coach": Someone(2, frozenset({Access.PROJECT_MANAGER}), 1),
}

YESTERDAY = "yesterday"
NEW_PLAN = "a plan that nobody has been shown"

SUBJECTS = {
    "nothing": None,
    "her": HERSELF,
    "her answers, unsent": Form(HERSELF, 1, None),
    "her answers, sent": Form(HERSELF, 1, YESTERDAY),
    "her coach's answers, unsent": Form(HERSELF, 2, None, AssessmentSource.COACH),
    "her coach's answers, sent": Form(HERSELF, 2, YESTERDAY, AssessmentSource.COACH),
    "her rater's answers, unsent": Form(HERSELF, 10, None, AssessmentSource.PEER),
    "her rater's answers, sent": Form(HERSELF, 10, YESTERDAY, AssessmentSource.PEER),
    NEW_PLAN: Plan(HERSELF, PlanStatus.DRAFT, None),
    **{f"her plan, {status}": Plan(HERSELF, status, YESTERDAY) for status in PlanStatus},
    "her talk": Talk(HERSELF, 2),
    "her talk with a former coach": Talk(HERSELF, 99),
    "her mentorship": Mentorship(HERSELF, 1, 11),
    "her mentorship, proposed by her coach": Mentorship(HERSELF, 1, 11, proposed_by_id=2),
    "her own line": Line(HERSELF, 1, AuditKind.ANSWERS),
    **{f"a line on her {kind}": Line(HERSELF, 99, kind) for kind in AuditKind},
    "a line of no kind": Line(HERSELF, 99, None),
    "an administrator's file": Upload(8),
    "another administrator's file": Upload(99),
    "her file": Upload(1),
}

PERSON = ("her",)
ALL_PLANS = (NEW_PLAN, *(f"her plan, {status}" for status in PlanStatus))
SENT_PLANS = ALL_PLANS[1:]
MENTORSHIPS = ("her mentorship", "her mentorship, proposed by her coach")
TALKS = ("her talk", "her talk with a former coach")


def lines(*kinds: AuditKind) -> tuple[str, ...]:
    return tuple(f"a line on her {kind}" for kind in kinds)


ADMINISTERED = lines(
    AuditKind.RECORDS, AuditKind.ACCOUNTS, AuditKind.SETTINGS, AuditKind.REFERENCE,
    AuditKind.IMPORTS,
)  # fmt: skip
HERS_ALONE = (*lines(AuditKind.PLANS, AuditKind.TALKS), "a line of no kind")

# action, about which subjects, who may
TABLE = [
    (
        Action.WORK_AS_PROJECT_MANAGER,
        ("nothing",),
        "herself, a colleague, her mentor, a former coach",
    ),
    (Action.WORK_AS_COACH, ("nothing",), "her coach, another coach"),
    (Action.WORK_AS_HR, ("nothing",), "HR"),
    (
        Action.WORK_AS_DEPARTMENT_HEAD,
        ("nothing",),
        "her head, another head, a head of nothing",
    ),
    (Action.ADMINISTER, ("nothing",), "an administrator"),
    (Action.VIEW_FIGURES, ("nothing",), "HR"),
    (Action.SEARCH_AUDIT_TRAIL, ("nothing",), "HR, an administrator"),
    (Action.READ_UPLOAD, ("an administrator's file",), "an administrator"),
    # without a subject: those who may see everybody
    (Action.VIEW_PERSON, ("nothing",), "HR, an administrator"),
    (Action.VIEW_MAP, ("nothing",), "HR"),
    (Action.VIEW_CERTIFICATES, ("nothing",), "HR"),
    (Action.HAND_OVER, ("nothing",), "an administrator"),
    (Action.VIEW_PERSON, PERSON, "herself, her coach, her head, HR, an administrator"),
    (Action.EDIT_PROFILE, PERSON, "herself"),
    (Action.VIEW_MAP, PERSON, "herself, her coach, her head, HR"),
    (Action.VIEW_PROJECTS, PERSON, "herself, her coach"),
    (Action.VIEW_SUGGESTIONS, PERSON, "herself, her coach"),
    (Action.CHOOSE_SUGGESTION, PERSON, "herself"),
    (Action.KEEP_TRAINING_DRAFT, PERSON, "herself, her coach"),
    (Action.VIEW_OUTLOOK, PERSON, "herself, her coach, her head"),
    (Action.VIEW_SIGNS, PERSON, "herself, her coach"),
    (Action.ASSESS_SELF, PERSON, "herself"),
    (Action.RATE_AS_COACH, PERSON, "her coach"),
    (Action.AGREE_ON_LEVEL, PERSON, "her coach"),
    (Action.VIEW_CERTIFICATES, PERSON, "herself, her coach, HR"),
    (Action.VIEW_TALKS, PERSON, "herself, her coach"),
    (Action.VIEW_TALKS, TALKS, "herself, her coach"),
    (Action.WRITE_TALK, PERSON, "her coach"),
    (Action.CHANGE_TALK, ("her talk",), "her coach"),
    (Action.HAND_OVER, PERSON, "her coach, an administrator"),
    (Action.PROPOSE_ACTIVITY, PERSON, "her coach"),
    (Action.OFFER_MENTORING, PERSON, "herself"),
    (Action.ASK_MENTOR, PERSON, "herself"),
    (Action.ASK_MENTOR, MENTORSHIPS, "herself"),
    (Action.ASSIGN_MENTOR, PERSON, "her coach"),
    (Action.VIEW_MENTORSHIP, MENTORSHIPS, "herself, her mentor"),
    (Action.VIEW_MENTORSHIP_DATES, MENTORSHIPS, "herself, her mentor, her coach"),
    (Action.WRITE_MENTORSHIP, MENTORSHIPS, "herself, her mentor"),
    (Action.WITHDRAW_MENTORSHIP, ("her mentorship",), "herself"),
    (
        Action.WITHDRAW_MENTORSHIP,
        ("her mentorship, proposed by her coach",),
        "herself, her coach",
    ),
    (Action.VIEW_AUDIT_LINE, ("her own line",), "herself, an administrator"),
    (Action.VIEW_AUDIT_LINE, ADMINISTERED, "herself, an administrator"),
    (
        Action.VIEW_AUDIT_LINE,
        lines(AuditKind.ANSWERS, AuditKind.PROJECTS),
        "herself, an administrator",
    ),
    (Action.VIEW_AUDIT_LINE, lines(AuditKind.CERTIFICATES), "herself, HR, an administrator"),
    (Action.VIEW_AUDIT_LINE, lines(AuditKind.DECISIONS), "herself, HR"),
    (Action.VIEW_AUDIT_LINE, HERS_ALONE, "herself"),
    (Action.VIEW_AUDIT_VALUES, ("her own line",), "herself"),
    (Action.VIEW_AUDIT_VALUES, ADMINISTERED, "herself, an administrator"),
    (Action.VIEW_AUDIT_VALUES, lines(AuditKind.PROJECTS), "herself"),
    (
        Action.VIEW_AUDIT_VALUES,
        lines(AuditKind.DECISIONS, AuditKind.CERTIFICATES),
        "herself, HR",
    ),
    (Action.VIEW_AUDIT_VALUES, HERS_ALONE, "herself"),
    (Action.ANSWER_ASSESSMENT, ("her answers, unsent", "her answers, sent"), "herself"),
    (
        Action.ANSWER_ASSESSMENT,
        ("her coach's answers, unsent", "her coach's answers, sent"),
        "her coach",
    ),
    (
        Action.ANSWER_ASSESSMENT,
        ("her rater's answers, unsent", "her rater's answers, sent"),
        "her rater",
    ),
    (Action.VIEW_ANSWERS, ("her answers, unsent",), "herself"),
    (Action.VIEW_ANSWERS, ("her answers, sent",), "herself, her coach"),
    (Action.VIEW_ANSWERS, ("her coach's answers, unsent",), "her coach, a former coach"),
    (Action.VIEW_ANSWERS, ("her coach's answers, sent",), "herself, her coach, a former coach"),
    (
        Action.VIEW_ANSWERS,
        ("her rater's answers, unsent", "her rater's answers, sent"),
        "her rater",
    ),
    (Action.REOPEN_ASSESSMENT, ("her answers, sent",), "her coach"),
    (Action.VIEW_PLAN, (NEW_PLAN,), "herself, her coach"),
    (Action.VIEW_PLAN, SENT_PLANS, "herself, her coach, her head, HR"),
    (Action.EDIT_PLAN, (NEW_PLAN, "her plan, draft", "her plan, returned"), "herself"),
    (Action.SUBMIT_PLAN, ALL_PLANS, "herself"),
    (Action.CARRY_OUT_PLAN, ("her plan, approved",), "herself"),
    (Action.ANSWER_PROPOSAL, ALL_PLANS, "herself"),
    (Action.COMMENT_ON_PLAN, (NEW_PLAN,), "herself, her coach"),
    (Action.COMMENT_ON_PLAN, SENT_PLANS, "herself, her coach, her head, HR"),
    (Action.ENDORSE_PLAN, ALL_PLANS, "her coach"),
    (Action.REVIEW_PLAN, SENT_PLANS, "HR"),
]

ABOUT_A_FORM = {Action.ANSWER_ASSESSMENT, Action.VIEW_ANSWERS, Action.REOPEN_ASSESSMENT}
ABOUT_A_PLAN = {action for action in Action if action.value.endswith("_plan")} | {
    Action.ANSWER_PROPOSAL
}
ABOUT_A_TALK = {Action.VIEW_TALKS, Action.CHANGE_TALK}
ABOUT_A_MENTORSHIP = {Action.ASK_MENTOR} | {
    action for action in Action if "mentorship" in action.value
}
ABOUT_A_LINE = {Action.VIEW_AUDIT_LINE, Action.VIEW_AUDIT_VALUES}
ABOUT_A_PERSON = {action for action, subjects, _ in TABLE if subjects == PERSON}


def is_about(action: Action, subject: str) -> bool:
    """Return whether the action can be asked about this kind of subject."""
    match SUBJECTS[subject]:
        case Someone():
            return action in ABOUT_A_PERSON
        case Form():
            return action in ABOUT_A_FORM
        case Plan():
            return action in ABOUT_A_PLAN
        case Talk():
            return action in ABOUT_A_TALK
        case Mentorship():
            return action in ABOUT_A_MENTORSHIP
        case Line():
            return action in ABOUT_A_LINE
        case Upload():
            return action is Action.READ_UPLOAD
    return True  # nothing: every action can be asked about without a subject


def allowed(action: Action, subject: str) -> set[str]:
    """Return who may, by the table above."""
    return {
        actor
        for asked, subjects, actors in TABLE
        if asked is action and subject in subjects
        for actor in actors.split(", ")
    }


CASES = [
    (action, subject) for subject in SUBJECTS for action in Action if is_about(action, subject)
]


@pytest.mark.parametrize(("action", "subject"), CASES)
def test_exactly_these_may(action: Action, subject: str):
    found = {name for name, actor in ACTORS.items() if may(actor, action, SUBJECTS[subject])}

    assert found == allowed(action, subject)


def test_the_table_speaks_of_every_action_and_of_known_names_only():
    assert {action for action, _, _ in TABLE} == set(Action)
    assert {name for *_, names in TABLE for name in names.split(", ")} <= set(ACTORS)
    assert {subject for _, subjects, _ in TABLE for subject in subjects} <= set(SUBJECTS)


def test_nobody_rates_endorses_or_reopens_as_their_own_coach():
    own_coach = Someone(20, frozenset({Access.PMO_COACH, Access.PROJECT_MANAGER}), 1, coach_id=20)
    form = Form(own_coach, own_coach.id, YESTERDAY)
    plan = Plan(own_coach, PlanStatus.SUBMITTED, YESTERDAY)

    assert not may(own_coach, Action.RATE_AS_COACH, own_coach)
    assert not may(own_coach, Action.REOPEN_ASSESSMENT, form)
    assert not may(own_coach, Action.ENDORSE_PLAN, plan)


def test_nobody_reviews_their_own_plan_for_hr():
    reviewer = someone(21, Access.HR_REVIEWER, Access.PROJECT_MANAGER)

    assert not may(reviewer, Action.REVIEW_PLAN, Plan(reviewer, PlanStatus.ENDORSED, YESTERDAY))


def test_somebody_with_several_accesses_may_what_any_of_them_may():
    coach_and_hr = someone(2, Access.PMO_COACH, Access.HR_REVIEWER)
    plan = SUBJECTS["her plan, endorsed"]

    assert may(coach_and_hr, Action.ENDORSE_PLAN, plan)
    assert may(coach_and_hr, Action.REVIEW_PLAN, plan)


def test_whoever_is_only_another_persons_colleague_sees_nothing_of_hers():
    colleague = ACTORS["a colleague"]
    about_her = [(action, subject) for action, subject in CASES if subject != "nothing"]

    opened = [case for case in about_her if may(colleague, case[0], SUBJECTS[case[1]])]

    assert opened == []
