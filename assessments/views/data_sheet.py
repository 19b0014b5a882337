"""What is kept about a person, what for, and who sees it.

Who sees what is read from the rules themselves, so that the sheet cannot promise another thing
than the pages do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.permissions import (
    RULES,
    Action,
    Predicate,
    coaches,
    heads_department_of,
    is_administrator,
    is_coach_view,
    is_hr,
    is_self,
    is_sent,
    is_submitted,
)

READERS: dict[Predicate, LazyString] = {
    is_self: _l("You"),
    coaches: _l("Your coach"),
    heads_department_of: _l("The head of your department"),
    is_hr: _l("HR"),
    is_administrator: _l("Administrators"),
}
CONDITIONS: dict[Predicate, LazyString] = {
    is_sent: _l("once you have sent it"),
    is_submitted: _l("once you have submitted it"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who sees a group of facts, and from when on."""

    name: LazyString
    condition: LazyString | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A group of facts about a person. Without an action, ``remark`` says who sees it."""

    name: LazyString
    holds: LazyString
    purpose: LazyString
    action: Action | None = None
    remark: LazyString | None = None

    @property
    def readers(self) -> list[Reader]:
        """Who sees it by the rules, in their order."""
        return list(_readers(self.action)) if self.action else []


def _readers(action: Action) -> Iterator[Reader]:
    for all_of in RULES[action]:
        if is_coach_view in all_of:
            # Coaches' answers have a row of their own, in words.
            continue
        conditions = [CONDITIONS[each] for each in all_of if each in CONDITIONS]
        for each in all_of:
            if each in READERS:
                yield Reader(READERS[each], conditions[0] if conditions else None)


SHEET: tuple[Facts, ...] = (
    Facts(
        _l("Who you are"),
        _l(
            "Name, work email, number in the organisation, department, role, the role you aim "
            "for, your coach, languages, degree and hours of training, site and working time, the "
            "day you left"
        ),
        _l("To know what your role asks, who coaches you, and what fits you"),
        Action.VIEW_PERSON,
    ),
    Facts(
        _l("Certificates"),
        _l(
            "Name, issuer, number, dates of issue, renewal and expiry, the copy you uploaded, "
            "units of renewal; courses you took before, with their hours; also what you took off "
            "your list"
        ),
        _l("To work out which certifications are likely open to you, and what expires soon"),
        Action.VIEW_CERTIFICATES,
    ),
    Facts(
        _l("Your self-assessment"),
        _l("Each level you chose, how sure you were, your dated examples, and when you answered"),
        _l("To draw your map and prepare the talk with your coach"),
        Action.VIEW_ANSWERS,
        _l("HR and the head of your department see no single answer and no example."),
    ),
    Facts(
        _l("What others answered about you"),
        _l("The levels that your coach, colleagues or sponsors chose, and when"),
        _l("To make your map surer than one view can be"),
        None,
        _l(
            "Whoever gave the answer; you see each answer of your coach once it is sent. What all "
            "answers say together is seen by you and those who see your map; colleagues and "
            "sponsors count only from three of a kind, so that nobody can be picked out."
        ),
    ),
    Facts(
        _l("Your map"),
        _l("Levels, ranges and gaps; worked out anew each time, only agreed levels are kept"),
        _l("To see where you stand against your role"),
        Action.VIEW_MAP,
    ),
    Facts(
        _l("Agreed levels"),
        _l("What you and your coach settled on, with date and reason"),
        _l("To let the talk count more than the model"),
        Action.VIEW_MAP,
    ),
    Facts(
        _l("Talks with your coach, and hand-overs"),
        _l(
            "The day of each talk and its notes, also of removed ones; who handed you over to "
            "whom, when, and the word on where things stood"
        ),
        _l("To carry on where you left off, also with the next coach"),
        Action.VIEW_TALKS,
        _l("There is no note about a talk that you cannot read."),
    ),
    Facts(
        _l("Who looked at your map"),
        _l("Who, on which day, what for"),
        _l("So that nobody looks unseen"),
        None,
        _l("You."),
    ),
    Facts(
        _l("Your projects"),
        _l(
            "Your part in each project, its dates and your share, whether they are confirmed; "
            "lessons that you wrote"
        ),
        _l("To count months of experience and to fit suggestions to your calendar"),
        Action.VIEW_PROJECTS,
    ),
    Facts(
        _l("Suggestions"),
        _l("Worked out anew each time; only those you declined are kept, with your reason"),
        _l("To keep away what you said no to"),
        Action.VIEW_SUGGESTIONS,
    ),
    Facts(
        _l("How it will turn out"),
        _l("Worked out anew each time from your map and your plan; nothing of it is kept"),
        _l("To show where your plan leads"),
        Action.VIEW_OUTLOOK,
    ),
    Facts(
        _l("Early signs"),
        _l(
            "Worked out anew each time; kept is only who put which aside and when, how often you "
            "want a letter, and in which months you got one"
        ),
        _l("To notice in time what needs a word, and to write to nobody twice"),
        Action.VIEW_SIGNS,
    ),
    Facts(
        _l("Your plan"),
        _l(
            "Items, also removed ones, with dates, cost, hours, reasons and what came of them; "
            "each version that you sent, with the gaps as they stood that day; comments, and the "
            "decisions of coach and HR with their reasons"
        ),
        _l("To agree on time and money, and to see what helped"),
        Action.VIEW_PLAN,
    ),
    Facts(
        _l("Mentoring"),
        _l(
            "What you offer as a mentor; whom you asked or were asked by, with messages, goals, "
            "meetings and their notes, also removed ones, and how each of you found it"
        ),
        _l("To match people who can help each other"),
        None,
        _l(
            "Those to whom you are suggested, only while you offer it: your name and role, at "
            "least which level you hold in what you offer and how you rose between rounds, "
            "projects like theirs that you led, languages and places. What two people write is "
            "read by the two alone; the mentee's coach sees that it runs and its dates."
        ),
    ),
    Facts(
        _l("Your account"),
        _l(
            "Email, what the account is for, language; password (only its fingerprint), the key "
            "of your authenticator and recovery codes (enciphered)"
        ),
        _l("To let you in, and nobody else"),
        None,
        _l("You and administrators see that it exists and what it is for; the secrets nobody."),
    ),
    Facts(
        _l("Attempts to sign in that failed"),
        _l(
            "Fingerprints of email and network address; they count for a quarter of an hour and "
            "are erased with the next attempt after it"
        ),
        _l("To slow down whoever tries passwords"),
        None,
        _l("Nobody."),
    ),
    Facts(
        _l("Audit trail"),
        _l("Who changed what about you and when, with what stood there before and after"),
        _l("To clear up mistakes and disputes"),
        None,
        _l(
            "You, under “What was changed about me”. HR the way of a plan once it is sent, and "
            "certificates; administrators what is about records, accounts and settings, and of "
            "answers only that and when. Nobody who a colleague or sponsor was."
        ),
    ),
)
