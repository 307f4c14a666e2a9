/* Where things are in the picture of the ground: from shares of it to pixels, and back to places. */

/** @typedef {import("./frames").Ground} Ground */

export const TOP = 26, // pixels, of the picture of a curve
  FLOOR = 270,
  ROOM = 24, // between the lowest ground and the floor: for the numbers of balls
  SIDE = 14;

/** Where shares of the picture are, in pixels, and back. @param {Ground} f @param {{ width: number, height: number }} size */
export function scales(f, { width, height }) {
  const [left, top, wide, high] =
    f.kind === "line" ? [SIDE, TOP, width - 2 * SIDE, FLOOR - ROOM - TOP] : [0, 0, width, height];
  return {
    x: (/** @type {number} */ share) => left + share * wide,
    y: (/** @type {number} */ share) => top + (1 - share) * high,
    back: (/** @type {number} */ px, /** @type {number} */ py) =>
      f.low.map((low, axis) => {
        const share = axis ? 1 - (py - top) / high : (px - left) / wide;
        return low + Math.max(0, Math.min(1, share)) * (f.high[axis] - low);
      }),
  };
}

/** How high the curve is above a share of the way to the right. @param {Ground} f @param {number} across */
export function onCurve(f, across) {
  const at = Math.max(0, Math.min(1, across)) * (f.curve.length - 1),
    i = Math.min(Math.floor(at), f.curve.length - 2);
  return f.curve[i] + (at - i) * (f.curve[i + 1] - f.curve[i]);
}

/** A place as shares, which a hand may have asked for. @param {Ground} f @param {number[]} place */
export function shares(f, place) {
  const [across, up] = place.map((value, axis) => (value - f.low[axis]) / (f.high[axis] - f.low[axis]));
  return [across, f.kind === "line" ? onCurve(f, across) : up];
}
