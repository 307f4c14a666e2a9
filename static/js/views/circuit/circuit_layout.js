/* Where the places of a circuit and its wires are, in pixels. Columns go across where there is room, and down on a
   phone: what lies along the columns and what lies across them is told apart everywhere. */

const NARROW = 470; // pixels: below, the columns go down
const RADIUS = 20;
const SMALLEST = 0.86; // of full size: letters stay above 11 pixels

/** Half the length of a place along the columns and across them. */
export function halves(place, down) {
  const length = place.text.length;
  const width =
    place.kind === "gate"
      ? length < 3
        ? RADIUS
        : 8 + 4.2 * length
      : place.kind === "input"
        ? Math.max(22, 15 + 4.5 * length)
        : Math.max(12, 7 + 3.8 * length);
  const height = place.kind === "gate" ? RADIUS : place.kind === "input" ? 18 : 12;
  return down ? [height, width] : [width, height];
}

const sum = (list) => list.reduce((a, b) => a + b, 0);
const labelled = (place) => place.kind === "gate" || place.kind === "input"; // has its value behind it

/** The distance between rows where columns go down, and the room before the first and after the last. */
function rowsDown(plan, columns, room) {
  const side = (place) => Math.max(halves(place, true)[1] + 4, labelled(place) ? 30 : 0);
  const first = Math.max(...plan.places.map((p) => side(p) - p.row * 60)),
    out = plan.places.find((p) => p.wire === plan.output && labelled(p));
  const after = Math.max(
    ...plan.places.map((p) => side(p) + 10 - (plan.rows - p.row) * 60),
    74 - (plan.rows - out.row) * 60,
  );
  let pitch = Math.min(120, (room - first - after) / Math.max(1, plan.rows));
  for (const places of columns) {
    places.forEach((p, i) => {
      if (i) pitch = Math.max(pitch, (side(p) + side(places[i - 1])) / (p.row - places[i - 1].row));
    });
  }
  const before = Math.max(first, (room - plan.rows * pitch) / 2);
  return { pitch, before, after: Math.max(after, room - before - plan.rows * pitch) };
}

/** Positions in pixels: `at` the middle of each column, `enter` and `leave` its sides, `row` those across.
    What is a little too wide is drawn smaller; what is far too wide scrolls in its box. */
export function layOut(plan, room) {
  const down = room < NARROW;
  const columns = Array.from({ length: plan.columns }, (_, c) =>
    plan.places.filter((place) => place.column === c),
  );
  const half = columns.map((places) => Math.max(8, ...places.map((place) => halves(place, down)[0])));
  const label = columns.map((places) => (places.some(labelled) ? (down ? 38 : 50) : 0));
  const start = down ? 16 : 40,
    end = down ? 30 : 50;
  const spare = (room - start - end - 2 * sum(half) - sum(label)) / Math.max(1, plan.columns - 1);
  const gap = down ? 34 : Math.min(Math.max(spare, 26), 96);
  const at = [];
  half.forEach((size, c) => at.push(c ? at[c - 1] + half[c - 1] + label[c - 1] + gap + size : start + size));
  const leave = at.map((middle, c) => middle + half[c] + label[c]);

  const { pitch, before, after } = down
    ? rowsDown(plan, columns, room)
    : { pitch: plan.rows > 3 ? 74 : 84, before: 36, after: 40 };
  const along = leave.at(-1) + end,
    across = before + plan.rows * pitch + after;
  const left = down ? 0 : Math.max(0, (room - along) / 2); // a short circuit stands in the middle
  const width = down ? across : along + 2 * left,
    height = down ? along : across;
  return {
    down,
    pitch,
    width,
    height,
    at: at.map((x) => x + left),
    enter: at.map((x, c) => x - half[c] + left),
    leave: leave.map((x) => x + left),
    row: (r) => before + r * pitch,
    scale: Math.max(SMALLEST, Math.min(1, room / width)),
    point: (a, b) => (down ? [b, a] : [a, b]), // x and y of what is so far along and across
  };
}

function curve({ point }, from, to, bulge = 0) {
  // each [along, across]
  const middle = (from[0] + to[0]) / 2;
  return `C${point(middle, from[1] + bulge)} ${point(middle, to[1] + bulge)} ${point(to[0], to[1])}`;
}

/** The path of a wire, moved across by `shift`: from where its value is made to the gate that it goes into. */
export function wirePath(plan, place, wire, shift) {
  const [[column, row], ...rest] = wire.path,
    end = rest.pop();
  const source =
    wire.copy && plan.places.find((p) => p.wire === wire.wire && p.column === column && p.row === row);
  let here = [
    source ? place.at[column] + halves(source, place.down)[0] : place.leave[column],
    place.row(row) + shift,
  ];
  let d = `M${place.point(here[0], here[1])}`;
  const bend = (to, bulge = 0) => {
    d += curve(place, here, to, bulge);
    here = to;
  };
  for (const [c, r] of rest) {
    // past the gates of a column the wire goes straight
    bend([place.enter[c], place.row(r) + shift]);
    here = [place.leave[c], here[1]];
    d += `L${place.point(here[0], here[1])}`;
  }
  const gate = plan.places.find((p) => p.gate === wire.gate),
    [along, across] = halves(gate, place.down);
  const side = wire.inputs === 2 ? (wire.slot ? 1 : -1) : 0,
    deep = side && along === across ? 0.8 : 1;
  const twin = plan.wires.some(
    (other) => other !== wire && other.gate === wire.gate && other.wire === wire.wire,
  );
  bend(
    [place.at[end[0]] - along * deep, place.row(end[1]) + side * across * (deep < 1 ? 0.6 : 0.45) + shift],
    twin ? side * place.pitch * 0.34 : 0,
  );
  return d;
}
