"""What is looked for in the audit trail, and in the list of people."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SearchField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from assessments.forms.base import PageForm
from assessments.labels.audit import AUDIT_ACTIONS, AUDIT_KINDS
from assessments.queries.audit import Question
from assessments.queries.directory import Filter, Presence


class Sought(PageForm):
    """A form sent as a question, so it needs no token."""

    class Meta:
        csrf = False


class AuditForm(Sought):
    """Who, about whom, what, why and when."""

    who = SearchField(_l("Who"), [Length(max=200)])
    about = SearchField(_l("About whom"), [Length(max=200)])
    what = SelectField(_l("What"), validate_choice=False)
    why = SearchField(_l("Why, in words"), [Length(max=200)])
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("Until"), [Optional()])

    def question(self, *, person_id: int | None, before: int | None) -> Question:
        """Return what is looked for; a date that is none does not matter."""
        return Question(
            actor=self.who.data or "",
            about=self.about.data or "",
            person_id=person_id,
            what=self.what.data or "",
            why=self.why.data or "",
            since=self.since.data,
            until=self.until.data,
            before=before,
        )


class PeopleForm(Sought):
    """Whose name, number or email holds the words, and where they belong."""

    q = SearchField(_l("Name, number or email"), [Length(max=200)])
    department = SelectField(_l("Department"), validate_choice=False)
    role = SelectField(_l("Role"), validate_choice=False)
    coach = SelectField(_l("Coach"), validate_choice=False)
    account = SelectField(_l("The account"), validate_choice=False)
    presence = SelectField(
        _l("Here or left"),
        choices=[
            SelectChoice(Presence.HERE.value, _l("Here")),
            SelectChoice(Presence.LEFT.value, _l("Have left")),
            SelectChoice(Presence.ALL.value, _l("Both")),
        ],
        validate_choice=False,
    )

    @property
    def filter(self) -> Filter:
        """What is looked for."""
        presence = self.presence.data
        return Filter(
            words=(self.q.data or "").strip(),
            department=self.department.data or "",
            role=self.role.data or "",
            coach=self.coach.data or "",
            account=self.account.data or "",
            presence=Presence(presence) if presence in set(Presence) else Presence.HERE,
        )


def kinds_and_actions() -> list[SelectChoice]:
    """Return the choices of what was done: whole kinds first, then each action under its kind."""
    choices = [SelectChoice("", _l("Anything"))]
    for kind, words in AUDIT_KINDS.items():
        choices.append(SelectChoice(kind.value, words, optgroup=str(_l("Kinds"))))
    for kind, actions in AUDIT_ACTIONS.items():
        group = str(AUDIT_KINDS[kind])
        choices += [SelectChoice(code, words, optgroup=group) for code, words in actions.items()]
    return choices
