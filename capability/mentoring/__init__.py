"""Who could help whom: affinity of mentors and mentees, and a matching within capacity.

Sex, age, origin and the like are never part of it: what helps a mentorship is likeness in what
people do and know, not in what they are [1]_.

References
----------
.. [1] Eby et al. (2013), An interdisciplinary meta-analysis of the potential antecedents,
   correlates, and consequences of protégé perceptions of mentoring, *Psychological Bulletin* 139.
"""

from capability.mentoring.affinity import (
    LEAST_AFFINITY,
    NORMAL_80,
    SHARES,
    TOP_GAPS,
    affinity_matrix,
    pair_affinity,
)
from capability.mentoring.matching import blocking_pairs, match_mentors
from capability.mentoring.rises import LEAST_RISE, recorded_rises
from capability.mentoring.telling import MatchingSummary, summarise_matching

__all__ = [
    "LEAST_AFFINITY",
    "LEAST_RISE",
    "NORMAL_80",
    "SHARES",
    "TOP_GAPS",
    "MatchingSummary",
    "affinity_matrix",
    "blocking_pairs",
    "match_mentors",
    "pair_affinity",
    "recorded_rises",
    "summarise_matching",
]
