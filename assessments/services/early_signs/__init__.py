"""Early signs: what somebody and the coach had better look at soon, each with its reason."""

from assessments.services.early_signs.finding import Sign, signs_of, signs_of_person
from assessments.services.early_signs.putting_aside import is_aside, put_aside, take_up_again
from assessments.services.early_signs.words import Told, tell_of

__all__ = [
    "Sign",
    "Told",
    "is_aside",
    "put_aside",
    "signs_of",
    "signs_of_person",
    "take_up_again",
    "tell_of",
]
