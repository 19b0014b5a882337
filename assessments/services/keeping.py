"""What was reckoned, kept in the memory of this process under the fingerprint of its facts.

A fact that changes changes the fingerprint, so nothing ever has to be told that it is out of date:
what is no longer asked for is dropped in time.
"""

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

Kept = TypeVar("Kept")

DIGEST = 16


def fingerprint(*facts: object) -> bytes:
    """Return a digest of facts that show all they hold in their ``repr``."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=DIGEST).digest()


def digest(*facts: object) -> bytes:
    """Return a digest of facts of any kind, tables included; equal ones may still differ in it."""
    return hashlib.blake2b(pickle.dumps(facts), digest_size=DIGEST).digest()


_shelves: "WeakSet[Shelf[Any]]" = WeakSet()


def forget_everything() -> None:
    """Drop all that this process keeps."""
    for shelf in _shelves:
        shelf.clear()


class Shelf(Generic[Kept]):
    """The things asked for last, up to a number of them; safe for threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = Lock()
        _shelves.add(self)

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Kept]:
        """Return those of the things that are kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, things: Mapping[bytes, Kept]) -> None:
        """Keep some things; where there are too many, those not asked for longest are dropped."""
        with self._lock:
            self._kept.update(things)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def get(self, key: bytes, make: Callable[[], Kept]) -> Kept:
        """Return one thing: the kept one, or a new one.

        Two threads may make the same thing at once, and both are right.
        """
        found = self.find([key])
        if key not in found:
            found = {key: make()}
            self.keep(found)
        return found[key]

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()
