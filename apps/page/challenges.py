"""What a page is told of the challenges: what they ask, once, and which have been met, at every redraw."""

from typing import Any

from playground.lab import Challenge, Lab

UNKNOWN = -1  # stands for the choice that came true, where nothing was to be predicted


def described(kind: type[Lab]) -> list[dict[str, Any]]:
    """All that there is to say about the challenges of a lab, in their order."""
    return [_described(challenge) for challenge in kind.challenges]


def solved(lab: Lab) -> list[list[Any]]:
    """Of each that has been met in this run: key, step, and which choice of its prediction came true."""
    return [
        [key, met.step, UNKNOWN if met.happened is None else met.happened] for key, met in lab.solved.items()
    ]


def logs(lab: Lab) -> dict[str, str]:
    """How each was met in this run, by key: its log, with which it can be made again."""
    return {key: met.log for key, met in lab.solved.items()}


def _described(challenge: Challenge) -> dict[str, Any]:
    predict = challenge.predict
    return {
        "key": challenge.key,
        "text": challenge.text,
        "hints": list(challenge.hints),
        "why": challenge.why,
        "warm_up": challenge.warm_up,
        "predict": {"question": predict.question, "choices": list(predict.choices)} if predict else None,
    }
