"""The lab `spam`: its four parts, a letter on its way, what cannot be read any more, and real messages.

The last test reads the SMS Spam Collection (T. A. Almeida and J. M. Gómez Hidalgo, 2011) where somebody
has put it beside the repository.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.crypto import primes
from playground.crypto.paillier import SecretKey
from playground.data import messages
from playground.lab import share
from playground.lab.settings import SettingError
from playground.labs.spam import Spam, report
from playground.labs.spam.letter import PARTIES, SIGHTS
from playground.text import bag_of_words

REAL = Path(__file__).parents[3] / "shared" / "data" / "sms_spam.tsv"


def until(part: str, preset: str | None = None, **settings: Any) -> Spam:
    lab = Spam(preset, **settings)
    while lab.part != part:
        lab.run(1)
    return lab


@cache
def finished(preset: str) -> Spam:
    """One that has gone all the way, to look at and not to change."""
    return until("done", preset)


# ----------------------------------------------------------------------------------------------- four parts


def test_the_parts_follow_each_other_and_end() -> None:
    lab, seen = Spam("twelve-messages"), []
    while not lab.stopped:
        seen.append(lab.part)
        lab.run(1)
    assert [*dict.fromkeys(seen)] == ["learn", "key", "encrypt", "judge"]
    assert seen == sorted(seen, key=["learn", "key", "encrypt", "judge"].index)
    assert (lab.part, lab.judged, lab.encrypted) == ("done", len(lab.tests), len(lab.vocabulary))
    assert "judged under encryption" in lab.stopped
    assert lab.run(10) == 0


def test_learning_is_logistic_regression_one_message_after_the_other() -> None:
    lab, mine = Spam("twelve-messages"), Spam("twelve-messages").weights.copy()
    for i in range(lab.pairs_wanted):
        for kind, answer in ((lab.training[: lab.spam_count], 1), (lab.training[lab.spam_count :], 0)):
            words = [lab.place[word] for word in kind[i % len(kind)]]
            guess = 1 / (1 + np.exp(-sum(mine[word] for word in words)))
            for word in words:
                mine[word] -= lab.learning_rate * (guess - answer)
    lab.run(lab.pairs_wanted)
    np.testing.assert_allclose(lab.weights, mine, atol=1e-12)


@pytest.mark.parametrize("bits", [128, 256, 512])
def test_the_key_has_its_size_and_two_primes(bits: int) -> None:
    lab = until("encrypt", key_bits=bits, passes=1)
    assert primes.is_prime(lab.key.p) and primes.is_prime(lab.key.q)
    assert lab.public.n.bit_length() == bits


def test_what_is_decrypted_is_the_sum_of_the_rounded_weights() -> None:
    lab = finished("under-lock")
    seen = lab.judged_letter()
    rounded = sum(round(weight * lab.built.scaling) for weight in seen.weights) / lab.built.scaling
    assert seen.decrypted == pytest.approx(rounded, abs=1e-12)
    assert abs(seen.decrypted - seen.score) <= 0.5 / lab.built.scaling * len(seen.words)


def test_enough_digits_change_no_verdict_and_none_change_some() -> None:
    assert finished("under-lock").reading["test_accuracy"] >= 0.9
    assert finished("under-lock").reading["disagreements"] == 0
    assert finished("toy-key").reading["disagreements"] == 0
    assert finished("too-coarse").reading["disagreements"] >= 3


def test_long_work_is_cut_into_steps_and_taken_up_again() -> None:
    lab = until("encrypt")
    lab.run(5)
    link = share.pack(lab)
    again = Spam()
    share.adopt(again, link)
    assert (again.part, again.encrypted, again.public) == ("encrypt", 5, lab.public)
    for one in (lab, again):
        one.run(3)
    assert again.locked(7) == lab.locked(7) and again.metrics() == lab.metrics()


# ------------------------------------------------------------------------------------------------- a letter


def test_a_letter_is_added_up_word_by_word() -> None:
    lab = until("key")
    lab.write("Free FREE unheard-of prize")
    seen = lab.judged_letter()
    assert seen.words == ["free", "free", "unheard", "of", "prize"]
    assert [*seen.known] == [word in lab.place for word in seen.words]
    assert not seen.known[2] and seen.weights[2] == 0
    np.testing.assert_allclose(seen.totals, np.cumsum(seen.weights))
    assert not seen.locked and {*seen.secrets, *seen.sums} == {""}


def test_under_lock_every_word_but_an_unknown_one_changes_the_ciphertext() -> None:
    lab = until("done", "twelve-messages")
    lab.write("free unheard free")
    seen = lab.judged_letter()
    assert seen.secrets[0] == seen.secrets[2] != seen.secrets[1] == ""
    assert seen.sums[0] == seen.sums[1] != seen.sums[2]
    assert all(len(digits) == lab.built.key_bits // 2 for digits in seen.sums)
    lab.write("free unheard free")
    again = lab.judged_letter()
    assert again.decrypted == seen.decrypted and not {*again.sums} & {*seen.sums}, "it looks like another one"


@pytest.mark.parametrize(
    "text, says",
    [("", "the message is empty"), (" ?! ", "the message is empty"), ("a" * 501, "at most 500 characters")],
)
def test_a_bad_letter_is_refused_and_changes_nothing(text: str, says: str) -> None:
    lab = Spam("twelve-messages")
    before = lab.letter
    with pytest.raises(SettingError, match=says):
        lab.write(text)
    assert lab.letter is before


def test_who_can_read_the_weights_slips_a_message_past() -> None:
    lab = until("key")
    lab.write("Free prize, claim your money now")
    assert lab.judged_letter().score > 0
    lab.write(" ".join([lab.letter.text, *report.attack(lab)]))
    assert lab.judged_letter().score <= 0
    assert report.attack(lab) == [], "and no more than needed"


def test_what_each_party_sees() -> None:
    sees = {name: {*party["locked"]} for name, party in PARTIES.items()}
    assert sees["everything"] == {*SIGHTS}
    assert all({*party["open"], *party["locked"]} <= {*SIGHTS} for party in PARTIES.values())
    assert [name for name, sights in sees.items() if "words" in sights] == ["everything", "mail client"]
    assert [name for name, sights in sees.items() if "score" in sights] == ["everything", "officer"]
    assert [name for name, sights in sees.items() if "weights" in sights] == ["everything"]
    assert all("score" in party["open"] for party in PARTIES.values()), (
        "in the clear all can read the verdict"
    )


# ------------------------------------------------------------------------------------------------ challenges


@pytest.mark.slow
def test_the_challenges_can_be_solved() -> None:
    lab = until("key")
    assert lab.solved == {}
    lab.write("Free money, claim now, the the the i i")
    assert "attacker" in lab.solved
    lab = until("done", key_bits=512)
    assert {*lab.solved} == {"all-the-way"}
    light = [word for word, weight in zip(lab.vocabulary, lab.weights, strict=True) if 0.2 < weight < 0.3]
    lab.write(" ".join(light[:5]))
    assert "false-alarm" in lab.solved
    lab.update(threshold=1.4)
    assert lab.solved["no-false-alarm"].happened == 2, "more of what passes is spam"
    assert "whole-numbers" in until("done", "too-coarse", learning_rate=10.0).solved


def test_a_threshold_moves_the_verdicts_and_not_the_scores() -> None:
    lab = until("done", "twelve-messages")
    before, score = report.verdicts(lab), lab.judged_letter().decrypted
    lab.update(threshold=5.0)
    assert sum(before) == sum(report.verdicts(lab)) == len(lab.tests)
    assert report.verdicts(lab)[0] == report.verdicts(lab)[2] == 0, "nothing is reported"
    assert lab.judged_letter().decrypted == score


# -------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"data": "own", "own": "spam, a"}, "own messages: there must be at least 2 spam"),
        ({"data": "own", "own": "nonsense"}, "own messages: line 1: write spam or ham"),
        ({"own": "x" * 20_001}, "own"),
        ({"key_bits": 64}, "key_bits"),
        ({"key_bits": 4096}, "key_bits"),
        ({"key_bits": "long"}, "key_bits"),
        ({"scaling": 0}, "scaling"),
    ],
)
def test_a_bad_setting_is_refused_and_changes_nothing(settings: dict[str, Any], says: str) -> None:
    lab = Spam()
    before = lab.settings
    with pytest.raises(SettingError, match=says):
        lab.update(**settings)
    assert lab.settings == before


def test_a_link_with_a_key_that_is_none_is_refused() -> None:
    lab = until("encrypt", "twelve-messages")
    state = lab.state()
    composite = next(i for i in range(99) if not primes.is_prime(lab.search.at(i)))
    forged = state | {"progress": state["progress"].copy()}
    forged["progress"][3:5] = composite, lab.search.found[1]
    with pytest.raises(SettingError, match="its key is no key"):
        lab.load_state(forged)
    assert np.array_equal(lab.state()["progress"], state["progress"])


def test_a_link_with_wild_numbers_is_brought_within_bounds() -> None:
    lab = Spam("twelve-messages")
    wild = {"weights": np.full(len(lab.weights), 1e300), "progress": np.full(8, 10**15)}
    wild["progress"][3:5] = -1
    lab.load_state(wild)
    assert lab.weights.max() <= 1e6 and lab.part == "key" and lab.encrypted == lab.judged == 0
    lab.run(3)


# ---------------------------------------------------------------------------------- what it says of itself


def test_a_long_wait_is_announced_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "seconds_each", lambda: 3e-4)
    assert report.ahead(Spam("in-earnest")).startswith("Encrypting 838 words will take about")
    (slow,) = (finding for finding in Spam("in-earnest").findings() if finding.kind == "Slow encryption")
    assert "256 bits" in slow.advice
    assert report.ahead(Spam()) == "" and report.ahead(finished("under-lock")) == ""
    assert [report.in_words(t) for t in (0.2, 40, 600)] == [
        *("less than a second", "about 40 seconds", "about 10 minutes"),
    ]


@pytest.mark.parametrize(
    "preset, kinds",
    [
        ("too-coarse", {"Rounding too coarse", "Key too short", "False alarms"}),
        ("twelve-messages", {"Key too short"}),
    ],
)
def test_the_findings_of_a_finished_run(preset: str, kinds: set[str]) -> None:
    assert {finding.kind for finding in finished(preset).findings()} == kinds


# -------------------------------------------------------------------------------------------- real messages


@pytest.mark.skipif(not REAL.exists(), reason="the SMS Spam Collection is not at ../shared/data/sms_spam.tsv")
@pytest.mark.slow
def test_real_messages_are_judged_rightly_and_alike_under_lock() -> None:
    lines = REAL.read_text(encoding="utf-8").splitlines()[1:]
    found = [messages.Message(line.split("\t", 1)[1], line.startswith("spam")) for line in lines]
    spam, ham, tests = ([messages.words(m.text) for m in part] for part in messages.split(found))
    answers = np.array([message.spam for message in messages.split(found)[2]])
    vocabulary = sorted({word for words in spam + ham for word in words})
    place = {word: i for i, word in enumerate(vocabulary)}
    learnt, others, judged = (bag_of_words.Bags(part, place) for part in (spam, ham, tests))
    weights = (np.random.RandomState(1).rand(len(vocabulary)) - 0.5) * 0.1
    for i in range(Spam.param.passes.default * len(ham)):
        bag_of_words.learn(weights, learnt.each[i % len(spam)], 1.0, Spam.param.learning_rate.default)
        bag_of_words.learn(weights, others.each[i % len(ham)], 0.0, Spam.param.learning_rate.default)
    reported = judged.scores(weights) > 0
    assert len(tests) > 1000 and bag_of_words.rates(reported, answers)["test_accuracy"] >= 0.97

    search = primes.Search(128, grain=1)
    while not search.over:
        search.step()
    key, draw = SecretKey(*search.primes), primes.random_bits(np.random.RandomState(2))
    public = key.public
    locked = [public.encrypt(weight, public.noise(draw), 1000) for weight in weights.tolist()]
    for places, verdict in zip(judged.each, reported, strict=True):
        total = public.encrypt(0, public.noise(draw), 1000)
        for one in places:
            total += locked[one]
        assert (key.decrypt(total) > 0) == verdict
