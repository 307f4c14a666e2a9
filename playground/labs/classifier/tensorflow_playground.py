"""Addresses of TensorFlow Playground, and what they mean in the lab `classifier`.

Whoever has a link to TensorFlow Playground, from a course or a book, has an experiment in it: points, network
and settings stand in the address, behind its # or its ?. Most of that is here as well, under names of ours.
What is not is named, so that nobody takes another experiment for the same one.

Source: TensorFlow Playground, `state.ts`, for the names and what an address without them stands for.
"""

from collections.abc import Mapping

SAME = {"activation", "noise"}  # mean here what they mean there
RENAMED = {
    "dataset": "data",
    "learningRate": "learning_rate",
    "batchSize": "batch",
    "percTrainData": "train_share",
    "regularizationRate": "regularization_rate",
}
FEATURES = {
    "x": "x", "y": "y", "xSquared": "x2", "ySquared": "y2", "xTimesY": "xy", "sinX": "sinx", "sinY": "siny",
    "cosX": "", "cosY": "",
}  # fmt: skip
PLANES = {"reg-plane": "plane", "reg-gauss": "multi-gauss"}
# How the other page is to appear, and what an address of it carries besides; without effect on the numbers.
APPEARANCE = {"showTestData", "discretize", "hideText", "tutorial"}
SILENT = {"collectStats", "numHiddenLayers", "hiddenLayerControls"}
OTHERS = {"regularization", "regDataset", "networkShape", "problem", "initZero", "seed"}
KNOWN = SAME | OTHERS | APPEARANCE | SILENT | {*RENAMED} | {*FEATURES}
OURS_TOO = SAME | {"dataset", "regularization", "seed"}  # by these alone nobody can tell whose address it is
THEIRS = {"L1", "L2", "null", "undefined", ""}  # prices as they are written there only


def is_address(query: Mapping[str, str]) -> bool:
    """Whether these names and values come from an address of TensorFlow Playground."""
    theirs = any(name in KNOWN - OURS_TOO or name.endswith("_hide") for name in query)
    return theirs or query.get("regularization") in THEIRS


def translate(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The settings of the lab `classifier`, as texts, and what in the address has no counterpart.

    What is not of TensorFlow Playground (`embed`, `theme`) is passed on. Whether a value is allowed is for
    the lab to say.
    """
    texts = {name: text for name, text in query.items() if name not in KNOWN and not name.endswith("_hide")}
    texts |= {name: query[name] for name in SAME & {*query}}
    texts |= {ours: query[theirs] for theirs, ours in RENAMED.items() if theirs in query}
    missing = [
        f"{name}={query[name]}" for name in query if name in APPEARANCE and query[name] not in ("", "false")
    ]
    missing += [name for name in query if name.endswith("_hide") and _is_on(query[name])]

    if query.get("problem") == "regression":
        plane = query.get("regDataset", "reg-plane")
        texts["data"] = PLANES.get(plane, plane)
    if "regularization" in query:
        price = query["regularization"].lower()
        texts["regularization"] = price if price in ("l1", "l2") else "none"
        if price not in ("l1", "l2", "none", "", "null", "undefined"):
            missing.append(f"regularization={query['regularization']}")
    if _is_on(query.get("initZero", "")):
        texts["initializer"] = "zeros"
    if "networkShape" in query:
        texts["hidden"] = query["networkShape"].strip() or "none"
    if {*FEATURES} & {*query}:
        chosen = [name for name in FEATURES if _is_on(query.get(name, "true" if name in "xy" else "false"))]
        missing += [name for name in chosen if not FEATURES[name]]
        texts["features"] = ",".join(FEATURES[name] for name in chosen if FEATURES[name])
        if not texts["features"]:
            del texts["features"]
            missing.append("a network without features")
    if "seed" in query:  # there a fraction, here a whole number
        digits = "".join(filter(str.isdecimal, query["seed"].removeprefix("0.")))
        if digits.isascii() and digits:
            texts["seed"] = digits[:9]
        missing.append("the random numbers of its seed")
    return texts, missing


def complaint(missing: list[str]) -> str:
    """One sentence on what has no counterpart; empty if all has one."""
    if not missing:
        return ""
    named = ", ".join(missing)
    return f"From TensorFlow Playground. Not to be had here: {named}."


def _is_on(text: str) -> bool:
    return text.strip().lower() in ("true", "1")
