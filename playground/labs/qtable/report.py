"""What there is to read in the lab `qtable`: the table and the truth, findings, and the gradient."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Gradient, Table
from playground.labs.qtable.episode import Update
from playground.nn.losses import LimitedLoss, Loss
from playground.rl import diagnose, planning, q_network
from playground.rl.gridworlds import ACTIONS, ARROWS, LETTERS
from playground.rl.q_network import Batch

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

KINK = 1e-3  # so near to a bend of the loss a slope cannot be measured by nudging


def loss_of(lab: "Qtable") -> Loss:
    """A table has one, too: its step is that of a network of one layer on the squared error."""
    return q_network.loss_of(lab.loss if lab.learner.is_network else "squared", lab.clip_delta)


def let_through(lab: "Qtable", last: Update) -> float:
    """What the loss lets through of a TD error: how far the value moves, before the learning rate."""
    return -float(loss_of(lab).gradient(np.array([[last.old]]), np.array([[last.target]]))[0, 0])


def tables(lab: "Qtable") -> list[Table]:
    land, q, truth, visits = lab.land, lab.learner.q, lab.truth, lab.episode.visits
    rows: list[tuple[str | float, ...]] = []
    for s in range(land.size):
        if land.choosing[s].any():
            best = "".join(ARROWS[a] for a in np.flatnonzero(planning.greedy(q, land)[s]))
            known = [float(q[s, a]) if land.choosing[s, a] else "–" for a in range(len(ACTIONS))]
            top = float(truth[s][land.choosing[s]].max())
            name = f"{land.place(s)}: {LETTERS[land.letters[s]]}"
            rows.append((name, *known, best, top, f"{visits[s].sum():,}"))
    columns = ("state", *ACTIONS, "best", "true value of the best", "moves made")
    note = "The four Q-values are what the agent has learnt; the true value is computed from the rules."
    return [
        Table("Q-values", columns, rows, note),
        Table("The policy", ("what", "by the table", "at best"), _standing(lab)),
    ]


def _standing(lab: "Qtable") -> list[tuple[str | float, ...]]:
    land = lab.land
    optimum = planning.greedy(lab.truth, land)
    worth = planning.state_values(land, lab.gamma, planning.greedy(lab.learner.q, land))[land.start]
    best = planning.state_values(land, lab.gamma, optimum)[land.start]
    reached = lab.reading["greedy_success"], planning.greedy_success(lab.truth, land)
    return [
        ("probability that the best moves reach the goal", *reached),
        ("return to expect from the start", float(worth), float(best)),
    ]


def findings(lab: "Qtable") -> list[Finding]:
    land, episode, q = lab.land, lab.episode, lab.learner.q
    found = [
        diagnose.never_rewarded(episode.episodes, bool(q.any()), lab.exploring),
        diagnose.forgetful(lab.learning_rate, land.slippery and not land.grid),
        diagnose.never_explores(lab.exploring, int((episode.visits[land.possible] == 0).sum())),
        diagnose.impatient(lab.gamma, float(lab.truth[land.start][land.allowed[land.start]].max())),
    ]
    if lab.learner.is_network and lab.loss == "clipped":
        found.append(diagnose.clipped_away(_deltas(lab, _every_move(lab)), lab.clip_delta))
    return [one for one in found if one is not None]


def _every_move(lab: "Qtable") -> Batch:
    """Each move there is, with its target if nothing slips: what a step would learn from."""
    land, model = lab.land, planning.model(lab.land)
    states, actions = np.nonzero(land.choosing)
    outcomes = [land.P[s][a][len(land.P[s][a]) // 2] for s, a in zip(states, actions, strict=True)]
    best = (lab.learner.q + model.barred).max(axis=1)
    targets = [r + lab.gamma * (0.0 if done else best[after]) for _, after, r, done in outcomes]
    return states, actions, np.array(targets)


def _deltas(lab: "Qtable", batch: Batch) -> planning.Array:
    """How far each move's value is from its target. [n]"""
    states, actions, targets = batch
    return np.asarray(lab.learner.q[states, actions] - targets)


def gradient(lab: "Qtable", rng: np.random.RandomState) -> Gradient | None:
    """Of the mean loss over all moves but those at a bend of it, the targets held still."""
    batch, loss, q = _every_move(lab), loss_of(lab), lab.learner.q
    if isinstance(loss, LimitedLoss):
        smooth = np.abs(np.abs(_deltas(lab, batch)) - loss.limit) > KINK
        batch = batch[0][smooth], batch[1][smooth], batch[2][smooth]
    if not len(batch[0]):
        return None
    slopes = q_network.gradient(q, batch, loss)
    return Gradient(q, lambda at: q_network.mean_loss(at, batch, loss), slopes)
