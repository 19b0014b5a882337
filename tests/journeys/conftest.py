"""A server, a browser, and an eye on everything that a page must not do."""

import os
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug import Request, Response
from werkzeug.serving import make_server

from assessments import config
from assessments.database import db, now
from assessments.services.demonstrating import load_demo
from tests.conftest import Installation
from tests.journeys.chromium import HOW, find_chromium
from tests.journeys.watching import Watch
from tests.world import PASSWORD

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.fail(HOW)
    # Chromium refuses its sandbox to root, which is who runs in a container.
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(installation: Installation) -> None:
    """A database with the demo to begin from, loaded once."""
    app = installation.begin("bare")
    with app.app_context():
        load_demo(config.shipped_folder("seeds"), password=PASSWORD, today=now().date())
        db.session.remove()
    installation.end()
    installation.databases.copy("current", "demo")


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server with the small world, with everything switched on."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    @Request.application
    def whole(request: Request) -> Response:
        """Answer in one piece: the server leaves a file open where a browser hangs up."""
        return Response.from_app(app, request.environ, buffered=True)

    server = make_server("127.0.0.1", 0, whole, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """What pages did that they must not; anything fails the test."""
    watch = Watch(address)
    yield watch
    assert watch.seen == []


@pytest.fixture
def open_context(browser: Browser, address: str, watch: Watch) -> Iterator[object]:
    """A function that opens a browser of its own for each person in a journey."""
    contexts: list[BrowserContext] = []

    def open_one(**options: object) -> Page:
        settings = {"locale": "en-GB", "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=address, **settings)
        context.set_default_timeout(15_000)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_context) -> Page:
    """A page in English on a desktop."""
    return open_context()


@pytest.fixture
def phone_page(open_context) -> Page:
    """A page in Chinese on a telephone."""
    return open_context(locale="zh-CN", viewport=PHONE)
