"""What the plane of the classifier is drawn with: colours, shapes, small pictures, and one's own points."""

from base64 import b64encode

import numpy as np
import pytest

from apps.page import assets
from apps.page.shell import Shell
from apps.views import palette, point_editor
from apps.views.classifier import Plane
from playground.lab import SettingError
from playground.labs.classifier import Classifier
from tests.apps.pages import page, say


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_those_of_the_style_sheet(dark: bool) -> None:
    tokens = assets.text("css/tokens.css").split('[data-theme="dark"]')[dark]
    for name, colour in (
        ("neg", palette.CLASSES[dark][0]),
        ("pos", palette.CLASSES[dark][1]),
        ("zero", palette.ZERO[dark]),
    ):
        assert f"--{name}: {colour};" in tokens


def test_a_palette_goes_from_negative_over_paper_to_positive() -> None:
    colours = palette.value_palette(False)
    negative, positive = palette.CLASSES[False][:2]
    assert len(colours) == 256 and (colours[0], colours[-1]) == (negative, positive)
    middle = [int(palette.ZERO[False][at : at + 2], 16) for at in (1, 3, 5)]
    for near_zero in colours[127:129]:
        assert [int(near_zero[at : at + 2], 16) for at in (1, 3, 5)] == pytest.approx(middle, abs=1)
    assert set(palette.value_palette(True, True)) == set(palette.CLASSES[True][:2])
    assert palette.as_bytes(np.array([-2, -1, 0, 1, 2])).tolist() == [0, 0, 128, 255, 255]


