/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** A number of the equation, and the name under it. */
interface Term {
  kind: string;
  value: number;
  name: string;
}

/** What stands in a world's frame for bellman.js. */
export interface Update {
  says: string;
  byHand: boolean;
  lines: (string | Term)[][];
  /** Whether it takes another line. */
  long: boolean;
  note: string;
}

/** For ice.js. */
export interface World {
  rows: number;
  cols: number;
  letters: string;
  /** The value of the strongest colour. */
  full: number;
  /** A tile and a move; −1 if none. */
  learnt: number[];
  /** The tile that is looked at. */
  cell: number;
  /** [3, tiles, moves]: learnt, true, and how far apart. */
  numbers: Float64Array;
  /** [2, tiles]: the best moves, learnt and true, as bits. */
  best: Uint8Array;
  /** [tiles]: are the learnt ones as good as the true ones? */
  good: Uint8Array;
  /** How many are, of how many. */
  agree: number[];
  rewards: number[];
  /** [tiles, moves]. */
  tried: Float32Array;
  place: number;
  from: number;
  path: number[];
  dig: string;
  update: Update;
  wrong: string;
  words: string;
}

/** For q_table.js. */
export interface Table {
  cols: number;
  letters: string;
  full: number;
  learnt: number[];
  cell: number;
  /** [tiles, moves]. */
  numbers: Float64Array;
  /** [tiles], as bits. */
  best: Uint8Array;
  title: string;
  wrong: string;
  words: string;
}
