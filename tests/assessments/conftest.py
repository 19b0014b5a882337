"""Clients: one for nobody, and one for each kind of access."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.world import World, sign_in


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def client_of(part: str):
    """Return a fixture: a client who is signed in as somebody of the world."""

    @pytest.fixture(name=f"{part}_client")
    def signed_in(app: Flask, world: World) -> FlaskClient:
        client = app.test_client()
        sign_in(client, getattr(world, part))
        return client

    return signed_in


pm_client = client_of("pm")
coach_client = client_of("coach")
head_client = client_of("head")
hr_client = client_of("hr")
administrator_client = client_of("administrator")
other_pm_client = client_of("other_pm")
other_coach_client = client_of("other_coach")