def test_class_bytes_name_the_surest_class_and_how_sure_it_is() -> None:
    shares = np.array([[0.2, 0.0, 0.1], [0.5, 0.0, 0.2], [0.3, 1.0, 0.7]])  # [classes, places]
    found = palette.class_bytes(shares)
    assert (found // palette.SHADES).tolist() == [1, 2, 2]
    colours = palette.class_palette(False)
    assert len(colours) == 256
    assert colours[found[1]] == palette.CLASSES[False][2], "the surest is the full colour"
    assert {colours[int(i)] for i in found} <= set(colours[: 3 * palette.SHADES])


def test_six_classes_have_six_colours_and_six_shapes() -> None:
    for dark in (False, True):
        assert len(set(palette.CLASSES[dark])) == palette.MOST_CLASSES == len(set(palette.MARKERS))


def test_every_dataset_has_a_small_picture_with_more_than_one_colour() -> None:
    pictures = palette.thumbnails()
    assert set(pictures) == set(Classifier.param.data.objects)
    for name, picture in pictures.items():
        assert picture.dtype == np.uint8 and picture.shape[:2] == (36, 36)
        assert len(np.unique(picture.reshape(36 * 36, -1), axis=0)) > 1, name


@pytest.mark.parametrize("labels", [("-1", "1"), ("0", "1", "2"), ("a", "b"), ("cat", "dog"), ("y", "z")])
def test_the_label_of_a_new_class_sorts_after_the_others(labels: tuple[str, ...]) -> None:
    lab = Classifier(
        data="own", own="\n".join(f"{i % 5},{i % 3},{labels[i % len(labels)]}" for i in range(30))
    )
    *old, new = point_editor.pens(lab)
    assert tuple(old) == lab.problem.labels == labels
    point_editor.draw_point(lab, 5.5, 5.5, len(labels))
    assert lab.problem.labels == (*labels, new)


def test_six_classes_are_the_most_and_a_regression_takes_values() -> None:
    lab = Classifier(data="own", own="\n".join(f"{i % 5},{i % 3},{'abcdef'[i % 6]}" for i in range(30)))
    assert point_editor.pens(lab) == [*"abcdef"]
    assert point_editor.pens(Classifier(data="plane")) == [*point_editor.VALUES]


OWN = {
    "own": "-3,0,a\n-2,0,a\n2,0,b\n3,0,b\n0,4,c",
    "own-values": "-3,0,0.5\n-2,0,0.25\n2,0,-1\n3,0,0\n0,4,-0.5",
}


@pytest.mark.parametrize("data", OWN)
def test_a_point_is_put_where_there_is_none_and_taken_from_where_there_is_one(data: str) -> None:
    lab = Classifier(data=data, own=OWN[data])

    def places() -> set[tuple[float, float]]:
        return {(x, y) for part in (lab.problem.train, lab.problem.test) for x, y in part.x.tolist()}

    before = places()
    point_editor.draw_point(lab, -2.1, 0.1, 0)
    assert places() == before - {(-2, 0)}
    point_editor.draw_point(lab, 5.5, -5.25, 1)
    assert places() == before - {(-2, 0)} | {(5.5, -5.25)}


def test_a_bad_file_changes_nothing_and_says_why() -> None:
    lab = Classifier()
    for bad in ("", "1,2", "1,2,a", "1,2,a\n1,nan,b", "x" * 70_000):
        with pytest.raises(SettingError) as caught:
            point_editor.take_file(lab, {"file": bad.encode()})
        assert caught.value.name == "file"
        assert (lab.data, len(lab.problem.train)) == ("circle", 250)
    assert (
        point_editor.take_file(lab, {"file": b"x,y,label\n1,2,a\n3,4,b\n5,6,a\n-1,0,b"})
        == "4 points from the file."
    )
    assert lab.problem.labels == ("a", "b")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_points_come_from_a_file_as_spreadsheets_write_it(encoding: str) -> None:
    names = ("groß", "klein")
    lines = ["x;y;Größe", *(f"{i % 7 - 3},5;{i % 5 - 2};{names[i % 2]}" for i in range(60))]
    rows = "\r\n".join(lines)
    with page("classifier") as shell:
        assert isinstance(shell.lab, Classifier)
        say(shell, "csv", file=b64encode(rows.encode(encoding)).decode())
        assert shell.commands.notice.startswith("60 points from the file.")
        assert ("Windows-1252" in shell.commands.notice) == (encoding == "cp1252")
        assert shell.lab.problem.labels == names
        before = shell.lab.settings
        for bad, why in (("PK\x03\x04", "workbook"), ("1,2\x00", "plain text"), ("1,2", "line 1")):
            shell.inbox.handle({"type": "csv", "file": b64encode(bad.encode()).decode()})
            assert why in shell.commands.notice and shell.lab.settings == before
        shell.inbox.handle({"type": "csv", "file": "no base64!"})
        assert "in base64" in shell.commands.notice and shell.lab.settings == before


YEARS = "\n".join(f"{1990 + i},{20_000 + 3_000 * (i * 7 % 31)},{'ab'[i % 2]}" for i in range(30))


def test_points_in_years_and_prices_stay_so_when_one_is_drawn_or_taken_away() -> None:
    lab = Classifier(data="own", own=YEARS)
    rows = {tuple(line.split(",")) for line in YEARS.split("\n")}

    def now() -> set[tuple[str, ...]]:
        found = [line.split(",") for line in lab.own.split("\n")[1:]]
        return {(*(f"{float(number):g}" for number in numbers), label) for *numbers, label in found}

    expected = {(f"{float(x):g}", f"{float(y):g}", label) for x, y, label in rows}
    lab.add_point(0.0, 0.0, "a")
    (drawn,) = now() - expected
    assert now() > expected and drawn == ("2004.5", "65000", "a")
    whole = np.concatenate([lab.problem.train.x, lab.problem.test.x])
    lab.remove_point(int(np.hypot(*whole.T).argmin()))
    assert now() == expected


def said(shell: Shell) -> str:
    (plane,) = (view for view in shell.views if isinstance(view, Plane))
    return str(plane.tools.panel.frame["said"])


def test_the_value_at_a_place_is_told_with_the_place_in_the_learners_units() -> None:
    with page("classifier", data="own", own=YEARS) as shell:
        say(shell, "spot", x=0, y=6)
        assert said(shell).endswith("(your x 2,004.5, y 110,000)")
    with page("classifier") as shell:
        say(shell, "spot", x=0, y=6)
        assert "your" not in said(shell)


def test_a_price_is_told_as_a_price() -> None:
    prices = "1,1,200000\n2,2,300000\n3,1,250000\n4,2,220000"
    with page("classifier", data="own-values", own=prices) as shell:
        say(shell, "spot", x=1, y=1)
        (plane,) = (view for view in shell.views if isinstance(view, Plane))
        frame = plane.tools.panel.frame
        assert frame["ends"] == ["200,000", "300,000"]
        assert [pen["name"] for pen in frame["pens"]] == ["200,000", "225,000", "275,000", "300,000"]
        answer = float(shell.lab.inspector.value_at(1, 1)[-1][-1])
        assert said(shell).startswith(f"{250_000 + 50_000 * answer:,.0f}"[:4]) and "scaled" in said(shell)
        say(shell, "look", column=1, row=0)
        assert plane.tools.panel.frame["ends"] == ["−1", "1"], "a hidden neuron knows no prices"
