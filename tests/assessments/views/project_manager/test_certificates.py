"""The pages about certificates: what is held, what is within reach, and who opens which."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from assessments.database import db, now
from assessments.interchange import copies
from assessments.models.catalogue import Activity, CertificateHeld
from assessments.models.certificates import EarlierTraining, RenewalUnits
from assessments.queries import catalogue, plans
from assessments.services import recording_training
from assessments.services.holding import Upload
from assessments.services.recording_training import EarlierDraft
from capability.lifecycle import PlanItemStatus, PlanStatus
from capability.vocabulary import ActivityKind, Degree, ProjectStatus
from tests.assessments.builders import (
    activity,
    answer,
    clear_catalogue,
    hold,
    inside,
    lead,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)
from tests.assessments.views.filled_forms import filled_in

PDF = b"%PDF-1.7 a certificate"
CERTIFICATE = {"certification": "", "name": "Harbour pilot", "number": "4711"}


def with_file(content=PDF, **fields):
    return {**CERTIFICATE, **fields, "file": (io.BytesIO(content), "scan.pdf")}


def exam():
    return db.session.scalars(select(Activity).where(Activity.code == "exam_pmp")).one()


def day(shift=0):
    return (now().date() + timedelta(days=shift)).isoformat()


@pytest.fixture
def held_id(app, world):
    with inside(app):
        pm = person_of(world.pm)
        return hold(
            pm, "pmp", issued_on=now().date(), upload=Upload("scan.pdf", "application/pdf", PDF)
        ).id


# Held


def test_a_certificate_is_added_with_a_copy_removed_and_put_back(pm_client):
    added = pm_client.post("/certificates/new", data=with_file(), follow_redirects=True)
    held = re.search(r"/certificates/(\d+)/edit", added.text)[1]
    file = pm_client.get(f"/certificates/{held}/file")
    removed = pm_client.post(f"/certificates/{held}/remove", follow_redirects=True)
    gone = [pm_client.get(f"/certificates/{held}{part}").status_code for part in ("", "/file")]
    back = pm_client.post(f"/certificates/{held}/restore", follow_redirects=True)

    assert "Certificate added." in added.text
    assert (file.data, file.mimetype) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert f"/certificates/{held}/restore" in removed.text
    assert gone == [404, 404]
    assert "Harbour pilot" in back.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Choose a certificate, or write its name."),
        ({"issued_on": "2999-01-01"}, "This day is still to come."),
        ({"issued_on": "0202-01-01"}, "Is the year right?"),
        ({"issued_on": "2025-01-01", "expires_on": "2024-01-01"}, "It cannot end before it was"),
        ({"issued_on": "2025-01-01", "renewed_on": "2024-01-01"}, "renewed before it was issued"),
        ({"issued_on": "yesterday"}, "Write a day as year-month-day"),
        ({"certification": "wizard"}, "Choose from what is offered."),
        ({"content": b"MZ"}, "Only PDF, PNG and JPEG are kept."),
        ({"content": b""}, "The file is empty."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_stays_on_the_page(
    app, pm_client, fields, sentence
):
    page = pm_client.post("/certificates/new", data=with_file(**fields))

    assert page.status_code == 200
    assert sentence in page.text
    assert 'value="4711"' in page.text
    assert ("Choose the file again" in page.text) is ("content" not in fields)
    with inside(app):
        assert db.session.scalars(select(CertificateHeld)).all() == []


def test_a_copy_that_is_too_large_is_refused(app, pm_client, monkeypatch):
    # A smaller limit: the client of the tests leaves files of megabytes open.
    monkeypatch.setattr(copies, "MOST_BYTES", len(PDF) - 1)

    page = pm_client.post("/certificates/new", data=with_file())

    assert "The file is too large" in page.text
    with inside(app):
        assert db.session.scalars(select(CertificateHeld)).all() == []


def test_who_has_changed_it_second_sees_both(pm_client, held_id):
    fields = {"certification": "pmp", "name": "", "number": "1", "version": "1"}
    pm_client.post(f"/certificates/{held_id}/edit", data=fields)

    page = pm_client.post(f"/certificates/{held_id}/edit", data={**fields, "number": "2"})
    kept = pm_client.post(
        f"/certificates/{held_id}/edit",
        data={**fields, "number": "2", "version": "2"},
        follow_redirects=True,
    )

    assert "Nothing was overwritten." in page.text
    assert 'value="2"' in page.text
    assert "Kept." in kept.text


def test_a_renewal_that_is_written_down_moves_the_end(app, pm_client, world):
    with inside(app):
        held = hold(person_of(world.pm), "pmp", issued_on=now().date() - timedelta(days=1000))
        key, before = held.id, held.expires_on
    address = f"/certificates/{key}/edit"
    form = pm_client.get(address)

    pm_client.post(address, data={**filled_in(form), "renewed_on": day()})

    assert "by the rule of the issuer, now " in form.text
    with inside(app):
        assert (catalogue.get_certificate(key).expires_on - before).days == 1000


def test_what_is_known_of_the_end_is_said_and_no_more(app, pm_client, world):
    said = {
        ("psm_1", None): "As far as we know it does not end, and nothing is asked",
        ("agilepm_f", None): "Whether it ends is not known.",
        ("pmp", None): "It runs 3 years; say when it was issued",
        ("prince2_p", date(2025, 1, 1)): "CPD points, or a new exam",
        ("pmp", date(2020, 1, 1)): "ask the issuer whether it can still be renewed",
    }
    with inside(app):
        pm = person_of(world.pm)
        keys = {each: hold(pm, each[0], issued_on=each[1]).id for each in said}

    for each, sentence in said.items():
        page = pm_client.get(f"/certificates/{keys[each]}").text
        assert sentence in page
        assert "without an end" not in page
        assert "are missing until" not in page


def test_whoever_meets_a_change_made_meanwhile_is_told(app, pm_client, world, held_id):
    with inside(app):
        pm = person_of(world.pm)
        training = recording_training.add_training(
            pm, EarlierDraft("Law", "", now().date(), 4.0), by=pm
        ).id

    def meanwhile(session, *_facts):
        for table in (CertificateHeld.__table__, EarlierTraining.__table__):
            session.connection().execute(update(table).values(version=table.c.version + 1))

    for address in (f"/certificates/{held_id}/remove", f"/education/{training}/remove"):
        event.listen(db.session, "before_flush", meanwhile, once=True)
        page = pm_client.post(address, follow_redirects=True)
        assert "was changed elsewhere meanwhile; this is how it stands now." in page.text


def test_a_copy_is_erased(pm_client, held_id):
    page = pm_client.post(f"/certificates/{held_id}/file/remove", follow_redirects=True)

    assert "No copy is kept." in page.text
    assert pm_client.get(f"/certificates/{held_id}/file").status_code == 404


def test_coach_and_hr_read_a_certificate_and_nobody_else(
    coach_client, hr_client, other_pm_client, other_coach_client, head_client,
    administrator_client, client, held_id,
):  # fmt: skip
    pages = [f"/certificates/{held_id}", f"/certificates/{held_id}/file"]

    for reader in (coach_client, hr_client):
        assert [reader.get(page).status_code for page in pages] == [200, 200]
        assert "/edit" not in reader.get(pages[0]).text
        assert reader.get(f"/certificates/{held_id}/edit").status_code == 403
        assert reader.post(f"/certificates/{held_id}/units").status_code == 403
    for other in (other_pm_client, other_coach_client, head_client, administrator_client):
        assert [other.get(page).status_code for page in pages] == [403, 403]
    assert client.get(pages[1]).status_code == 302


# Renewal


def test_units_are_logged_taken_off_and_put_back(app, pm_client, held_id):
    fields = {"title": "Conference", "earned_on": day(), "units": "7.5"}
    logged = pm_client.post(
        f"/certificates/{held_id}/units", data=fields, follow_redirects=True
    ).text
    with inside(app):
        key = db.session.scalars(select(RenewalUnits.id)).one()
    off = pm_client.post(f"/units/{key}/remove", follow_redirects=True).text
    back = pm_client.post(f"/units/{key}/restore", follow_redirects=True).text

    assert "7.5 of 60 PDU so far." in logged
    assert "0 of 60 PDU so far." in off
    assert f"/units/{key}/restore" in off
    assert "7.5 of 60 PDU so far." in back
    assert pm_client.post(f"/units/{key}/burn").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Say what the units are for."),
        ({"units": "0"}, "Write a number above 0"),
        ({"units": "sNaN"}, "Write a number in figures"),
        ({"units": "many"}, "Write a number in figures"),
        ({"earned_on": "2999-01-01"}, "This day is still to come."),
    ],
)
def test_units_that_cannot_be_are_refused_and_stay_on_the_page(
    pm_client, held_id, fields, sentence
):
    good = {"title": "Conference", "earned_on": day(), "units": "3"}

    page = pm_client.post(f"/certificates/{held_id}/units", data={**good, **fields})

    assert sentence in page.text


def done_item(app, world, who="pm", **facts):
    with inside(app):
        plan = plan_in(
            PlanStatus.APPROVED, person_of(getattr(world, who)), coach=person_of(world.coach),
            hr=person_of(world.hr),
        )  # fmt: skip
        item = standing_item(plan)
        item.status, item.completed_on = PlanItemStatus.DONE, now().date()
        for name, value in facts.items():
            setattr(item, name, value)
        db.session.commit()
        return item.id


def test_an_item_that_is_done_counts_once_it_is_confirmed(app, pm_client, world, held_id):
    item = done_item(app, world)
    others = done_item(app, world, "other_pm")
    count = f"/certificates/{held_id}/count"

    waiting = pm_client.get(f"/certificates/{held_id}").text
    nothing = pm_client.post(count, data={"item": item, "units": "-1"}, follow_redirects=True).text
    counted = pm_client.post(count, data={"item": item, "units": "8"}, follow_redirects=True).text

    assert "not counted yet" in waiting
    assert "a number above 0" in nothing
    assert "8 of 60 PDU so far." in counted
    assert "not counted yet" not in counted
    assert pm_client.post(count, data={"item": others, "units": "8"}).status_code == 403


def test_an_item_counts_by_itself_once_it_is_said_to_be_done(app, pm_client, world, held_id):
    item = done_item(app, world, status=PlanItemStatus.PLANNED, completed_on=None, hours=8.0)
    address = f"/items/{item}/complete"
    form = pm_client.get(address)

    pm_client.post(address, data={**filled_in(form), "evidence": "Report"})
    counted = pm_client.get(f"/certificates/{held_id}").text
    pm_client.post(f"/items/{item}/resume")
    open_again = pm_client.get(f"/certificates/{held_id}").text
    pm_client.post(address, data={"completed_on": day(), "evidence": "Report"})
    without = pm_client.get(f"/certificates/{held_id}").text

    assert "Counts towards the renewal of" in form.text
    assert "8 of 60 PDU so far." in counted
    assert "0 of 60 PDU so far." in open_again
    assert "0 of 60 PDU so far." in without


def test_an_exam_that_is_done_leads_to_its_certificate(app, pm_client, world):
    with inside(app):
        plan = plan_in(
            PlanStatus.APPROVED, person_of(world.pm), coach=person_of(world.coach),
            hr=person_of(world.hr),
        )  # fmt: skip
        item = standing_item(plan)
        item.kind = ActivityKind.CERTIFICATION
        item.activity_id = exam().id
        db.session.commit()
        key = item.id

    page = pm_client.post(
        f"/items/{key}/complete",
        data={"completed_on": day(-1), "evidence": "Passed"},
        follow_redirects=True,
    ).text
    later = pm_client.get("/certifications").text

    assert "Add a certificate" in page
    assert re.search(r'<option selected value="pmp"', page)
    assert f'value="{day(-1)}"' in page
    assert "certificates/new?certification=pmp" in later


# Hours of education


def test_earlier_training_is_recorded_changed_and_removed(app, pm_client, world):
    fields = {"title": "Law of harbours", "provider": "School", "completed_on": "2020-03-01"}
    added = pm_client.post("/education", data={**fields, "hours": "16"}, follow_redirects=True).text
    with inside(app):
        key = db.session.scalars(select(EarlierTraining.id)).one()
    change = {**fields, "hours": "20", "version": "1"}
    changed = pm_client.post(f"/education/{key}", data=change, follow_redirects=True).text
    clash = pm_client.post(f"/education/{key}", data={**change, "hours": "24"}).text
    refused = pm_client.post("/education", data={**fields, "hours": "0"}).text
    removed = pm_client.post(f"/education/{key}/remove", follow_redirects=True).text
    assert pm_client.get(f"/education/{key}").status_code == 404

    assert "16 h" in added
    assert "20 h" in changed
    assert "Nothing was overwritten." in clash
    assert "from half an hour" in refused
    assert "Nothing is listed yet." in removed
    assert f"/education/{key}/restore" in removed


# Within reach


@pytest.fixture
def thin(app, world):
    """Somebody with projects, a map that is thin in risk, and one course for it."""
    with inside(app):
        pm = person_of(world.pm)
        pm.degree, pm.education_hours = Degree.BACHELOR, 35
        answer(pm, {"risk": 1, "leadership": 4}, on=now().date())
        today = now().date()
        lead(pm, name="Ferry terminal", started_on=today - timedelta(days=400),
             status=ProjectStatus.ACTIVE)  # fmt: skip
        lead(pm, name="Old harbour", started_on=today - timedelta(days=300), is_confirmed=False,
             status=ProjectStatus.ACTIVE)  # fmt: skip
        clear_catalogue()
        exam().is_offered = True
        activity("risk_course", {"risk": 1.0}, hours=16.0)


def test_a_page_shows_the_months_with_their_projects_what_is_thin_and_the_way(pm_client, thin):
    page = pm_client.get("/certifications/pmp").text

    assert "You are likely eligible around" in page
    assert "Ferry terminal" in page
    assert "pmtycoon.app" in page
    assert "1 part in a project does not count here" in page
    assert "come about if this goes on: Old harbour, Ferry terminal." in page
    assert "Risk and opportunity from about 1.0 to about 1.6" in page
    assert "check with PMI" in page
    assert "eligible now" not in page


def test_the_way_is_taken_at_once_and_taken_back(app, pm_client, world, thin):
    taken = pm_client.post("/certifications/pmp/prepare", follow_redirects=True).text
    undo = re.search(r'action="(/certifications/pmp/take-back[^"]+)"', taken)[1]
    again = pm_client.post("/certifications/pmp/prepare", follow_redirects=True).text
    with inside(app):
        titles = [item.title for item in plans.list_items(person_of(world.pm))]
    back = pm_client.post(undo.replace("&amp;", "&"), follow_redirects=True).text

    assert "2 steps are in your plan." in taken
    assert titles == ["Risk course", "PMP: preparation and exam"]
    assert "nothing to put into the plan" in again
    assert "out of your plan again" in back
    with inside(app):
        assert plans.list_items(person_of(world.pm)) == []


def test_a_plan_on_its_way_takes_nothing_and_nobody_takes_out_of_anothers(
    app, pm_client, world, thin
):
    with inside(app):
        other = standing_item(plan_for(person_of(world.other_pm))).id
        send(plan_for(person_of(world.pm)))

    # The page of the plan is not opened: it draws a picture.
    away = pm_client.post("/certifications/pmp/prepare")
    with pm_client.session_transaction() as kept:
        told = [words for _kind, words in kept["_flashes"]]

    assert away.location == "/plan"
    assert told[0].startswith("Your plan is on its way.")
    refused = pm_client.post(f"/certifications/pmp/take-back?item={other}")
    assert refused.status_code == 403
    for odd in ("item=99999999999999999999", "item=-1"):
        assert pm_client.post(f"/certifications/pmp/take-back?{odd}").status_code == 404


def test_a_coach_reads_the_same_about_somebody_entrusted_and_takes_nothing(
    coach_client, other_coach_client, hr_client, world, thin
):
    base = f"/people/{world.pm.id}/certifications"

    page = coach_client.get(f"{base}/pmp").text
    listed = coach_client.get(f"{base}?show=all").text

    assert "Lin is likely eligible around" in page
    assert "Put it all into my plan" not in page
    assert f"{base}/pmp" in listed
    for other in (other_coach_client, hr_client):
        assert [other.get(base).status_code, other.get(f"{base}/pmp").status_code] == [403, 403]


def test_a_certification_that_nobody_knows_is_not_found(pm_client):
    assert pm_client.get("/certifications/wizard").status_code == 404


def test_without_anything_the_pages_say_what_is_missing(pm_client):
    assert "No certificate is recorded" in pm_client.get("/certifications").text
    page = pm_client.get("/certifications/pmp").text
    assert "No month counts yet." in page
    assert "too early to say" in page


def test_in_chinese_every_page_is_chinese(pm_client, held_id, thin):
    for page in ("/certifications", "/certifications/pmp", f"/certificates/{held_id}",
                 "/certificates/new", "/education"):  # fmt: skip
        found = pm_client.get(f"{page}?language=zh")
        assert found.status_code == 200
        assert 'lang="zh' in found.text


# Inventories


def test_coach_and_hr_look_for_certificates(app, coach_client, hr_client, world, held_id):
    with inside(app):
        other = person_of(world.other_pm)
        hold(other, name="Pilot", expires_on=now().date() - timedelta(days=1))

    coachs = coach_client.get("/coach/certificates").text
    expired = coach_client.get("/coach/certificates?state=expired").text
    by_kind = hr_client.get("/hr/certificates?state=held&certification=pmp").text
    nothing = hr_client.get("/hr/certificates?state=held&certification=capm").text

    assert "Lin Yue" in coachs
    assert "Pilot" not in coachs
    assert "Nothing ends here" in expired
    assert f"/certificates/{held_id}" in by_kind
    assert "No certificate fits" in nothing
    assert coach_client.get("/coach/certificates?state=lost").status_code == 404
