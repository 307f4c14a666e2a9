"""One's own points and rows: what is understood, what is refused and how, and the sources' tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.datasets import generators, make
from playground.data.point_set import Affine, Dataset, format_points, parse_points, scale_to
from playground.data.truth_tables import TruthTable, format_table, parse_table, tables
from playground.lab.numerals import is_not_finite, is_number

unhurried = settings(deadline=None)  # a busy machine is no failure


def rng(seed=0):
    return np.random.RandomState(seed)


def same(a, b):
    return (
        a.task == b.task
        and a.labels == b.labels
        and np.array_equal(a.x, b.x)
        and a.y.dtype == b.y.dtype
        and np.array_equal(a.y, b.y)
    )


# --- what is understood -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1.5,-2,1\n-.25,3e0,-1",
        "1.5;-2;1\n-.25;3e0;-1\n",
        "1.5\t-2\t1\n-.25\t3e0\t-1\n",
        "x,y,label\n1.5,-2,1\n-.25,3e0,-1",
        "x[0],x[1],class 1\n1.5,-2,1\n-.25,3e0,-1",
        '"x","y","label"\n1.5,-2,"1"\n-.25,3e0,"-1"\n',
        "\ufeffX; Y ;what\r\n 1.5 ; -2 ; +1 \r\n\r\n-.25;3.0;-1.0\r\n",
        "\n\n1.5,−2,1\r-.25,3,−1",
        b"1.5,-2,1\n-.25,3e0,-1",
        b"\xef\xbb\xbf1.5,-2,1\n-.25,3e0,-1",
        "1.5,–2,1\n-.25,3e0,-1",
        "1,5;-2;1\n-,25;3;-1",
        "1,5\t-2\t1\n-0,25\t3,0\t-1",
        '"1,5","-2",1\n"-0,25","3,0",-1',
        "sep=;\nx;y;label\n1,5;-2;1\n-0,25;3;-1",
        '"sep=\t"\n1.5\t-2\t1\n-.25\t3\t-1',
        ";;\n1.5;-2;1\n;;\n-.25;3;-1\n;;\n",
        "x,y,label\n1.5,-2,1,,,\n-.25,3,-1,,,\n,,,,,",
        "x,y,label,,\n1.5,-2,1\n-.25,3,-1",
        ",x,y,label\n0,1.5,-2,1\n1,-.25,3,-1",
        "Unnamed: 0,x,y,label\n0,1.5,-2,1\n1,-.25,3,-1",
        '"","x","y","label"\n"1",1.5,-2,1\n"2",-0.25,3,-1',
        '"x" "y" "label"\n"1" 1.5 -2 1\n"2" -0.25 3 -1',
        "  1.5   -2 1\n -.25 3 -1 ",
        "\ufeff\ufeff1.5,-2,1\n\ufeff-.25,3,-1",
        "１．５，－２，１\n-.25，3，-1".replace("，", ","),
        "x,y,label\n1.5,-2,1\n-.25,3,-1".encode("utf-16"),
        b"\xfe\xff" + "1.5\t-2\t1\r\n-.25\t3\t-1".encode("utf-16-be"),
    ],
)
def test_ways_to_write_the_same_points(text):
    data = parse_points(text)
    assert data.x.tolist() == [[1.5, -2.0], [-0.25, 3.0]]
    assert data.y.tolist() == [[1.0], [-1.0]]
    assert data.labels == ("-1", "1") and data.task == "classification" and data.name == "own points"


@pytest.mark.parametrize(
    ("labels", "names", "y"),
    [
        (["0", "1", "0"], ("0", "1"), [[-1], [1], [-1]]),
        (["1", "1", "1"], ("-1", "1"), [[1], [1], [1]]),  # one class is still empty
        (["0", "0", "0"], ("0", "1"), [[-1], [-1], [-1]]),
        (["7", "3", "7.0"], ("3", "7"), [[1], [-1], [1]]),
        (["10", "9", "-1.50"], ("-1.5", "9", "10"), [2, 1, 0]),
        (["red", "blue", "red"], ("blue", "red"), [[1], [-1], [1]]),
        (["b", "1", "a"], ("1", "a", "b"), [2, 0, 1]),
        (["grün", "Grün", "日本"], ("Grün", "grün", "日本"), [1, 0, 2]),
    ],
)
def test_classes(labels, names, y):
    data = parse_points("\n".join(f"0,{i},{label}" for i, label in enumerate(labels)))
    assert data.labels == names
    assert data.y.tolist() == y


def test_given_classes_keep_their_order_and_may_be_empty():
    data = parse_points("0,0,red\n1,1,blue", labels=("red", "green", "blue"))
    assert data.labels == ("red", "green", "blue") and data.y.tolist() == [0, 2]
    assert parse_points("0,0,1.0\n1,1,2", labels=("2", "1")).y.tolist() == [[1.0], [-1.0]]
    with pytest.raises(ValueError, match="line 2: “pink” is none of the classes red, blue"):
        parse_points("0,0,red\n1,1,pink", labels=("red", "blue"))


def test_values_for_regression():
    data = parse_points("x,y,value\n0,1,0.25\n2,3,-1e3\n", task="regression")
    assert data.classes == 0 and data.y.tolist() == [[0.25], [-1000.0]]


# --- and back -----------------------------------------------------------------------------------------------

ALLOWED = "−1,000,000,000,000 to 1,000,000,000,000"
numbers = st.floats(-1e6, 1e6)
words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=',;"'), min_size=1, max_size=30
).filter(lambda word: not is_number(word) and not is_not_finite(word))  # 0 and 00 would be one class


@st.composite
def datasets(draw):
    x = np.array(draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20)))
    task = draw(st.sampled_from(["classification", "regression"]))
    if task == "regression":
        y = np.array(draw(st.lists(numbers, min_size=len(x), max_size=len(x))))[:, None]
        return Dataset("any", task, x, y, ())
    names = st.sampled_from(["-1", "0", "1", "2.5", "a"]) | words
    labels = tuple(draw(st.lists(names, min_size=2, max_size=6, unique=True)))
    index = np.array(draw(st.lists(st.integers(0, len(labels) - 1), min_size=len(x), max_size=len(x))))
    y = index if len(labels) > 2 else np.where(index == 1, 1.0, -1.0)[:, None]
    return Dataset("any", task, x, y, labels)


@unhurried
@given(datasets())
def test_what_is_written_is_read_back_exactly(data):
    again = parse_points(format_points(data), data.task, labels=data.labels or None)
    assert same(again, data)


@pytest.mark.parametrize("name", sorted(generators))
def test_every_recipe_survives_the_way_through_text(name):
    data = make(name, rng(1), noise=0.1)
    assert same(parse_points(format_points(data), data.task), data)


@unhurried
@given(
    datasets(),
    st.sampled_from([";", "\t"]),
    st.lists(st.sampled_from(["comma", "sep", "mark", "empty", "trailing", "count", "blanks", "header"])),
)
def test_what_a_spreadsheet_makes_of_it_is_the_same(data, separator, habits):
    header, *lines = format_points(data).splitlines()
    rows = [line.split(",") for line in lines]
    # with decimal commas no number may look like one with thousands
    if "comma" in habits and not any(len(field) > 4 and field[-4] == "." for row in rows for field in row):
        rows = [[field.replace(".", ",") if is_number(field) else field for field in row] for row in rows]
    rows = [header.split(","), *rows] if {"header", "count"} & {*habits} else rows
    if "count" in habits:
        rows = [[str(i) if i else "", *row] for i, row in enumerate(rows)]
    if "empty" in habits:
        rows = [rows[0], [""] * len(rows[0]), *rows[1:], [""] * len(rows[0])]
    if "trailing" in habits:
        rows = [[*row, "", ""] for row in rows]
    mark = " " + separator if "blanks" in habits else separator
    text = "\r\n".join(mark.join(row) for row in rows)
    text = f"sep={separator}\r\n{text}" if "sep" in habits else text
    text = "\ufeff" + text if "mark" in habits else text
    assert same(parse_points(text, data.task, labels=data.labels or None), data)


@pytest.mark.parametrize("name", ["👩‍🔬", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩🏽‍❤️‍👨🏿", "क्‍ष", "می‌خواهم", "e\u0301"])
def test_a_name_may_be_of_joined_signs(name):
    data = parse_points(f"1,2,{name}\n3,4,b")
    assert name in data.labels and same(parse_points(format_points(data)), data)
    with pytest.raises(ValueError, match=r"line 1: the label “.*” has more than 30") as refused:
        parse_points(f"1,2,{name * 31}\n3,4,b")
    assert str(refused.value).isprintable()


HOW = " (x, y, label; separate them by commas, semicolons or tabs)"
HOW_ROWS = " (the inputs, then the answer; separate them by commas, semicolons or tabs)"
WAYS = "write decimals with a point, and nothing between thousands"
MARKS = "may not contain commas, semicolons, quotes or tabs"

# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2,1\n1,2,-1\nabc,2,1", "line 3: “abc” is not a number (expected x, y, label)"),
        ("x,y,label\n\n1,oops,1", "line 3: “oops” is not a number (expected x, y, label)"),
        ("1,2,1\n1,,1", "line 2: “” is not a number (expected x, y, label)"),
        (
            "1,2,1\n3,'4,5',1".replace("'", '"').replace("4,5", "4,5,6"),
            "line 2: “4,5,6” is not a number (expected x, y, label; write decimals with a point)",
        ),
        ("1.5;2;1\n1,234;2;1", "line 2: “1,234” can be read in two ways; " + WAYS),
        ("1\t2,345\ta", "line 1: “2,345” can be read in two ways; " + WAYS),
        ("12%,5%,a\n1,2,b", "line 1: “12%” is not a number (expected x, y, label)"),
        ("$4\t$5\ta\n1\t2\tb", "line 1: “$4” is not a number (expected x, y, label)"),
        ("½;3;a\n1;2;b", "line 1: “½” is not a number (expected x, y, label)"),
        ("٣,٤,a\n1,2,b", "line 1: “٣” is not a number (expected x, y, label)"),
        ("x=1,y=2,a\n1,2,b", "line 1: “x=1” is not a number (expected x, y, label)"),
        ("O.5,l.5,a\n1,2,b", "line 1: “O.5” is not a number (expected x, y, label)"),
        ("?,?,a\n1,2,b", "line 1: “?” is not a number (expected x, y, label)"),
        ("NA,NA,a\n1,2,b", "line 1: “NA” is not a number (expected x, y, label)"),
        (",,a\n1,2,b", "line 1: “” is not a number (expected x, y, label)"),
        ("0,1,2,a\n1,3,4,b", "line 1: 4 values where 3 are expected" + HOW),
        ("a,x,y,label\n7,1,2,a", "line 1: 4 values where 3 are expected" + HOW),
        ("1,2,1\n1_0,2,1", "line 2: “1_0” is not a number (expected x, y, label)"),
        ("1,2,1\n٣,2,1", "line 2: “٣” is not a number (expected x, y, label)"),
        ("1,2,1\n0x1F,2,1", "line 2: “0x1F” is not a number (expected x, y, label)"),
        ("1,2,1\nnan,2,1", "line 2: “nan” is not a finite number (expected x, y, label)"),
        ("NaN,2,1\n1,2,1", "line 1: “NaN” is not a finite number (expected x, y, label)"),
        ("1,2,1\n1,-Infinity,1", "line 2: “-Infinity” is not a finite number (expected x, y, label)"),
        ("1,2,1\n1e999,2,1", f"line 2: “1e999” is out of range ({ALLOWED} is allowed)"),
        ("1,2,1\n-1e13,2,1", f"line 2: “-1e13” is out of range ({ALLOWED} is allowed)"),
        ("1,2,1\n1,2", "line 2: 2 values where 3 are expected" + HOW),
        ("1:2:1", "line 1: 1 value where 3 are expected" + HOW),
        ("1 2", "line 1: 2 values where 3 are expected" + HOW),
        ("1,2,1\n1,2,3,4", "line 2: 4 values where 3 are expected" + HOW),
        ("", "there are no rows: write one a line (x, y, label)"),
        ("  \n\n\t\n", "there are no rows: write one a line (x, y, label)"),
        ("x,y,label\n", "there are no rows: write one a line (x, y, label)"),
        ("1,2,\n1,2,1", "line 1: the label is missing (expected x, y, label)"),
        ("1,2,a\n1,2,nan", "line 2: “nan” is not a label (a number must be finite)"),
        ("1,2,a\n1,2,1e999", "line 2: “1e999” is out of range (−1,000,000 to 1,000,000 is allowed)"),
        ("1,2,red\n3,4,red", "there is only one label, “red”; a classifier needs at least two"),
        ("1,2,a\n1,2,b\"c", "line 2: the label “b\"c” " + MARKS),
        ("1;2;a\n1;2;b,c", "line 2: the label “b,c” " + MARKS),
        ("1,2,a\n1,2,b\x00c", "line 2: the label “b\N{REPLACEMENT CHARACTER}c” " + MARKS),
        (
            "1,2,a\n1,2," + "b" * 31,
            f"line 2: the label “{'b' * 20}…” has more than 30 characters; shorten it",
        ),
        (
            "1,2,1\n" + "9" * 190_000 + "z,2,1",  # in no time, too
            f"line 2: “{'9' * 20}…” is not a number (expected x, y, label)",
        ),
        (
            "\n".join(f"0,0,{i}" for i in range(7)),
            "there are 7 different labels; at most 6 are allowed"
            " (for any number as the answer, choose regression)",
        ),
        ("\n".join(f"0,0,c{i}" for i in range(7)), "there are 7 different labels; at most 6 are allowed"),
        (b"1,2,\xff\xfe", "this is not a plain text file; save it as CSV in UTF-8"),
        (b"\xff\xfex", "this is not a plain text file; save it as CSV in UTF-8"),
        ("1,2,1\n3,4,я".encode("utf-32"), "this is not a plain text file; save it as CSV in UTF-8"),
        (b"PK\x03\x04\x14\0", "this is a workbook of a spreadsheet, not a text; save it as CSV in UTF-8"),
        ("\ufffd\ufffd1\0,\x002\0,\x001\0", "this looks like a text in UTF-16; save it as CSV in UTF-8"),
    ],
)  # fmt: skip
def test_one_clear_sentence(text, message):
    with pytest.raises(ValueError) as refused:
        parse_points(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2,red\n1,2,3", "line 1: “red” is not a number (expected x, y, value)"),
        ("1,2,3\n1,2,", "line 2: “” is not a number (expected x, y, value)"),
        ("1,2,inf", "line 1: “inf” is not a finite number (expected x, y, value)"),
    ],
)
def test_one_clear_sentence_for_regression(text, message):
    with pytest.raises(ValueError) as refused:
        parse_points(text, task="regression")
    assert str(refused.value) == message


def test_too_many_points():
    line = "0.5,0.5,1\n"
    assert len(parse_points(line * 2000)) == 2000
    with pytest.raises(ValueError, match="line 2001: at most 2,000 rows are allowed"):
        parse_points(line * 2001)
    with pytest.raises(ValueError, match="line 4: at most 3 rows"):
        parse_points(line * 10, max_rows=3)


@pytest.mark.parametrize("text", ["1,2,1\n" * 10_000_000, b"1,2,1\n" * 10_000_000, "é" * 150_000])
def test_too_much_text_is_refused_unread(text):
    with pytest.raises(ValueError, match=r"the text has [\d,]+ bytes or more; at most 200,000 are allowed"):
        parse_points(text)


@unhurried
@given(
    *2 * [st.from_regex(r"[-+–(<$€~ .,0-9½٣²%]{0,3}[0-9½٣²][-+–)>$€~ .,0-9a-z½٣²%]{0,3}", fullmatch=True)],
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["classification", "regression"]),
)
def test_a_first_row_of_numbers_is_read_or_refused_but_never_skipped(a, b, separator, task):
    text = "\n".join(separator.join(row) for row in ([a, b, "1"], ["1", "2", "0"], ["3", "4", "1"]))
    try:
        data = parse_points(text, task)
    except ValueError as refused:
        assert str(refused).startswith("line ")
    else:
        assert len(data) == 3


scribbles = st.text(st.sampled_from('0123456789.,;-+e\n\t" nax'), max_size=200)


@unhurried
@given(scribbles | st.text(max_size=300) | st.binary(max_size=200))
def test_any_text_gives_points_or_a_sentence(text):
    for task in ("classification", "regression"):
        try:
            data = parse_points(text, task)
        except ValueError as refused:
            assert type(refused) is ValueError
            assert str(refused).isprintable() and len(str(refused)) < 200
        else:
            assert abs(data.x).max() <= 1e12
            assert same(parse_points(format_points(data), task, labels=data.labels or None), data)


# --- points far away ----------------------------------------------------------------------------------------


def test_scale_to():
    data = parse_points("1990,1000000,a\n2020,0,b\n2005,250000,a")
    scaled, change = scale_to(data, 6)
    assert scaled.x == pytest.approx(np.array([[-6, 6], [6, -6], [0, -3]]), abs=1e-12)
    assert same(Dataset("", data.task, data.x, scaled.y, scaled.labels), data)  # the answers are the same
    assert change(data.x) == pytest.approx(scaled.x, abs=1e-12)
    assert change.inverse(scaled.x) == pytest.approx(data.x, abs=1e-6)
    assert str(change) == "x → (x − 2,005) × 0.4, y → (y − 500,000) × 0.000012"
    assert str(Affine((-2, 0), (3, 1))) == "x → (x + 2) × 3, y → (y − 0) × 1"


@unhurried
@given(datasets(), st.floats(0.1, 100))
def test_scaled_points_fill_the_square(data, limit):
    scaled, change = scale_to(data, limit)
    assert abs(scaled.x).max() <= limit * (1 + 1e-9)
    for axis in range(2):
        low, high = data.x[:, axis].min(), data.x[:, axis].max()
        if high - low > 1e-3:
            assert scaled.x[:, axis].min() == pytest.approx(-limit)
            assert scaled.x[:, axis].max() == pytest.approx(limit)
    assert change.inverse(scaled.x) == pytest.approx(data.x, rel=1e-9, abs=1e-9)


def test_points_that_are_all_the_same():
    scaled, change = scale_to(Dataset("mine", "regression", np.full((3, 2), 7.0), np.zeros((3, 1)), ()))
    assert (scaled.x == 0).all() and change.factor == (1.0, 1.0)


# --- tables -------------------------------------------------------------------------------------------------


def test_the_table_of_the_thirteen_lines():
    table = tables["four-rows"]
    assert table.X.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    assert table.y.tolist() == [[0], [1], [1], [0]]
    assert table.columns == ("x1", "x2", "x3", "y") and "13 lines" in table.source


def test_the_table_of_two_columns():
    table = tables["first-column"]
    assert table.X.tolist() == [[0, 1], [0, 1], [1, 0], [1, 0]]
    assert table.y.tolist() == [[0], [0], [1], [1]]


@pytest.mark.slow
def test_the_table_of_seven_rows_gives_the_printed_prediction():
    """M. Spencer-Harper prints 0.0078876 for the row he leaves out, after 60,000 steps from seed 1."""
    table, weights = tables["seven-rows"], rng(1)
    assert table.X.shape == (7, 3)
    first, second = 2 * weights.random_sample((3, 4)) - 1, 2 * weights.random_sample((4, 1)) - 1
    for _ in range(60_000):
        hidden = 1 / (1 + np.exp(-table.X @ first))  # [7, 4]
        output = 1 / (1 + np.exp(-hidden @ second))  # [7, 1]
        delta = (table.y - output) * output * (1 - output)
        back = delta @ second.T * hidden * (1 - hidden)
        first += table.X.T @ back
        second += hidden.T @ delta
    row, answer = table.unseen
    assert row == (1, 1, 0) and answer == (0,)
    hidden = 1 / (1 + np.exp(-np.array(row) @ first))
    assert 1 / (1 + np.exp(-hidden @ second)) == pytest.approx([0.0078876], abs=5e-8)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("xor", lambda a, b: a != b),
        ("four-rows", lambda a, b, _: a != b),
        ("seven-rows", lambda a, b, _: a != b),
        ("first-column", lambda a, b: a),
        ("streetlights", lambda left, middle, right: middle),
    ],
)
def test_answers_follow_their_rule(name, rule):
    table = tables[name]
    assert table.name == name and table.source
    assert [bool(rule(*row)) for row in table.X] == [bool(answer) for (answer,) in table.y]
    if name in ("and", "or", "xor"):
        assert {tuple(row) for row in table.X} == {(0, 0), (0, 1), (1, 0), (1, 1)} and len(table.X) == 4


def test_tables_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        tables["xor"].X[0, 0] = 1


def test_own_rows():
    table = parse_table("0, 1, 1, 0\n-10, 2.5, 10, 1\n")
    assert table.X.tolist() == [[0, 1, 1], [-10, 2.5, 10]] and table.y.tolist() == [[0], [1]]
    assert table.columns == ("x1", "x2", "x3", "y") and table.name == "own rows"
    named = parse_table("left;right;sum;carry\n0;1;1;0\n1;1;0;1", outputs=2)
    assert named.columns == ("left", "right", "sum", "carry") and named.y.tolist() == [[1, 0], [0, 1]]
    assert parse_table("1,0,1", outputs=2).columns == ("x1", "y1", "y2")
    for text in (
        "0,5;1;1\n1;0;0",
        "sep=;\n0,5;1;1;;\n;;;;\n1;0;0;;",
        ",a,b,y\n0,0.5,1,1\n1,1,0,0",
        "0.5 1 1\n1 0 0",
    ):
        assert parse_table(text).X.tolist() == [[0.5, 1], [1, 0]], text
    assert parse_table("–4,–3,1\n1,0,0").X.tolist() == [[-4, -3], [1, 0]]
    assert parse_table("1,2,0\n2,3,1\n3,4,1").X.tolist() == [[1, 2], [2, 3], [3, 4]], "it may be an input"
    assert parse_table("1,-1", outputs_in=(-1, 1)).y.tolist() == [[-1]]


@st.composite
def own_tables(draw):
    rows, inputs, outputs = draw(st.integers(1, 16)), draw(st.integers(1, 6)), draw(st.integers(1, 3))
    seen = st.lists(st.floats(-10, 10), min_size=inputs, max_size=inputs)
    asked = st.lists(st.floats(0, 1), min_size=outputs, max_size=outputs)
    X = np.array(draw(st.lists(seen, min_size=rows, max_size=rows)))
    y = np.array(draw(st.lists(asked, min_size=rows, max_size=rows)))
    return TruthTable("any", X, y, tuple(f"c{i}" for i in range(inputs + outputs)))


@unhurried
@given(own_tables())
def test_a_table_is_read_back_exactly(table):
    again = parse_table(format_table(table), outputs=table.y.shape[1])
    assert np.array_equal(again.X, table.X) and np.array_equal(again.y, table.y)
    assert again.columns == table.columns


@pytest.mark.parametrize("name", sorted(tables))
def test_every_table_survives_the_way_through_text(name):
    again = parse_table(format_table(tables[name]))
    assert np.array_equal(again.X, tables[name].X) and again.columns == tables[name].columns


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,1,0\n0,x,1", "line 2: “x” is not a number (expected the inputs, then the answer)"),
        ("0,1,0\n0,1", "line 2: 2 values where 3 are expected" + HOW_ROWS),
        ("0,11,0", "line 1: “11” is out of range (−10 to 10 is allowed)"),
        ("0,1,2", "line 1: “2” is out of range (0 to 1 is allowed)"),
        ("12%,5%,1\n0,1,1", "line 1: “12%” is not a number (expected the inputs, then the answer)"),
        ("0,inf,0", "line 1: “inf” is not a finite number (expected the inputs, then the answer)"),
        ("1", "line 1: a row must have 2 to 7 values (the inputs, then the answer), not 1"),
        ("1,2,3,4,5,6,7,1", "line 1: a row must have 2 to 7 values (the inputs, then the answer), not 8"),
        ("0,1\n" * 17, "line 17: at most 16 rows are allowed"),
        ("", "there are no rows: write one a line (the inputs, then the answer)"),
        ("a,a\n0,1", "the column “a” is there twice; every name must differ"),
        ("0,1\n" * 5000, "the text has 20,000 bytes or more; at most 10,000 are allowed"),
    ],
)  # fmt: skip
def test_one_clear_sentence_for_rows(text, message):
    with pytest.raises(ValueError) as refused:
        parse_table(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("X", "y", "columns", "message"),
    [
        ([[1.0]], [[np.nan]], ("a", "b"), "y must hold at least one row"),
        ([1.0], [[1.0]], ("a", "b"), "X must hold at least one row"),
        ([[1.0], [2.0]], [[1.0]], ("a", "b"), "every row needs"),
        ([[1.0]], [[1.0]], ("a",), "every column a name"),
    ],
)
def test_what_is_not_a_table(X, y, columns, message):
    with pytest.raises(ValueError, match=message):
        TruthTable("mine", np.array(X), np.array(y), columns)
