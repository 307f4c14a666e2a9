"""What labs say for teachers: goals and questions of every lab, and no number in an answer that is not so."""

import pytest

from playground.lab import Lab, Question
from playground.labs import LABS, lab_class

every_lab = pytest.mark.parametrize("slug", LABS)
QUESTIONS = [
    pytest.param(lab_class(slug), question, id=f"{slug}-{number}")
    for slug in LABS
    for number, question in enumerate(lab_class(slug).questions, start=1)
]


@every_lab
def test_a_lab_has_goals_that_end_one_sentence(slug: str) -> None:
    goals = lab_class(slug).goals
    assert 2 <= len(goals) <= 4
    for goal in goals:
        assert goal[0].islower() and goal.endswith(".") and len(goal) <= 120, goal


@every_lab
def test_a_lab_has_three_to_five_questions(slug: str) -> None:
    questions = lab_class(slug).questions
    assert 3 <= len(questions) <= 5
    for question in questions:
        assert question.text.endswith("?") and question.answer.endswith("."), question.text
        assert len(question.text) <= 160 and len(question.answer) <= 300, question.text


@pytest.mark.slow
@pytest.mark.parametrize("kind, question", QUESTIONS)
def test_every_number_of_an_answer_is_what_the_lab_shows(kind: type[Lab], question: Question) -> None:
    assert question.numbers() == set(question.check(kind) if question.check else ())


def test_numbers_are_found_as_they_are_written() -> None:
    answer = "At −2 it is 0.25, after 2,052 steps 15, of x1 and 1.5e3: 60 %, 3, and 4."
    assert Question("?", answer).numbers() >= {"−2", "0.25", "2,052", "15", "60", "3", "4"}
    assert "1" not in Question("?", "Of x1 and x², nothing.").numbers()
