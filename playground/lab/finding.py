"""Something worth knowing about a model as it stands: what a lab's diagnosis is made of."""

from dataclasses import dataclass

from playground.lab.numerals import with_minus

SEVERITIES = ("problem", "warning", "note")  # the worst first


@dataclass(frozen=True)
class Finding:
    """What was found, with its evidence. `severity` is one of SEVERITIES; the rest is to be read."""

    kind: str
    severity: str
    where: str
    evidence: str
    meaning: str
    advice: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "evidence", with_minus(self.evidence))
