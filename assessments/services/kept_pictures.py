"""Pictures kept on disk by what they show, so that a worker need not draw what another drew."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

# Raised whenever the same content should give another picture.
EDITION = "1"
MOST = 2000
SUFFIX = ".picture"


def keep(folder: Path | None, content: str, draw: Callable[[], bytes]) -> bytes:
    """Return the picture of a content: the kept one, or a new one, kept if there is a folder."""
    if folder is None:
        return draw()
    path = folder / (hashlib.sha256(f"{EDITION} {content}".encode()).hexdigest() + SUFFIX)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        picture = draw()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_room(folder)
    # Written aside and moved, so that no other worker ever reads half a picture.
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(picture)
    Path(file.name).replace(path)
    return picture


def forget_all(folder: Path) -> None:
    """Delete every kept picture."""
    for path in folder.glob(f"*{SUFFIX}"):
        path.unlink(missing_ok=True)


def _make_room(folder: Path) -> None:
    kept = list(folder.glob(f"*{SUFFIX}"))
    if len(kept) >= MOST:
        for path in sorted(kept, key=_written_at)[: len(kept) // 4 + 1]:
            path.unlink(missing_ok=True)


def _written_at(path: Path) -> float:
    # Another worker may be making room too: what is gone already sorts first and stays gone.
    return path.stat().st_mtime if path.exists() else 0.0
