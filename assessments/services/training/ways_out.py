"""What to relax where wishes cannot be kept together, or bring nothing."""

from dataclasses import dataclass, replace
from math import ceil

from assessments.services.suggesting import MOST_BUDGET
from assessments.services.training import words
from assessments.services.training.ground import Ground
from assessments.services.training.wishes import MOST_QUARTERS, TrainingWishes
from capability.training_plan import Relaxation, Wish

YEAR = 4


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to relax, and the wishes with that done, where a page can do it."""

    sentences: tuple[str, ...]
    wishes: TrainingWishes | None
    opens: bool = True
    """Whether it would open a plan; else it says why nothing can."""


def way_out(way: tuple[Relaxation, ...], ground: Ground, wishes: TrainingWishes) -> WayOut:
    """Return a way out in words."""
    taken = sum(each.cost for each in ground.open_items)
    sentences = tuple(
        words.relaxation_words(
            each.wish,
            [
                str(ground.activities[code].name) if code in ground.activities else code
                for code in each.activities
            ],
            None if each.needed is None else each.needed + taken,
        )
        for each in way
    )
    relaxed: TrainingWishes | None = wishes
    for each in way:
        relaxed = relaxed and _relaxed(relaxed, each, ground, taken)
    return WayOut(sentences, relaxed, opens=not any(each.wish in _HOPELESS for each in way))


_HOPELESS = (Wish.GAPS, Wish.CATALOGUE)


def _relaxed(
    wishes: TrainingWishes, relaxation: Relaxation, ground: Ground, taken: float
) -> TrainingWishes | None:
    """Return the wishes with one relaxed, ``None`` where only others can do that."""
    match relaxation.wish:
        case Wish.BUDGET if relaxation.needed is not None:
            budget = ceil(round(relaxation.needed + taken, 2))
            return replace(wishes, budget=float(budget)) if budget <= MOST_BUDGET else None
        case Wish.AT_ONCE:
            return replace(wishes, at_once=None)
        case Wish.QUARTERS if wishes.quarters + YEAR <= MOST_QUARTERS:
            return replace(wishes, quarters=wishes.quarters + YEAR)
        case Wish.LANGUAGES:
            return replace(wishes, languages=())
        case Wish.EXCLUDED:
            # What was declined is let in by asking for it, which no decline outweighs.
            declined = [code for code in relaxation.activities if code in ground.declined]
            return wishes.free_of(*relaxation.activities).with_pinned(*declined)
        case Wish.PINNED:
            return wishes.free_of(*relaxation.activities)
    return None
