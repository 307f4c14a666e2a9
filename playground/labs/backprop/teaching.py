"""What the lab `backprop` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

GOALS = (
    "follow a forward pass and a backward pass of a small network by hand.",
    "compute the gradient of one weight from the values in front of it and the error signals behind it.",
    "say what a learning rate does that is too small, right or too large.",
)


def _best_of_one_neuron(kind: "type[Backprop]") -> set[str]:
    lab = played(kind, 1000, "one-is-not-enough")
    return {written(answer, 1) for answer in lab.look().outputs.ravel()}


def _ten_is_faster(kind: "type[Backprop]") -> list[str]:
    errors = [played(kind, 2000, learning_rate=rate).reading["error"] for rate in (10.0, 1.0)]
    return [written(error, 3) for error in errors]


def _stuck(kind: "type[Backprop]") -> list[str]:
    lab = played(kind, 1000, "overshooting")
    answers = {written(answer, 3) for answer in lab.look().outputs.ravel()}
    return [*answers, written(lab.reading["error"], 2)]


QUESTIONS = (
    Question(
        "Take the hidden layer away. What is the best that a single neuron can answer, and why?",
        "The answer is 0.5 for every row. Each of the first two columns alone says nothing about y, so no"
        " weighted sum of the columns does better.",
        _best_of_one_neuron,
    ),
    Question(
        "Which two numbers are multiplied to get the gradient of a weight, and what is added up?",
        "The value in front of the weight and the error signal δ behind it. Their products are added up over"
        " all rows.",
    ),
    Question(
        "Let it learn for 2,000 steps with the learning rate 10, and again with 1. Which error is smaller?",
        "The one with the larger rate: the error is 0.008 instead of 0.024. Steps in the right direction may"
        " be long here.",
        _ten_is_faster,
    ),
    Question(
        "Raise the learning rate to 1000. Why does nothing change after the first steps?",
        "The weights have become so large that every answer is 1.000, where the sigmoid is flat. A flat"
        " sigmoid makes the error signal, and with it every gradient, nearly zero. Half of the rows stay"
        " wrong, and the error stays at 0.50.",
        _stuck,
    ),
)
