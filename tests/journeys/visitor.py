"""Somebody at the browser, who finds things by the words on the page, in either language."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale, gettext
from playwright.sync_api import Locator, Page, expect

from tests.journeys import watching

LOCALES = {"en": "en", "zh": "zh_CN"}
# Pictures of every page that is judged, for eyes; nothing is written without it.
PICTURES = os.environ.get("JOURNEY_PICTURES")


class Visitor:
    """A person with a browser. ``judged`` holds the pages that were looked at in this run."""

    def __init__(self, page: Page, app: Flask, language: str, judged: set[str]) -> None:
        self.page = page
        self.app = app
        self.language = language
        self.judged = judged

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def words(self, message: str, **values: object) -> str:
        """Return what the page says for a message of ours."""
        with self.app.test_request_context(), force_locale(LOCALES[self.language]):
            return gettext(message, **values)

    def sign_in(self, email: str) -> None:
        """Sign in by the form, after changing its language by the link beside it."""
        self.page.goto("/sign-in")
        self.page.locator(f"a[hreflang={self.language}]").click()
        self.arrive("Sign in")
        watching.sign_in(self.page, email)

    def arrive(self, heading: str, **values: object) -> None:
        """Expect a page by its heading, and judge it."""
        expect(self.main.locator("h1")).to_have_text(self.words(heading, **values))
        self.look()

    def look(self, state: str = "") -> None:
        """Judge the page, once a run in each state."""
        name = re.sub(r"\d+", "N", urlsplit(self.page.url).path) + state
        if name in self.judged:
            return
        self.judged.add(name)
        self.picture(state)
        watching.check_barriers(self.page)

    def picture(self, state: str = "") -> None:
        """Keep a picture of the page, where pictures are wanted."""
        if PICTURES:
            name = urlsplit(self.page.url).path.strip("/").replace("/", "-") + state
            width = (self.page.viewport_size or {}).get("width")
            path = Path(PICTURES) / f"{name}-{self.language}-{width}.png"
            self.page.screenshot(path=path, full_page=True)

    def go(self, label: str) -> None:
        """Follow the menu; on a narrow page most of it stands behind More."""
        name = self.page.get_by_text(self.words(label), exact=True)
        self._choose(self._menu.get_by_role("link").filter(has=name))

    def change_language(self) -> None:
        """Go on in the other language, by the link of the menu."""
        self.language = "zh" if self.language == "en" else "en"
        self._choose(self.page.locator(f".menu-account a[hreflang={self.language}]"))
        expect(self.page.locator(f"html[lang|={self.language}]")).to_have_count(1)

    @property
    def _menu(self) -> Locator:
        return self.page.locator("nav.menu")

    def _choose(self, link: Locator) -> None:
        if not link.is_visible():
            self._menu.locator("[data-menu-more]").click()
        link.click()

    def follow(self, label: str, within: Locator | None = None, **values: object) -> None:
        """Follow a link by its words."""
        place = within or self.main
        place.get_by_role("link", name=self.words(label, **values)).first.click()

    def press(self, label: str, within: Locator | None = None, **values: object) -> None:
        """Press the first button of that name."""
        # The name may go on to say what the button is about.
        name = re.compile(rf"^{re.escape(self.words(label, **values))}($|\s*[:：])")
        (within or self.main).get_by_role("button", name=name).first.click()

    def open(self, label: str, within: Locator | None = None) -> None:
        """Open what opens in place."""
        place = within or self.main
        place.locator("summary", has_text=self.words(label)).first.click()

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """Return a field by its label."""
        return (within or self.main).get_by_label(self.words(label), exact=True)

    def read(self, message: str, **values: object) -> None:
        """Expect to read a sentence."""
        expect(self.page.get_by_text(self.words(message, **values)).first).to_be_visible()

    def told(self, message: str, **values: object) -> None:
        """Expect a message about what has just happened."""
        toasts = self.page.locator("[data-toasts]")
        expect(toasts).to_contain_text(self.words(message, **values))

    def undo(self) -> None:
        """Undo what has just happened."""
        self.page.locator("[data-toasts]").get_by_role("button", name=self.words("Undo")).click()
