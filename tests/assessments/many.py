"""Many people at once for a test, with answers, plans and records, as the crowd of the demo."""

from datetime import timedelta

from assessments import config
from assessments.database import LocalText, db, now
from assessments.models.assessment import AssessmentCycle
from assessments.services.demonstrating.crowd.forms import Answering
from assessments.services.demonstrating.crowd.plans import Planning
from assessments.services.demonstrating.crowd.records import Recording
from assessments.services.demonstrating.crowd.staff import Hiring, Staff
from assessments.services.demonstrating.crowd.tables import Ledger
from assessments.services.demonstrating.setting import Setting
from tests.assessments.builders import person_of
from tests.world import World


def add_many(world: World, count: int, *, seed: int = 1) -> list[int]:
    """Add project managers to the world's department, coached by its coach."""
    setting = Setting(config.shipped_folder("seeds") / "demo", now().date(), seed)
    ledger = Ledger()
    coach, head = person_of(world.coach), person_of(world.head)
    assert head.department_id is not None
    staff = Staff([head.department_id], [coach.id], [world.hr.id], count)
    people = Hiring.prepare(setting, ledger, "not a hash").hire_project_managers(staff, count)
    truth = Answering(setting, ledger, _rounds(setting), setting.dice("answers")).answer(people)
    Planning.prepare(setting, ledger, staff).plan(people, truth)
    Recording.prepare(setting, ledger).record(people)
    ledger.close()
    db.session.commit()
    return [person["id"] for person in people]


def _rounds(setting: Setting) -> list[AssessmentCycle]:
    rounds = [
        AssessmentCycle(
            name=LocalText(en=f"Round {place}"),
            opens_on=setting.day(-begun),
            closes_on=setting.day(-begun) + timedelta(days=25),
        )
        for place, begun in enumerate((400, 200, 20))
    ]
    db.session.add_all(rounds)
    db.session.flush()
    return rounds
