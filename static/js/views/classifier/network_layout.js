/* Where the tiles and the wires of a network are, in pixels, and which numbers belong to them. */

const HEAD = 54; // for the headings of the columns
const BODY = 310; // for the tiles: all inputs are seen without scrolling, and can still be hit
const LEFT = 56; // for the names of the features, which are switches
const PITCH = 71; // columns come no nearer than this; beyond, the picture scrolls in its own box

/** Where everything is: columns of tiles, the inputs first. Unused features keep their place. */
export function layOut(room, sizes, features, named) {
  const counts = [features, ...sizes.slice(1)],
    columns = counts.length;
  const right = named ? 62 : 10;
  const width = Math.max(room, LEFT + right + 44 + PITCH * (columns - 1));
  const body = Math.max(room < 520 ? 330 : BODY, 33 * Math.max(...counts));
  const largest = Math.max(28, Math.min(60, (width / columns) * 0.44));
  const side = counts.map((n, c) => Math.min(c ? largest : Math.min(largest, 42), body / n - 11));
  const first = LEFT + side[0] / 2,
    last = width - right - Math.max(side[columns - 1] / 2, named ? 0 : 30);
  const x = counts.map((_, c) => first + ((last - first) * c) / (columns - 1));
  const y = counts.map((n, c) => {
    const pitch = Math.min(body / n, side[c] + 44);
    return Array.from({ length: n }, (_, i) => HEAD + body / 2 + (i - (n - 1) / 2) * pitch);
  });
  return { width, height: HEAD + body + 8, side, x, y };
}

/** The wires of a gap all bend alike: at the same x they are at the same t. */
export function bend(plan, layer) {
  const from = plan.x[layer] + plan.side[layer] / 2,
    to = plan.x[layer + 1] - plan.side[layer + 1] / 2;
  return { from, to, pull: (to - from) * 0.5 };
}
export function wirePath({ from, to, pull }, y, z) {
  return `M${from} ${y}C${from + pull} ${y} ${to - pull} ${z} ${to} ${z}`;
}
/** The share of the way from the height of one end to that of the other that a wire has gone at this x. */
export function heightAt({ from, to, pull }, x) {
  let low = 0,
    high = 1;
  for (let k = 0; k < 16; k++) {
    const t = (low + high) / 2,
      u = 1 - t;
    const at =
      from * u * u * u + 3 * (from + pull) * u * u * t + 3 * (to - pull) * u * t * t + to * t * t * t;
    if (at < x) low = t;
    else high = t;
  }
  return low * low * (3 - 2 * low);
}

/** The wire nearest to a point, none if all are more than 11 pixels away: thin ones can be hit, too. */
export function nearest(plan, wires, x, y) {
  const layer = plan.x.findIndex(
    (_, c) =>
      c + 1 < plan.x.length &&
      x > plan.x[c] + plan.side[c] / 2 &&
      x < plan.x[c + 1] - plan.side[c + 1] / 2 - 4,
  );
  if (layer < 0) return null;
  const share = heightAt(bend(plan, layer), x);
  let found = null,
    distance = 11;
  for (const wire of wires)
    if (wire.layer === layer) {
      const off = Math.abs(wire.y + (wire.z - wire.y) * share - y);
      if (off < distance) {
        distance = off;
        found = wire;
      }
    }
  return found;
}

/** The parts of the one array of numbers, as Python has put them together. */
export function unpack({ sizes, numbers }) {
  const neurons = sizes.slice(1).reduce((sum, n) => sum + n, 0);
  const links = sizes.slice(1).reduce((sum, n, layer) => sum + n * sizes[layer], 0);
  let at = numbers.byteOffset;
  const take = (n) => new Float32Array(numbers.buffer, (at += 4 * n) - 4 * n, n);
  return {
    weights: take(links),
    biases: take(neurons),
    pulls: take(links),
    bias_pulls: take(neurons),
    neuron_pulls: take(neurons),
  };
}

/* --- names ---------------------------------------------------------------------------------------------- */

/** What things are called: `neuron(column, row)`, `source(layer, i)` of a weight, `column(c)`, `part(wire or dot)`. */
export function namesIn(f, features) {
  const neuron = (column, row) => (column === 0 ? features[row] : f.names[column - 1][row]);
  const source = (layer, i) => neuron(layer, layer ? i : f.inputs[i]);
  const column = (c) => (c === f.sizes.length - 1 ? "the output" : `layer ${c}`);
  /** @param {{ layer: number, i?: number, j: number, dot?: boolean }} which */
  const part = ({ layer, i, j, dot = false }) =>
    dot ? `Bias of ${neuron(layer + 1, j)}` : `Weight ${source(layer, i)} → ${neuron(layer + 1, j)}`;
  return { neuron, source, column, part };
}
