"""Chart specifications to pictures: SVG for a page, SVG and PNG to keep.

The renderer hangs in a process that was forked after its first picture. So nothing here touches
it before a picture is asked for, and a forked process is told so instead of waiting for ever.
"""

import json
import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import current_app, has_app_context
from markupsafe import Markup

from assessments.services import kept_pictures
from assessments.services.inline_svg import Drawing, clean
from capability.charts import PALETTE

Specification = dict[str, Any]

PICTURES_IN_MEMORY = 256
FONTS = (("fontpkg_inter", "files"), ("noto_cjk_sans_otc", ""))


def svg(spec: Specification, *, language: str, folder: Path | None = None) -> Markup:
    """Return the picture for a page: safe under its policy, sized by its stylesheet.

    Pictures are kept in ``folder``; inside the app that is one of its own, if none is given.
    """
    drawing = _drawing(spec, folder)
    return Markup(drawing.inline(_title(spec), language))  # noqa: S704 - its texts are escaped


def standalone_svg(spec: Specification, *, language: str, folder: Path | None = None) -> bytes:
    """Return the picture as a document to download, with a size and a ground of its own."""
    return _document(spec, language, folder).encode()


def png(
    spec: Specification, *, language: str, scale: float = 2, folder: Path | None = None
) -> bytes:
    """Return the picture as a bitmap on its ground, with ``scale`` pixels to a CSS pixel."""
    untitled = {**spec, "description": ""}
    return _bitmap(_document(untitled, language, folder), scale, _chosen(folder))


def forget(folder: Path | None = None) -> None:
    """Drop every picture: they show people's levels, and people may ask to be erased."""
    _shapes.cache_clear()
    _bitmap.cache_clear()
    chosen = _chosen(folder)
    if chosen is not None:
        kept_pictures.forget_all(chosen)


def _title(spec: Specification) -> str:
    return str(spec.get("description", ""))


def _document(spec: Specification, language: str, folder: Path | None) -> str:
    return _drawing(spec, folder).standalone(_title(spec), language, PALETTE["surface"])


def _drawing(spec: Specification, folder: Path | None) -> Drawing:
    # A title may name a person, and changes no shape: it is not kept.
    untitled = {**spec, "description": ""}
    return _shapes(json.dumps(untitled, ensure_ascii=False, allow_nan=False), _chosen(folder))


def _chosen(folder: Path | None) -> Path | None:
    if folder is None and has_app_context():
        folder = Path(current_app.config["INSTANCE_FOLDER"]) / "charts"
    return folder


@lru_cache(maxsize=PICTURES_IN_MEMORY)
def _shapes(specification: str, folder: Path | None) -> Drawing:
    def draw() -> bytes:
        # Charts bring their rows with them: the renderer may fetch nothing.
        rendered = _renderer().vegalite_to_svg(specification, allowed_base_urls=[])
        return clean(rendered).to_bytes()

    return Drawing.from_bytes(kept_pictures.keep(folder, specification, draw))


# Bitmaps are rarer than drawings, and ten times their size.
@lru_cache(maxsize=PICTURES_IN_MEMORY // 8)
def _bitmap(document: str, scale: float, folder: Path | None) -> bytes:
    def draw() -> bytes:
        bitmap: bytes = _renderer().svg_to_png(document, scale=scale)
        return bitmap

    return kept_pictures.keep(folder, f"{scale} {document}", draw)


def _renderer() -> ModuleType:
    renderer, process = _loaded()
    if process != os.getpid():
        raise RuntimeError("the chart renderer was loaded before this process was forked")
    return renderer


@lru_cache(maxsize=1)
def _loaded() -> tuple[ModuleType, int]:
    # Loading and registering 16 MB of fonts takes a second: only when a picture is asked for.
    import vl_convert

    for package, folder in FONTS:
        vl_convert.register_font_directory(str(files(package) / folder))
    return vl_convert, os.getpid()
