"""Clients that ask as fast as they are answered, in a process of their own.

Reads what to ask from standard input as JSON, and writes what came of it to standard output.
"""

import json
import sys
import time
from http.client import HTTPConnection
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode


def ask(
    client: dict[str, Any], port: int, until: float, start: Barrier, times: list[float]
) -> None:
    """Ask again and again until the time is over."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": client.get("cookie", "")}
    version, level = client.get("version", 0), 0
    if is_post := client["method"] == "POST":
        headers |= {
            "X-CSRFToken": client.get("token", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
    start.wait()
    ends = time.perf_counter() + until
    while (begun := time.perf_counter()) < ends:
        level = (level + 1) % 6
        fields = {"level": level, "confidence": "sure", "version": version}
        body = urlencode(fields) if is_post else None
        connection.request(client["method"], client["path"], body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            client["fault"] = f"{client['path']} answered {answer.status}: {content[:200]!r}"
            break
        if is_post:
            version = json.loads(content)["version"]
        times.append(time.perf_counter() - begun)
    connection.close()
    client["version"] = version


def main() -> None:
    """Run the clients side by side."""
    wanted = json.load(sys.stdin)
    clients, seconds = wanted["clients"], wanted["seconds"]
    times: list[list[float]] = [[] for _ in clients]
    start = Barrier(len(clients))
    threads = [
        Thread(target=ask, args=(client, wanted["port"], seconds, start, times[place]))
        for place, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults := [client["fault"] for client in clients if "fault" in client]:
        raise SystemExit(faults[0])
    answered = sorted(each for some in times for each in some)
    json.dump(
        {"seconds": seconds, "times": answered, "versions": [c["version"] for c in clients]},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
