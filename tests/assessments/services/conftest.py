"""Services are called inside a request of the small world, as pages call them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from assessments.database import db


@pytest.fixture
def session(app: Flask) -> Iterator[object]:
    """The session of one request."""
    with app.test_request_context():
        yield db.session
        db.session.remove()
