"""What there is to read in the lab `qtable`: the table and the truth, findings, and the gradient check."""

import numpy as np

from playground.lab import Table
from playground.lab.finding import Finding
from playground.labs.qtable.edits import Hands
from playground.labs.qtable.episode import Update
from playground.nn import gradcheck
from playground.rl import diagnose, planning, q_network
from playground.rl.gridworlds import ACTIONS, ARROWS, LETTERS
from playground.rl.q_network import Array

KINK = 1e-3  # so near to a bend of the loss a slope cannot be measured by nudging
MOST_CHECKED = 48  # entries, so that the check can go on while the agent learns


def surprise(last: Update) -> float:
    """How far the value was from what the move found."""
    return float(last.target - last.old)


def let_through(lab: Hands) -> float:
    """What the loss lets through of the last surprise: how far the value moves, before alpha."""
    assert lab.last is not None
    missed = surprise(lab.last)
    if lab.built_method != "network":
        return missed
    return -float(q_network.slope(np.array(-missed), lab.loss, lab.clip))


def tables(lab: Hands) -> list[Table]:
    land, q, truth = lab.land, lab.q, lab.truth
    rows: list[tuple[str | float, ...]] = []
    for s in range(land.size):
        if land.choosing[s].any():
            best = "".join(ARROWS[a] for a in np.flatnonzero(planning.greedy(q, land)[s]))
            known = [float(q[s, a]) if land.choosing[s, a] else "–" for a in range(len(ACTIONS))]
            top = float(truth[s][land.choosing[s]].max())
            name = f"{land.place(s)}: {LETTERS[land.letters[s]]}"
            rows.append((name, *known, best, top, f"{lab.visits[s].sum():,}"))
    columns = ("tile", *ACTIONS, "best", "true value of the best", "moves made")
    note = "The four values are what the agent believes; the true value is computed from the rules."
    return [
        Table("The table", columns, rows, note),
        Table("How it stands", ("what", "by its table", "at best"), _standing(lab)),
    ]


def _standing(lab: Hands) -> list[tuple[str | float, ...]]:
    land = lab.land
    optimum = planning.greedy(lab.truth, land)
    worth = planning.state_values(land, lab.gamma, planning.greedy(lab.q, land))[land.start]
    best = planning.state_values(land, lab.gamma, optimum)[land.start]
    reached = lab.reading["greedy_success"], planning.greedy_success(lab.truth, land)
    return [
        ("chance to reach the goal by the best moves", *reached),
        ("worth of the start, if they are made", float(worth), float(best)),
    ]


def findings(lab: Hands) -> list[Finding]:
    land, walk = lab.land, lab.walk
    found = [
        diagnose.never_rewarded(walk.episodes, bool(lab.q.any()), lab.exploring),
        diagnose.forgetful(lab.alpha, land.slippery and not land.grid),
        diagnose.never_explores(lab.exploring, int((lab.visits[land.possible] == 0).sum())),
        diagnose.impatient(lab.gamma, float(lab.truth[land.start][land.allowed[land.start]].max())),
    ]
    if lab.built_method == "network" and lab.loss == "clipped":
        found.append(diagnose.clipped_away(_deltas(lab), lab.clip))
    return [one for one in found if one is not None]


def _every_move(lab: Hands) -> tuple[q_network.Ints, q_network.Ints, Array]:
    """Each move there is, with its target if nothing slips: what a step would learn from."""
    land, model = lab.land, planning.model(lab.land)
    states, actions = np.nonzero(land.choosing)
    outcomes = [land.P[s][a][len(land.P[s][a]) // 2] for s, a in zip(states, actions, strict=True)]
    best = (lab.q + model.barred).max(axis=1)
    targets = [r + lab.gamma * (0.0 if done else best[after]) for _, after, r, done in outcomes]
    return states, actions, np.array(targets)


def _deltas(lab: Hands) -> Array:
    """How far each move's value is from that target."""
    states, actions, targets = _every_move(lab)
    return np.asarray(lab.q[states, actions] - targets)


def gradient_check(lab: Hands) -> gradcheck.Report:
    """The gradient of the mean loss over all moves, the targets held still, beside nudges.

    A table has the same: its step is that of a network of one layer on the squared error.
    """
    network = lab.built_method == "network"
    kind = lab.loss if network else "squared"
    seen, weights = _every_move(lab), lab.q.copy()
    smooth = np.ones(weights.shape, bool)  # entries where nudging does not cross a bend
    smooth[seen[0], seen[1]] = (kind == "squared") | (np.abs(np.abs(_deltas(lab)) - lab.clip) > KINK)
    places = np.flatnonzero(smooth)
    some = places[np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_CHECKED)).astype(int))]
    gradient = q_network.gradient(weights, seen, kind, lab.clip)
    return gradcheck.check(
        lambda w: q_network.mean_loss(w, seen, kind, lab.clip), gradient, weights, indices=some
    )
