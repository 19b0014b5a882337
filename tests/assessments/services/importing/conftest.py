"""Lists are taken in where nobody is yet, inside a request."""

from collections.abc import Iterator

import pytest
from flask import Flask

from assessments.database import db


@pytest.fixture(autouse=True)
def session(bare_app: Flask) -> Iterator[object]:
    """The session of one request, with reference data alone."""
    with bare_app.test_request_context():
        yield db.session
        db.session.remove()
