"""Documents to print: a template of ours, filled with words that stay words.

Whatever people have typed travels as one piece of JSON and is never part of the template's own
text, so nothing of it can be read as an instruction. Nothing is loaded from elsewhere: fonts come
from installed packages, pictures with the contents.
"""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

FONTS = (("fontpkg_inter", "files"), ("noto_cjk_sans_otc", ""))
DOTS_PER_INCH = 110


def pdf(template: Path, contents: dict[str, Any]) -> bytes:
    """Return a document as PDF: ``contents`` holds texts, numbers, lists, and SVG as text."""
    return b"".join(_compiled(template, contents, "pdf"))


def pages(template: Path, contents: dict[str, Any]) -> list[bytes]:
    """Return the pages of the same document as bitmaps (PNG)."""
    return _compiled(template, contents, "png")


def _compiled(template: Path, contents: dict[str, Any], kind: Literal["pdf", "png"]) -> list[bytes]:
    # Late: loading it takes a moment, and few pages need it.
    import typst

    compiler = typst.Compiler(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False, allow_nan=False)},
    )
    found = compiler.compile(format=kind, ppi=DOTS_PER_INCH if kind == "png" else None)
    return found if isinstance(found, list) else [found or b""]


@lru_cache(maxsize=1)
def _fonts() -> Any:  # noqa: ANN401 - typst carries no types here
    import typst

    folders = [str(files(package) / folder) for package, folder in FONTS]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
