"""What pages must not do, and how a journey signs somebody in and has a page judged."""

from importlib.resources import files
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

from tests.world import PASSWORD

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WITHIN_THE_PAGE = {"data", "blob", "about"}


class Watch:
    """Notes errors in the console, broken policies, and requests that leave the host."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.seen: list[str] = []
        self.expected: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("console", self._note_message)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)

    def expect(self, words: str) -> None:
        """Let messages with these words pass: a journey that tries a closed door hears of it."""
        self.expected.append(words)

    def _note(self, sentence: str) -> None:
        if not any(words in sentence for words in self.expected):
            self.seen.append(sentence)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A broken policy is an error in the console as well.
        if message.type in {"error", "warning"}:
            self._note(f"{message.type} in the console: {message.text} {message.location}")

    def _note_error(self, error: WebError) -> None:
        self._note(f"uncaught: {error.error}")

    def _note_request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.netloc != self.host and url.scheme not in WITHIN_THE_PAGE:
            self._note(f"left the host: {request.url}")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form."""
    page.goto("/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("form[method=post] button").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


# What looks otherwise in another window or scheme; names, roles and labels stay what they are.
OF_THE_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")


def find_barriers(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds on the page, by all of its rules or some; one line a finding."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)  # not a script of the page, so its policy stands
    # Without fetching the stylesheets again, which one rule alone reads: see test_styles.
    options = {"resultTypes": ["violations"], "preload": False}
    if only:
        options["runOnly"] = list(only)
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']} ({each['help']}): {node['html'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def check_barriers(page: Page) -> None:
    """Fail on anything that axe finds, and on a page wider than its window."""
    barriers = find_barriers(page)
    assert barriers == [], f"{page.url}: {barriers}"
    width, window = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{page.url} is {width} pixels wide in a window of {window}"
