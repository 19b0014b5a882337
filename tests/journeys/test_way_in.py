"""Signing in, in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assessments.database import db
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.services import inviting
from tests.journeys.watching import Watch, check_barriers, sign_in
from tests.world import World


def test_somebody_invited_chooses_a_password_and_arrives(app: Flask, page: Page, address: str):
    with app.test_request_context(base_url=address):
        person = Person(name="Wen Ostrowski", called="Wen", email="wen@example.org")
        db.session.add(person)
        link = inviting.invite(person, [Access.ADMINISTRATOR], by=None)

    page.goto(link)
    check_barriers(page)
    page.locator("[name=password]").fill("four quiet harbours")
    page.locator("[name=password_confirm]").fill("four quiet harbours")
    page.locator("form[method=post] button").first.click()

    page.wait_for_url(lambda url: "forgotten" not in url)
    sign_in(page, "wen@example.org", "four quiet harbours")
    page.goto("/account")
    expect(page.get_by_text("Wen Ostrowski").first).to_be_visible()
    check_barriers(page)


def test_the_way_in_has_no_barriers_in_chinese_on_a_telephone(phone_page: Page, world: World):
    phone_page.goto("/sign-in")
    expect(phone_page.locator("html")).to_have_attribute("lang", "zh-Hans")
    check_barriers(phone_page)

    phone_page.goto("/forgotten-password")
    check_barriers(phone_page)

    sign_in(phone_page, world.administrator.email)
    phone_page.goto("/account")
    check_barriers(phone_page)


def test_a_wrong_password_is_said_and_the_address_kept(page: Page, world: World):
    page.goto("/sign-in")
    page.locator("[name=email]").fill(world.pm.email)
    page.locator("[name=password]").fill("not the password")
    page.locator("form[method=post] button").first.click()

    expect(page.get_by_text("do not go together")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(world.pm.email)
    check_barriers(page)


def test_the_watch_sees_what_a_page_must_not_do(page: Page, watch: Watch):
    page.goto("/sign-in")

    page.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<p style=\"top:0\">') }")
    page.evaluate("() => fetch('http://192.0.2.1/').catch(() => 0)")
    page.evaluate("() => { setTimeout(() => { throw new Error('broken') }) }")
    page.wait_for_timeout(200)

    seen = " ".join(watch.seen)
    watch.seen.clear()
    assert "style-src" in seen
    assert "connect-src" in seen or "192.0.2.1" in seen
    assert "broken" in seen


def test_a_page_with_a_barrier_is_found_out(page: Page):
    page.goto("/sign-in")
    page.evaluate("() => { document.documentElement.removeAttribute('lang') }")

    with pytest.raises(AssertionError, match="html-has-lang"):
        check_barriers(page)
