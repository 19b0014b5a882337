"""Certificates that people hold: kept, changed by one at a time, renewed, and looked for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessments.database import db
from assessments.queries import catalogue, certificates
from assessments.services import carrying_out, holding, planning, renewing
from assessments.services.conflicts import ConflictError
from assessments.services.holding import CertificateDraft, Upload
from assessments.services.renewing import ItemNotDoneError
from capability.lifecycle import CertificateState, PlanStatus
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    TODAY,
    audit_lines,
    bystander,
    days,
    hold,
    item_draft,
    person_of,
)

pytestmark = pytest.mark.usefixtures("session")
PDF = b"%PDF-1.7 a certificate"
PNG = b"\x89PNG\r\n\x1a\n a picture"


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


def state_of(held, today=TODAY):
    return renewing.renewals_of([held], today=today)[0].state


# Kept


def test_name_issuer_and_end_come_from_the_catalogue_where_nothing_else_is_said(pm):
    held = hold(pm, "pmp", name="Whatever", number=" 4711 ", issued_on=date(2025, 3, 1))

    assert (held.name, held.issuer) == (held.certification.name, "PMI")
    assert (held.number, held.expires_on) == ("4711", date(2028, 2, 29))
    line = audit_lines("add_certificate")[-1]
    assert (line.subject, line.new["expires_on"]) == (held.name, "2028-02-29")


def test_another_certificate_is_as_it_is_told(pm):
    held = hold(pm, name=" Harbour pilot ", issuer="Port", issued_on=date(2025, 3, 1))

    assert (held.name, held.issuer, held.expires_on) == ("Harbour pilot", "Port", None)
    twice = hold(pm, name="Harbour pilot", issuer="Port", issued_on=date(2025, 3, 1),
                 upload=Upload("scan.pdf", "application/pdf", PDF))  # fmt: skip
    assert twice is held
    assert certificates.find_copy(held).name == "scan.pdf"
    assert hold(pm, name="Harbour pilot", issued_on=date(2025, 3, 1)) is not held


def test_only_what_changes_is_noted_and_the_later_of_two_is_told(pm):
    held = hold(pm, number="1", issued_on=date(2024, 1, 1))
    seen = held.version
    new = CertificateDraft(name="Harbour pilot", number="2", issued_on=date(2024, 1, 1))

    holding.change_certificate(held, new, seen=seen, by=pm)

    line = audit_lines("change_certificate")[-1]
    assert (line.old, line.new) == ({"number": "1"}, {"number": "2"})
    with pytest.raises(ConflictError):
        holding.change_certificate(held, new, seen=seen, by=pm)
    holding.change_certificate(held, new, seen=held.version, by=pm)
    assert len(audit_lines("change_certificate")) == 1


def test_what_the_catalogue_tells_moves_along_with_what_is_changed(pm):
    held = hold(pm, "pmp", issued_on=date(2023, 3, 1))
    said = holding.draft_of(held)
    assert (said.name, said.issuer, said.expires_on) == ("", "", None)

    holding.change_certificate(
        held, replace(said, renewed_on=date(2026, 3, 1)), seen=held.version, by=pm
    )
    renewed = held.expires_on
    csm = replace(holding.draft_of(held), certification=catalogue.find_certification("csm"))
    holding.change_certificate(held, csm, seen=held.version, by=pm)

    assert renewed == date(2029, 2, 28)
    assert (held.name, held.issuer) == ("Certified ScrumMaster (CSM)", "Scrum Alliance")
    assert audit_lines("change_certificate")[-1].new["certification"] == "csm"
    assert held.expires_on == date(2028, 2, 29)
    own = hold(pm, "pmp", issuer="PMI Asia", issued_on=date(2023, 3, 1), expires_on=TODAY)
    assert holding.draft_of(own).issuer == "PMI Asia"
    assert holding.draft_of(own).expires_on == TODAY


def test_of_two_at_the_same_moment_one_is_told(app, pm):
    held_id, seen, pm_id = hold(pm).id, 1, pm.id
    db.session.commit()

    def change(number):
        def deed(meet):
            held = catalogue.get_certificate(held_id)
            draft = CertificateDraft(name="Harbour pilot", number=number)
            meet()
            holding.change_certificate(held, draft, seen=seen, by=held.person)

        return deed

    outcomes = at_once(app, change("7"), change("8"))

    assert kinds(outcomes) == kinds([None, ConflictError()])
    assert pm_id == pm.id


def test_a_certificate_taken_off_the_list_can_be_put_back(pm):
    held = hold(pm)

    for _time in range(2):
        holding.remove_certificate(held, by=pm)
    gone = list(catalogue.list_certificates(pm))
    for _time in range(2):
        holding.restore_certificate(held, by=pm)

    assert gone == []
    assert [each.id for each in catalogue.list_certificates(pm)] == [held.id]
    assert [line.action for line in audit_lines()][-2:] == [
        "remove_certificate",
        "restore_certificate",
    ]


# Copies


def test_a_copy_is_kept_replaced_and_erased(pm):
    held = hold(pm, upload=Upload("scan of mine.PDF", "application/pdf", PDF))
    draft = CertificateDraft(name="Harbour pilot")

    holding.change_certificate(
        held, draft, seen=held.version, by=pm, upload=Upload("photo.png", "image/png", PNG)
    )
    copy = certificates.find_copy(held, with_content=True)

    assert (copy.name, copy.media_type, copy.size) == ("photo.png", "image/png", len(PNG))
    assert copy.content == PNG
    lines = audit_lines("keep_certificate_copy")
    assert [line.new["file"] for line in lines] == ["scan of mine.PDF", "photo.png"]
    holding.remove_copy(held, by=pm)
    assert certificates.find_copy(held) is None


# Renewal


def done_item(person, **facts):
    plan = planning.open_plan(person)
    item = planning.add_item(plan, item_draft(**facts), by=person)
    plan.status = PlanStatus.APPROVED
    carrying_out.complete(item, TODAY - days(10), "Report", by=person)
    return item


def test_units_of_the_cycle_count_and_say_what_is_missing(pm):
    held = hold(pm, "pmp", issued_on=date(2024, 3, 1))
    for _time in range(2):
        renewing.log_units(held, " Reading ", TODAY - days(30), 12.5, by=pm)
    renewing.log_units(held, "Before", date(2024, 2, 1), 30.0, by=pm)

    state = state_of(held)

    assert (state.needed, state.earned, state.missing) == (60.0, 12.5, 47.5)
    assert (state.cycle_starts_on, state.expires_on) == (date(2024, 3, 1), date(2027, 2, 28))
    assert audit_lines("log_units")[0].new["title"] == "Reading"


def test_an_item_counts_once_confirmed_and_as_long_as_it_is_done(pm):
    held = hold(pm, "pmp", issued_on=date(2024, 3, 1))
    item = done_item(pm, title="Risk workshop", hours=8.0)
    (renewal,) = renewing.renewals_of([held], today=TODAY)
    waiting = renewing.waiting_items(renewal, [item], today=TODAY)
    assert (waiting, renewal.state.earned) == ((item,), 0.0)

    units = renewing.count_item(held, item, 8.0, by=pm)
    (counted,) = renewing.renewals_of([held], today=TODAY)
    assert counted.state.earned == 8.0
    assert renewing.waiting_items(counted, [item], today=TODAY) == ()

    for _time in range(2):
        renewing.remove_units(units, by=pm)
    assert state_of(held).earned == 0.0
    assert len(audit_lines("remove_units")) == 1
    again = renewing.count_item(held, item, 6.0, by=pm)
    assert (again.id, state_of(held).earned) == (units.id, 6.0)

    carrying_out.resume(item, by=pm)
    assert state_of(held).earned == 0.0
    with pytest.raises(ItemNotDoneError):
        renewing.count_item(held, item, 6.0, by=pm)


def test_an_item_just_done_counts_where_it_is_said_to_and_nowhere_else(pm):
    pmp, csm = hold(pm, "pmp", issued_on=date(2024, 3, 1)), hold(pm, "csm", issued_on=TODAY)
    hold(pm, "psm_1", issued_on=TODAY)
    hold(pm, "pmi_rmp", issued_on=date(2020, 1, 1))
    item = done_item(pm, hours=8.0)

    def earned():
        return [state_of(each).earned for each in (pmp, csm)]

    assert [each.held.id for each in renewing.open_to(item, today=TODAY)] == [csm.id, pmp.id]
    renewing.count_done(item, [pmp.id, 999], by=pm)
    first = earned()
    item.completed_on = TODAY
    renewing.count_done(item, [csm.id], by=pm)
    assert (first, earned()) == ([8.0, 0.0], [0.0, 8.0])

    carrying_out.resume(item, by=pm)
    with pytest.raises(ItemNotDoneError):
        renewing.count_done(item, [pmp.id], by=pm)


def test_nothing_waits_to_be_counted_where_nothing_is_asked(pm):
    held = [hold(pm, code, issued_on=date(2024, 3, 1)) for code in ("psm_1", "agilepm_p")]
    item = done_item(pm, hours=8.0)

    never, ends = renewing.renewals_of(held, today=TODAY)

    assert renewing.waiting_items(never, [item], today=TODAY) == ()
    assert renewing.waiting_items(ends, [item], today=TODAY) == (item,)


def test_an_item_of_somebody_else_does_not_count(pm, world):
    held = hold(pm, "pmp", issued_on=date(2024, 3, 1))
    item = done_item(person_of(world.other_pm), hours=8.0)

    with pytest.raises(ItemNotDoneError):
        renewing.count_item(held, item, 8.0, by=pm)


def test_a_renewal_begins_a_new_cycle(pm):
    held = hold(pm, "csm", issued_on=date(2022, 5, 1), renewed_on=date(2026, 5, 1))
    renewing.log_units(held, "Old", date(2026, 4, 1), 20.0, by=pm)

    state = state_of(held)

    assert (held.expires_on, state.cycle_starts_on) == (date(2028, 4, 30), date(2026, 5, 1))
    assert (state.earned, state.validity) == (0.0, CertificateState.HELD)


# Looked for


def test_what_ends_before_a_day_is_found_unless_another_of_its_kind_lasts_longer(pm, world):
    other = bystander()
    soon = hold(pm, "csm", expires_on=TODAY + timedelta(days=20))
    ended = hold(other, name="Pilot", expires_on=TODAY - days(3))
    hold(pm, name="Diver", expires_on=TODAY + timedelta(days=90))
    hold(pm, "pmp", expires_on=TODAY)
    hold(pm, "pmp", expires_on=TODAY + timedelta(days=900))
    hold(person_of(world.other_pm), name="Pilot", expires_on=TODAY)
    removed = hold(pm, name="Gone", expires_on=TODAY)
    holding.remove_certificate(removed, by=pm)

    found = certificates.list_expiring([pm.id, other.id], TODAY + timedelta(days=90))

    assert [each.id for each in found] == [ended.id, soon.id]
    assert certificates.list_expiring([], TODAY) == []


def test_the_inventory_is_narrowed_by_coach_department_and_certification(pm, world):
    other = person_of(world.other_pm)
    held = {each: [hold(each, "pmp"), hold(each, "csm")] for each in (pm, other)}

    def found(**scope):
        page = certificates.search(
            "", CertificateState.HELD, certificates.Scope(**scope), page=1, today=TODAY
        )
        return {each.id for each in page.rows}

    assert found(coach_id=world.coach.id) == {each.id for each in held[pm]}
    assert found(department_id=other.department_id) == {each.id for each in held[other]}
    assert found(certification="pmp") == {held[pm][0].id, held[other][0].id}
    assert list(certificates.list_names()) == ["csm", "pmp"]
