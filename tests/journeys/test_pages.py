"""Every page of every audience, on a demo's worth of people, wide and narrow, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from assessments.database import db
from assessments.models.assessment import Assessment
from assessments.models.development import DevelopmentPlan
from assessments.models.people import Person
from assessments.queries import framework, people
from assessments.services import assessing
from capability.lifecycle import AssessmentStatus, PlanStatus
from tests.conftest import Installation
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor
from tests.journeys.watching import Watch

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NARROWEST = {"width": 320, "height": 640}
PM, COACH, HEAD = "Amara Okonkwo", "Helle Sørensen", "Margarethe Vogel"
HR, ADMINISTRATOR = "Tomás Rivera", "Robin Castellano"
LOOKS = [
    pytest.param(DESKTOP, "light", id="wide and light"),
    pytest.param(PHONE, "dark", id="narrow and dark"),
]
