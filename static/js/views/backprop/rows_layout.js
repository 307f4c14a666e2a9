/* Where everything stands in the picture of the rows: which column is how wide, and which numbers have room. */

const TILE = 33; // pixels that a tile needs for its numbers; a narrower one shows only a colour and a bar
const SMALL = 460; // pixels: with less room everything is drawn in a smaller size

/** A number of at most three digits. */
export function plain(v) {
  if (!Number.isFinite(v)) return "∞";
  const a = Math.abs(v);
  const text =
    a === 0
      ? "0"
      : a >= 9.995
        ? v.toFixed(a >= 99.95 ? 0 : 1)
        : a >= 0.00995
          ? v.toFixed(2)
          : a >= 0.000995
            ? v.toFixed(3)
            : v.toExponential(0);
  return text.replaceAll("-", "−");
}
/** The same in a few characters less, for a tile on a phone: .17, −1.0, .003, 3e−4; what is below 1e−9 is as good as 0. */
export function short(v) {
  const a = Math.abs(v);
  if (a > 0 && a < 9.5e-10) return "≈0";
  return a >= 0.995 && a < 9.95 ? v.toFixed(1).replace("-", "−") : plain(v).replace(/^(−?)0\./, "$1.");
}
/** A number as it was given. */
export const given = (v) => String(Number(v.toPrecision(4))).replace("-", "−");

/** How many numbers go into each neuron: the inputs, and the bias if there is one. */
export const ins = (f) => f.inputs.length + (f.bias ? 1 : 0);
/** How many weights lie before those of the second layer. */
export const firstLayer = (f) => ins(f) * (f.hidden || 1);
/** The hidden neuron that a weight belongs to, counted from 0; −1 for the output's own weights. */
export function neuronOf(f, index) {
  const behind = index - firstLayer(f);
  return !f.hidden ? -1 : behind < 0 ? index % f.hidden : behind < f.hidden ? behind : -1;
}
/** What a weight is called: “x → hidden 2”. */
export function nameOf(f, index) {
  const behind = index - firstLayer(f),
    each = f.hidden || 1;
  if (behind >= 0) return `${behind < f.hidden ? `hidden ${behind + 1}` : "bias"} → ${f.output}`;
  return `${f.inputs[Math.floor(index / each)] ?? "bias"} → ${f.hidden ? `hidden ${(index % each) + 1}` : f.output}`;
}

/**
 * The columns of the grid, in pixels, and what else depends on the room. `first` is the column of the first hidden
 * neuron, `answer` that of the output. Where there is not room for all, only `picked` is wide enough to be read.
 */
export function layOut(f, room) {
  const small = room < SMALL,
    n = f.hidden,
    inputs = f.inputs.length;
  const wide = Math.max(...Array.from(f.X, (x) => given(/** @type {number} */ (x)).length));
  const digits = 7 * wide + 6; // of the inputs
  const around = (tight) =>
    small
      ? [16, Math.max(15, digits), 5, 39, 35, 35]
      : tight
        ? [24, Math.max(22, digits), 13, 48, 40, 48]
        : [26, Math.max(28, digits), 20, 60, 48, 60];
  const rest = (sizes, apart) => {
    const [head, input, gap, ...ends] = sizes;
    return room - head - inputs * input - 2 * gap - ends[0] - ends[1] - ends[2] - apart * (inputs + n + 5);
  };
  const full = !n || rest(around(true), 2) / n >= TILE;
  const apart = full ? 2 : 1,
    sizes = around(rest(around(false), apart) / Math.max(1, n) < 50);
  const left = rest(sizes, apart),
    middle = !n ? 0 : full ? Math.min(left / n, 72) : Math.max(8, (left - 56) / (n - 1));
  const picked = full ? -1 : Math.max(0, neuronOf(f, f.weight)); // the one column that is wide enough to read
  const [head, input, gap, ...ends] = sizes;
  const columns = [
    head,
    ...Array(inputs).fill(input),
    gap,
    ...Array.from({ length: n }, (_, j) => (j === picked ? 56 : Math.floor(middle))),
    ...(n ? [gap] : []),
    ...ends,
  ];
  const read = small || (full && n && middle < 46) ? short : plain;
  return {
    small,
    full,
    picked,
    apart,
    columns,
    read,
    first: inputs + 3,
    answer: inputs + 3 + (n ? n + 1 : 0),
  };
}
