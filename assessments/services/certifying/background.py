"""What is known of a person that the rules of certificates ask, and what follows from it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.models.catalogue import CertificateHeld, Certification, CertificationPath
from assessments.models.people import Person
from assessments.models.project import ProjectRole
from assessments.queries import catalogue, projects
from assessments.services import experience
from assessments.services.education import Education, education_of
from assessments.services.keeping import Shelf, digest, fingerprint
from capability.certification import Eligibility, EligibilityPath, assess_eligibility

ELIGIBILITIES_IN_MEMORY = 5000


@dataclass(frozen=True, slots=True)
class Background:
    """Projects, education and certificates of a person as of a day."""

    person: Person
    today: date
    parts: tuple[ProjectRole, ...]
    record: pd.DataFrame
    """The parts that have dates, as the core reads them."""
    education: Education
    held: tuple[CertificateHeld, ...]
    valid: frozenset[str]
    """Codes of the certificates that still run."""
    mark: bytes
    """Changes with anything that the rules are held against."""

    @property
    def missing_dates(self) -> int:
        """How many projects give no months, because nobody knows when they were."""
        return sum(experience.misses_dates(part) for part in self.parts)

    @property
    def has_parts_to_confirm(self) -> bool:
        """Whether some parts are not confirmed by the person."""
        return any(not part.is_confirmed for part in self.parts)

    def held_of(self, certification: Certification) -> CertificateHeld | None:
        """Return the certificate of a kind that is held; of several the one that runs longest."""
        return max(
            (each for each in self.held if each.certification_id == certification.id),
            key=lambda each: (each.expires_on is None, each.expires_on or date.min),
            default=None,
        )


_shelf: Shelf[tuple[Eligibility, ...]] = Shelf(ELIGIBILITIES_IN_MEMORY)


def background_of(person: Person, *, today: date) -> Background:
    """Return what is known of somebody."""
    held = tuple(catalogue.list_certificates(person))
    valid = frozenset(
        each.certification.code
        for each in held
        if each.certification and (each.expires_on is None or each.expires_on >= today)
    )
    parts = tuple(projects.list_parts(person))
    record = experience.parts_frame(parts)
    education = education_of(person)
    # What all the rules are held against, so that it is looked at once.
    mark = digest(record, today, education.hours, education.is_whole, person.degree, sorted(valid))
    return Background(person, today, parts, record, education, held, valid, mark)


def eligibilities(certification: Certification, background: Background) -> tuple[Eligibility, ...]:
    """Return how somebody stands on each way to be admitted, the closest first."""
    paths = [_rule(path, place) for place, path in enumerate(certification.paths)]
    return _shelf.get(
        fingerprint(background.mark, paths),
        lambda: assess_eligibility(
            paths,
            background.record,
            as_of=background.today,
            education_hours=background.education.hours,
            is_education_whole=background.education.is_whole,
            degree=background.person.degree,
            certificates=background.valid,
        ),
    )


def path_of(certification: Certification, found: Eligibility) -> CertificationPath:
    """Return the way to be admitted that an answer is about."""
    return certification.paths[int(found.path.code)]


def _rule(path: CertificationPath, place: int) -> EligibilityPath:
    return EligibilityPath(
        code=str(place),
        experience=None
        if path.experience is None
        else tuple((int(each["months"]), str(each["months_of"])) for each in path.experience),
        within_years=path.within_years,
        education_hours=path.education_hours,
        degree=path.degree,
        prerequisites=tuple(path.prerequisites),
    )
