"""The pictures of a map: rows to charts to drawings, and the files to download."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from assessments import wording
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import framework
from assessments.services import drawing
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.charts import radar_spec

FEWEST_AXES = 3
LEVEL_COLUMNS = ["axis", "order", "level", "low", "high", "is_claimed"]
Rows = tuple[tuple[tuple[Any, ...], ...], tuple[tuple[Any, ...], ...]]
PROFILE_COLUMNS = ["profile", "axis", "order", "required"]


@dataclass(frozen=True, slots=True)
class NextProfile:
    """What the role beyond asks, by area and by competency."""

    role: Role
    required: dict[str, float]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The drawings of a map: wide and for the phone, and one of the chosen area."""

    wide: Markup
    phone: Markup
    area: Markup | None
    next_role: Role | None


def next_profile(person: Person, compared: Role | None) -> NextProfile | None:
    """Return the profile to draw beside the one compared with: of the role aimed for, or next."""
    role = person.aims_for or (person.role.next_role if person.role else None)
    if role is None or (compared is not None and role.id == compared.id):
        role = compared.next_role if compared else None
    if role is None:
        return None
    frame = framework.requirements_frame(role.id).dropna(subset=["required"])
    frame["product"] = frame["required"] * frame["weight"]
    sums = frame.groupby("area")[["product", "weight"]].sum()
    areas = {f"area:{code}": row["product"] / row["weight"] for code, row in sums.iterrows()}
    return NextProfile(role, areas | dict(zip(frame["competency"], frame["required"], strict=True)))


def compared_roles(person: Person, compared: Role | None) -> set[int | None]:
    """Return the keys of all roles that a map and its pictures may show."""
    own = person.role.next_role_id if person.role else None
    shown = (compared.id, compared.next_role_id) if compared else ()
    return {person.aims_for_id, own, *shown}


def pictures_of(
    person_map: PersonMap, beyond: NextProfile | None, *, area: Place | None
) -> Pictures | None:
    """Return the drawings of a map; ``None`` where nothing can be drawn yet."""
    if len(person_map.areas) < FEWEST_AXES:
        return None
    title = wording.map_title(person_map.role)
    return Pictures(
        wide=_radar(person_map.areas, beyond, size="wide", title=title, prefix="area:"),
        phone=_radar(person_map.areas, beyond, size="phone", title=title, prefix="area:"),
        area=_area_picture(person_map, beyond, area),
        next_role=beyond.role if beyond else None,
    )


def small_picture(person_map: PersonMap) -> Markup | None:
    """Return the drawing for the first page, without lettering."""
    if len(person_map.areas) < FEWEST_AXES:
        return None
    return _radar(person_map.areas, None, size="glance", title=wording.map_title(person_map.role))


def draw_something() -> None:
    """Draw a radar of nobody: the first drawing loads the renderer and its fonts."""
    levels = pd.DataFrame(
        [(name, order, None, None, None, False) for order, name in enumerate("abc")],
        columns=LEVEL_COLUMNS,
    ).astype({"level": float, "low": float, "high": float})
    profiles = pd.DataFrame(columns=PROFILE_COLUMNS)
    for size in ("wide", "phone", "small", "glance"):
        spec = radar_spec(levels, profiles, language="en", size=size, title="")
        drawing.svg(spec, language="en")


def download(kind: str, person: Person, person_map: PersonMap, beyond: NextProfile | None) -> bytes:
    """Return a map as a file: ``svg``, ``png``, ``csv``, or the Vega-Lite ``json`` of the chart."""
    if kind == "csv":
        return _csv(person, person_map)
    title = f"{person.name}: {wording.map_title(person_map.role)}"
    rows = _rows(person_map.areas, beyond, "wide", "area:")
    spec = _spec(rows, "wide", title, _language())
    if kind == "json":
        return json.dumps(spec, ensure_ascii=False, allow_nan=False).encode()
    draw = drawing.standalone_svg if kind == "svg" else drawing.png
    return draw(spec, language=_language())


def _area_picture(
    person_map: PersonMap, beyond: NextProfile | None, area: Place | None
) -> Markup | None:
    # Up to two competencies the rulers say more than a drawing.
    places = person_map.within(area.code) if area else ()
    if area is None or len(places) < FEWEST_AXES:
        return None
    return _radar(places, beyond, size="small", title=str(area.name))


def _radar(
    places: Sequence[Place],
    beyond: NextProfile | None,
    *,
    size: str,
    title: str,
    prefix: str = "",
) -> Markup:
    return _drawn(_rows(places, beyond, size, prefix), size, title, _language())


# What is drawn follows from the rows alone, and frames take longer to build than to draw.
@lru_cache(maxsize=drawing.PICTURES_IN_MEMORY)
def _drawn(rows: Rows, size: str, title: str, language: str) -> Markup:
    return drawing.svg(_spec(rows, size, title, language), language=language)


def _rows(places: Sequence[Place], beyond: NextProfile | None, size: str, prefix: str = "") -> Rows:
    """Return levels and profiles as rows, in the language of the page."""
    levels = tuple(
        (str(place.name), order, place.level, place.low, place.high, place.is_claimed)
        for order, place in enumerate(places)
    )
    names = [str(place.name) for place in places]
    profiles = [("role", [place.required for place in places])]
    if size != "glance":
        profiles.append(("earlier", [place.earlier for place in places]))
    if beyond is not None:
        required = [beyond.required.get(prefix + place.code) for place in places]
        profiles.append(("next", required))
    lines = tuple(
        (profile, name, order, value)
        for profile, values in profiles
        for order, (name, value) in enumerate(zip(names, values, strict=True))
    )
    return levels, lines


def _spec(rows: Rows, size: str, title: str, language: str) -> drawing.Specification:
    levels = pd.DataFrame(
        list(rows[0]),
        columns=LEVEL_COLUMNS,
    ).astype({"level": float, "low": float, "high": float})
    profiles = pd.DataFrame(list(rows[1]), columns=PROFILE_COLUMNS).astype({"required": float})
    levels.loc[levels["level"].isna(), ["low", "high"]] = float("nan")
    return radar_spec(levels, profiles, language=language, size=size, title=title)


def _csv(person: Person, person_map: PersonMap) -> bytes:
    """Return the table of a map, with a byte order mark, so that spreadsheets read Chinese."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(
        [
            _("Person"), _("Area"), _("Competency"), _("Level"), _("Low"), _("High"), _("Asked"),
            _("In words"), _("Earlier level"),
        ]
    )  # fmt: skip
    areas = {place.code: place.name for place in person_map.areas}
    for place in person_map.competencies:
        sheet.writerow(
            [
                _harmless(person.name), _harmless(str(areas.get(place.area, place.area))),
                _harmless(str(place.name)), _figure(place.level), _figure(place.low),
                _figure(place.high), _figure(place.required), wording.standing_words(place),
                _figure(place.earlier),
            ]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _harmless(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"
