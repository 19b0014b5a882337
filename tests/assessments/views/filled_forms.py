"""Forms of pages, as a browser would send them."""

import re

from assessments.database import db
from tests.assessments.builders import inside

FIELD = re.compile(r"<(input|textarea|select|option)\b([^>]*)>(?:([^<]*)</textarea>)?")


def key_of(app, model, code):
    with inside(app):
        return db.session.scalars(db.select(model.id).where(model.code == code)).one()


def filled_in(page, *, within='<form method="post"') -> dict[str, list[str]]:
    """Return what a browser would send if nobody touched the form."""
    form = max(page.text.split(within)[1:], key=lambda part: len(part.split("</form>")[0]))
    values: dict[str, list[str]] = {}
    name, is_first = "", False
    for tag, attributes, text in FIELD.findall(form.split("</form>")[0]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if tag == "select":
            name, is_first = given["name"], True
        elif tag == "option":
            if is_first or re.search(r"\bselected\b", attributes):
                values[name] = [given["value"]]
            is_first = False
        elif tag == "textarea":
            values.setdefault(given["name"], []).append(text.strip("\r\n"))
        elif given.get("type") == "submit" or (
            given.get("type") == "checkbox" and not re.search(r"\bchecked\b", attributes)
        ):
            continue
        else:
            values.setdefault(given["name"], []).append(given.get("value", ""))
    return {name: [each.replace("&#39;", "'") for each in found] for name, found in values.items()}
