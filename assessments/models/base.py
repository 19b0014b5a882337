"""What every model builds on."""

from typing import TYPE_CHECKING

from assessments.database import Base, db

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

__all__ = ["Model"]
