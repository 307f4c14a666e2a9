"""The lab `clinic`: a network does not learn, and somebody has to find out why.

A patient is a small network in training with one of the ills of `playground.nn.ills`. The learner looks at it
with the instruments of `playground.nn.instruments`, each of which costs a look, names an ill, and sees what
its cure does: a second training, the same but for that cure, runs beside the first. Then the next one comes.
"""

from typing import Any

import numpy as np

from playground.lab import Array, Finding, Halt, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.clinic import content, report, script, teaching
from playground.labs.clinic.formulas import FORMULAS
from playground.labs.clinic.guide import GUIDE
from playground.nn import ills, instruments
from playground.nn.diagnose_training import diagnose
from playground.nn.ills import HEALTHY, ILLS, ROUNDS
from playground.nn.instruments import INSTRUMENTS, Case
from playground.nn.patient import Patient

DRAWN, WELL = "drawn", "healthy"
ANSWERS = (*(ill.key for ill in ILLS), WELL)  # what may be said of a patient
NOTHING = -1  # has been said, or suspected
LARGEST_AGE = 10**9
COUNTED = 1e6


class Clinic(Lab):
    """See the module.

    `patient_now` is the patient, `cured` the second training (None before a cure). `round` counts patients
    from 0, `said` is what was said of this one, as a place in `ANSWERS`; `here` counts the looks at it,
    `opened` [instruments] says which they were; `streak` how many in a row were named with few looks.
    """

    slug = "clinic"
    title = "The clinic"
    question = "It does not learn: what is wrong?"
    invitation = "Press Play, take a look or two, and say what the patient has."
    minutes = 25
    after = ("classifier",)
    for_whom = "For everybody who has trained a network, and has seen one fail."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    opening = "drawn"
    essential = ("patient", "rate_factor")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = (
        "loss", "softmax", "mini-batch", "epoch", "initialization", "dropout", "regularization",
        "learning rate", "numerical gradient", "backward pass",
    )  # fmt: skip
    healthy = "the program has gone through data, loss, layers and steps, and found nothing"
    headline = ("loss", "accuracy", "named", "looks")
    pace = 2

    patient = settings.Choice(
        WELL, [WELL, DRAWN, *(ill.key for ill in ILLS)], label="Patient", group="Clinic",
        labels={ill.key: ill.name for ill in ILLS} | {DRAWN: "drawn by the seed"},
        doc="""Which ill is planted. Drawn by the seed it stays secret until you have named it, and each next
        patient has another one.""",
    )  # fmt: skip
    rate_factor = settings.Log(
        1.0, bounds=(0.01, 100.0), label="Learning rate ×", group="Clinic", live=True,
        doc="""What the learning rate of the patient is multiplied by, whatever it is. Try a tenth, and ten
        times: it tells whether the rate is to blame.""",
    )  # fmt: skip

    arrays = (
        Array("chart", get=lambda lab: lab.chart(), put=lambda lab, array: lab.put_chart(array)),
        Array("opened", low=0, high=1),
        Array(
            "parameters",
            get=lambda lab: _padded(lab.patient_now), put=lambda lab, array: _put(lab.patient_now, array),
        ),
        Array("cured", get=lambda lab: _padded(lab.cured), put=lambda lab, array: _put(lab.cured, array)),
    )  # fmt: skip

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.order = self.rng.permutation(len(ILLS))
        self.keys = self.rng.randint(2**31, size=ROUNDS, dtype=np.int64)
        self.opened = np.zeros(len(INSTRUMENTS))
        self.named = self.looks = self.streak = 0
        if not hasattr(self, "_told"):  # patients, by seed and number; whoever goes back still knows them
            self._told: set[tuple[int, int]] = set()
            self._named_again: set[tuple[int, int]] = set()
        self.kept: dict[str, tuple[Any, Any]] = {}  # of what takes long to compute: for which state, and what
        self._receive(0)

    def _receive(self, number: int) -> None:
        """The next patient comes in."""
        self.round, self.here, self.said, self.suspected = number, 0, NOTHING, NOTHING
        self.patient_now = Patient(ills.BY_KEY[self.ill].plant(HEALTHY) if self.is_ill else HEALTHY, self.key)
        self.cured: Patient | None = None
        self.opened[:] = 0

    @property
    def key(self) -> int:
        """What data and weights of this patient follow from."""
        return int(self.keys[self.round % ROUNDS])

    @property
    def ill(self) -> str:
        """What this patient has: a key of an ill, or "healthy". For judging what was said, and for nothing
        else.
        """
        if self.built.patient != DRAWN:
            return str(self.built.patient)
        return ILLS[self.order[self.round % len(ILLS)]].key

    @property
    def is_ill(self) -> bool:
        return self.ill != WELL

    def learn(self) -> None:
        """One batch for the patient, and one for the second training, if there is one.

        Raises `Halt` where weights would be NaN.
        """
        for one in (self.patient_now, self.cured):
            if one is None:
                continue
            one.optimizer.lr = one.setup.learning_rate * self.now.rate_factor
            age, flat = one.age, one.net.flat.copy()
            one.step()
            if np.isnan(one.net.flat).any():
                one.go_to(age, flat)  # it learns no more; the other may
                if self.cured is None or one is self.cured:
                    raise Halt("training breaks down; why is for you to find out")

    def metrics(self) -> dict[str, float]:
        """`loss` and `accuracy` of the patient, on training and on test pictures; how many patients were
        `named` rightly; how many `looks` were taken in all; `cured_loss`, that of the second training (before
        it begins: the patient's)."""
        scores = self.patient_now.scores()
        cured = self.cured.scores()["loss"] if self.cured else scores["loss"]
        counts = {"named": float(self.named), "looks": float(self.looks)}
        return scores | counts | {"cured_loss": cured}

    tables, script = report.tables, script.script

    # --- the state ---------------------------------------------------------------------------------------

    def chart(self) -> np.ndarray:
        """All that is counted, as one array [9]."""
        ages = self.patient_now.age, self.cured.age if self.cured else 0
        said = self.said, self.suspected
        return np.array([self.round, *ages, *said, self.named, self.looks, self.here, self.streak], float)

    def put_chart(self, array: np.ndarray) -> None:
        """Take over what `chart` gave, or a stranger, [9]: each number is brought into its range."""
        lows = np.array([0, 0, 0, NOTHING, NOTHING, 0, 0, 0, 0])
        highs = np.array([COUNTED, LARGEST_AGE, LARGEST_AGE, len(ANSWERS) - 1, 2, *(COUNTED,) * 4])
        number, age, cured_age, said, suspected, *counts = np.clip(array, lows, highs).astype(int).tolist()
        if number != self.round:
            self._receive(number)
        self.patient_now.age, self.suspected = age, suspected
        self.named, self.looks, self.here, self.streak = counts
        if said != self.said:
            self.said, self.cured = said, self._healed(said)
        if self.cured:
            self.cured.age = cured_age

    def _healed(self, said: int) -> Patient | None:
        """The second training: the patient's, but for the cure of what was said."""
        if said == NOTHING or ANSWERS[said] == WELL:
            return None
        return Patient(ills.BY_KEY[ANSWERS[said]].heal(self.patient_now.setup), self.key)

    # --- what a learner does -----------------------------------------------------------------------------

    @by_hand
    def look(self, instrument: str) -> None:
        """Look at the patient with this instrument. It costs a look, but the first time only.

        Raises `SettingError` for what is no instrument.
        """
        if instrument not in instruments.BY_KEY:
            near = settings.did_you_mean(instrument, instruments.BY_KEY)
            raise SettingError("look", f"there is no instrument “{settings.shorten(instrument)}”{near}")
        place = [*instruments.BY_KEY].index(instrument)
        if not self.opened[place]:
            self.opened[place] = 1
            self.looks += 1
            self.here += 1
        self.touch("a look")

    @by_hand
    def name_ill(self, ill: str) -> None:
        """Say what the patient has, once. Its cure begins beside it. Raises `SettingError` for what is no
        ill.
        """
        if ill not in ANSWERS:
            raise SettingError("ill", f"there is no ill “{settings.shorten(ill)}”")
        if self.said != NOTHING:
            raise SettingError("ill", "this patient has been named; let the next one come in")
        if (who := (self.seed, self.round)) in self._told:
            self._named_again.add(who)
        self._told.add(who)
        self.said = ANSWERS.index(ill)
        right = self.is_right
        self.named += right
        self.streak = self.streak + 1 if right and self.here <= content.FEW else 0
        self.cured = self._healed(self.said)
        self.touch("a name")

    @by_hand
    def suspect(self, layer: int) -> None:
        """Say, once, in which layer the backward pass is wrong; layers are numbered from 0.

        Raises `SettingError` for a layer that there is not, and the second time.
        """
        if not 0 <= layer < len(self.patient_now.net.weights):
            raise SettingError("layer", f"there is no layer {layer}")
        if self.suspected != NOTHING:
            raise SettingError(
                "layer", "a layer of this patient has been pointed at; the next one has two more"
            )
        self.suspected = layer
        self.touch("a layer")

    @by_hand
    def call_next(self) -> None:
        """The next patient comes in, with an ill, data and weights of its own."""
        self._receive(self.round + 1)
        self.touch("the next patient")

    # --- looking -----------------------------------------------------------------------------------------

    def was_told(self, patients: int = 1) -> bool:
        """Whether one of the last patients was named by somebody who had been told the answer, and has gone
        back since. That is no part of the run: who goes back keeps what was learnt there."""
        return any((self.seed, self.round - before) in self._named_again for before in range(patients))

    @property
    def is_right(self) -> bool:
        """Whether what was said is so."""
        return self.said != NOTHING and ANSWERS[self.said] == self.ill

    def case(self) -> Case:
        """All that may be seen of the patient."""
        self.patient_now.optimizer.lr = self.patient_now.setup.learning_rate * self.rate_factor
        return self.patient_now.case()

    def seen(self, instrument: str) -> dict[str, Any]:
        """What an instrument shows now. Changes nothing."""
        state: tuple[Any, ...] = self.round, self.rate_factor
        if instrument != "alone":  # which looks at the data, whatever has been learnt
            state += self.steps, self.changes
        if self.kept.get(instrument, (None, None))[0] != state:
            with np.errstate(all="ignore"):
                self.kept[instrument] = state, instruments.BY_KEY[instrument].look(self.case())
        return self.kept[instrument][1]  # type: ignore[no-any-return]

    def has_opened(self, instrument: str) -> bool:
        return bool(self.opened[[*instruments.BY_KEY].index(instrument)])

    def findings(self) -> list[Finding]:
        """What the program says; before the learner has said something, nothing of it is told."""
        if self.said == NOTHING:
            return [report.NOT_YET]
        state = self.round, self.said
        if self.kept.get("program", (None, None))[0] != state:
            self.kept["program"] = state, diagnose(self.case())
        return [*self.kept["program"][1]]


def _padded(one: Patient | None) -> np.ndarray:
    """Its parameters, with zeros up to those of the largest, as patients have networks of two sizes."""
    flat = np.zeros(content.MOST_PARAMETERS)
    if one is not None:
        flat[: one.net.flat.size] = one.net.flat
    return flat


def _put(one: Patient | None, array: np.ndarray) -> None:
    if one is not None:
        one.go_to(one.age, array[: one.net.flat.size])
