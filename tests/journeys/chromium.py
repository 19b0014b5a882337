"""Find a Chromium for the journeys, or get one.

``python -m tests.journeys.chromium`` does what ``make test`` needs before it starts.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    Path("/usr/lib/chromium/chromium"),
    Path("/opt/google/chrome/chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
HOW = (
    "The journeys need a Chromium, and none could be found or installed. Install one (Debian: "
    "apt install chromium; macOS: brew install --cask chromium) or name it in CHROMIUM."
)


def find_chromium() -> Path | None:
    """Return the Chromium named in ``CHROMIUM``, else one that is installed and starts."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    on_path = [Path(found) for name in NAMES if (found := shutil.which(name))]
    installed = next((path for path in (*on_path, *PLACES) if _starts(path)), None)
    if installed is None and _starts(_playwrights_own()):
        return _playwrights_own()
    return installed


@cache
def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright  # late: only where no other was found

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _starts(path: Path) -> bool:
    # A package may leave a script that only says where the real one is to be had.
    if not path.exists():
        return False
    answer = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    return answer.returncode == 0


def _run(*command: str) -> bool:
    print("+", *command, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=environment).returncode == 0


def _by_package_manager() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    _run("apt-get", "update", "--quiet")
    return _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")


def _by_playwright() -> bool:
    is_debian_root = os.geteuid() == 0 and shutil.which("apt-get") is not None
    with_libraries = ["--with-deps"] if is_debian_root else []
    return _run(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")


def get_chromium() -> Path | None:
    """Return a Chromium, installed now if there was none."""
    if found := find_chromium():
        return found
    for install in (_by_package_manager, _by_playwright):
        if install() and (found := find_chromium()):
            return found
    return None


if __name__ == "__main__":
    chromium = get_chromium()
    if chromium is None:
        sys.exit(HOW)
    print(f"Chromium for the journeys: {chromium}")
