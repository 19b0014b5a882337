"""Signs from the packaged Bootstrap icons, drawn into the page itself."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

_SPRITE = "static/bootstrap5/icons/bootstrap-icons.svg"
_SYMBOL = re.compile(
    r'<symbol[^>]*?viewBox="(?P<box>[^"]+)" id="(?P<name>[^"]+)">(?P<shape>.*?)</symbol>', re.S
)


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    sprite = files("flask_bootstrap").joinpath(_SPRITE).read_text("utf-8")
    return {found["name"]: (found["box"], found["shape"]) for found in _SYMBOL.finditer(sprite)}


@cache
def icon(name: str) -> Markup:
    """Return the sign as inline SVG, hidden from assistive technology: words stand beside it."""
    box, shape = _symbols()[name]
    return Markup(  # noqa: S704 - the shape comes from an installed package, not from a person
        f'<svg class="icon" aria-hidden="true" viewBox="{box}" fill="currentColor">{shape}</svg>'
    )
