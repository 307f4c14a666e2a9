"""The lab `vectors`: what is typed, what is computed blindly, and what is said when it fails."""

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.vectors import Vectors
from playground.labs.vectors.guide import HERE
from playground.labs.vectors.lab import OPERATIONS

IN_THE_OPEN = {
    "add": lambda lab, x: x + lab.y_plain,
    "scale": lambda lab, x: lab.factor * x,
    "transform": lambda lab, x: lab.G @ x,
    "product": lambda lab, x: x * lab.y_plain,
    "inner": lambda lab, x: np.array([x @ lab.y_plain, *np.zeros(len(x) - 1, int)]),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("matrix", ["turn", "mirror", "differences", "sums", "1 0 2; 0 -1 0; 3 0 1"])
def test_the_key_reads_what_computing_in_the_open_gives(operation: str, matrix: str) -> None:
    lab = Vectors(x="3, -1, 4", y="1, 5, -9", matrix=matrix, operation=operation, w=2**16, noise=1, bits=34)
    for _ in range(2):
        x = lab.plain
        lab.step()
        assert not lab.stopped
        assert lab.cipher.decrypt(lab.secret, lab.c).tolist() == IN_THE_OPEN[operation](lab, x).tolist()


@pytest.mark.parametrize("preset", ["turning", "adding", "doubling", "multiplying", "little-room", "loud"])
def test_it_fails_when_the_noise_reaches_half_of_w_and_not_before(preset: str) -> None:
    lab = Vectors(preset)
    lab.run(5000)
    assert "Decryption fails: place" in lab.stopped
    assert lab.reading["wrong"] >= 1 and lab.reading["noise_left"] <= 0
    before = lab.history.before(lab.steps - 1)[0]
    lab.rewind(lab.steps - 1)
    assert lab.reading["wrong"] == 0 and lab.reading["noise_left"] > 0 and before.step <= lab.steps


@pytest.mark.parametrize("w, noise", [(1, 1000), (16, 1000), (64, 300), (4096, 10)])
def test_what_is_left_of_the_room_is_a_share(w: int, noise: int) -> None:
    lab = Vectors(w=w, noise=noise)
    assert 0 <= lab.reading["noise_left"] <= 1
    assert (lab.reading["noise_left"] > 0) == (lab.reading["largest_noise"] < w / 2)


def test_digits_that_are_cut_off_are_told() -> None:
    lab = Vectors("short-digits")
    lab.run(100)
    assert lab.reading["cut"] == 1
    assert lab.stopped.endswith("Digits of numbers that were too long have been cut off.")
    assert [finding.kind for finding in lab.findings()] == ["Little noise budget", "Numbers too long"]


@pytest.mark.parametrize("operation, w", [("scale", 4096), ("product", 2**30), ("inner", 2**30)])
def test_what_does_not_fit_into_64_bits_is_told_and_not_done(operation: str, w: int) -> None:
    lab = Vectors(operation=operation, w=w, noise=0, factor=9, bits=40, x="2, 3", y="1000, -1000")
    lab.run(1000)
    assert "62 are the most that is kept here" in lab.stopped
    assert lab.reading["wrong"] == 0
    if operation == "scale":
        assert lab.plain.tolist() == [2 * 9**lab.steps, 3 * 9**lab.steps], "exact to the last digit"


@pytest.mark.parametrize(
    "name, text, says",
    [
        ("x", "1, two, 3", "vector x: it has whole numbers only, and “two” is none"),
        ("x", "1, ٣, 4", "whole numbers only, and “٣” is none"),
        ("x", "1, 2.5, 3, 4", "whole numbers only, and “2.5” is none"),
        ("x", "1, 2, 3, 1e9", "“1e9” is none"),
        ("x", "1, 2, 3, 1001", "from −1,000 to 1,000, not 1,001"),
        ("x", "1", "2 to 6 whole numbers"),
        ("x", "1 2 3 4 5 6 7", "not 7"),
        ("x", "", "not 0"),
        ("x", "1, 2, 3", "y must be as long as x: 3 numbers, not 4"),
        ("y", "1, 2", "y must be as long as x: 4 numbers, not 2"),
        ("matrix", "twist", "matrix G: it is turn, mirror, differences, sums or rows of numbers, not"),
        ("matrix", "0 1; 1", "matrix G: its rows must be of one length, not 2 and 1"),
        ("matrix", "0 1; 1 0", "matrix must be 4 × 4, as x has 4 numbers; this is 2 × 2"),
        ("matrix", "10 0 0 0; 0 1 0 0; 0 0 1 0; 0 0 0 1", "from −9 to 9, not 10"),
        ("w", 2**31, "w goes from 1 to"),
        ("bits", 41, "bits goes from 1 to 40"),
        ("noise", 0.5, "noise is a whole number"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_changes_nothing(name: str, text: object, says: str) -> None:
    lab = Vectors()
    lab.run(3)
    before = (lab.settings, lab.c.tolist(), lab.steps)
    with pytest.raises(SettingError) as error:
        lab.update(**{name: text})
    assert says in str(error.value)
    assert (lab.settings, lab.c.tolist(), lab.steps) == before


def test_an_operation_by_hand_is_a_step_that_can_be_gone_back_from() -> None:
    lab = Vectors()
    assert lab.apply("add") == "" and lab.apply("transform") == "" and lab.apply("scale") == ""
    assert lab.steps == 3 and lab.plain.tolist() == [8, 6, 4, 8]
    lab.rewind(1)
    assert lab.plain.tolist() == [3, 2, 4, 4]
    with pytest.raises(SettingError, match="operation cannot be “divide”"):
        lab.apply("divide")
    lab = Vectors("little-room")
    lab.run(100)
    with pytest.raises(SettingError, match="Go back, or reset"):
        lab.apply("add")
    assert lab.operation == "transform"


def test_four_turns_bring_x_back_in_another_ciphertext() -> None:
    lab = Vectors("turning")
    x, c, noise = lab.plain, lab.c, lab.reading["noise_left"]
    lab.run(len(x))
    assert lab.plain.tolist() == x.tolist() == lab.cipher.decrypt(lab.secret, lab.c).tolist()
    assert (lab.c != c).all() and lab.reading["noise_left"] < noise


def test_a_ciphertext_and_the_key_give_the_plaintext_as_the_picture_says() -> None:
    lab = Vectors("adding")
    lab.run(5)
    key, (*places, last) = lab.secret[:, -1], lab.c
    assert np.rint((places + key * last) / lab.cipher.w).tolist() == lab.plain.tolist()


def test_the_challenges_can_be_met() -> None:
    lab = Vectors("little-room")
    lab.run(100)
    assert "noise-wins" in lab.solved
    lab = Vectors(w=512, noise=1)
    lab.run(100)
    assert "hundred-turns" in lab.solved
    lab = Vectors(operation="product", x="2, 3", y="2, -3", w=2**18, noise=1, bits=40)
    lab.run(3)
    assert "three-products" in lab.solved
    lab = Vectors(noise=0, bits=16)
    lab.run(50)
    assert lab.solved["cut-off"].happened == 1, "it is far off"


@pytest.mark.parametrize("w", [58.9, 9.75e8])
def test_the_script_ends_where_decryption_fails(w: float) -> None:
    lab = Vectors(operation="inner", w=w)
    script = lab.code(50)
    assert lab.run(50) < 50 and lab.stopped
    assert f"for step in range({lab.steps}):" in script and script == lab.code()


def test_a_product_costs_about_as_much_noise_as_ten_sums() -> None:
    """As the guide says, with the vectors and the cipher that it counts on."""
    added, multiplied = (Vectors(**HERE | {"operation": operation}) for operation in ("add", "product"))
    added.run(10)
    multiplied.run(1)
    ratio = multiplied.reading["largest_noise"] / added.reading["largest_noise"]
    assert 0.8 < ratio < 1.25
