"""What the lab `clinic` has to read: the patient in figures, and the textbook that it is compared with."""

import math
from typing import TYPE_CHECKING

from playground.data import digits
from playground.lab import Finding, Table
from playground.nn.ills import ILLS, REMARKS

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic

NOT_YET = Finding(
    "Not named yet", "note", "this patient",
    "A program looks at the same numbers, with the same instruments.",
    "What it finds is told when you have said what the patient has.",
    "Take a look, and name an ill below the picture.",
)  # fmt: skip


def tables(lab: "Clinic") -> list[Table]:
    """The patient, all ills with how they show and what cures them, and what cannot be planted."""
    patient = lab.patient_now
    figures = [
        ("steps of this patient", float(patient.age)),
        ("loss", lab.reading["loss"]),
        ("loss before the first step", patient.start),
        ("loss at chance, ln 10", math.log(digits.CLASSES)),
        ("accuracy on test pictures", lab.reading["accuracy"]),
        ("looks at this patient", float(lab.here)),
    ]
    return [
        Table("This patient", ("what", "value"), figures),
        Table(
            "The textbook", ("reason", "ill", "how it shows", "cure"),
            [(str(ill.reason), ill.name, ill.shows, ill.cure) for ill in ILLS],
            "The numbers are those of the 37 reasons.",
        ),
        Table("Reasons that are no single mistake", ("reason", "what to do"), [*REMARKS.items()]),
    ]  # fmt: skip
