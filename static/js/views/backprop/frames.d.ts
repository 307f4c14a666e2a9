/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For rows.js. */
export interface Rows {
  inputs: string[];
  output: string;
  hidden: number;
  bias: boolean;
  dropout: boolean;
  /** [rows, inputs], and [rows]. */
  X: Float32Array;
  targets: Float32Array;
  /** [rows, hidden + 1]: of the hidden neurons, then of the answer. */
  values: Float32Array;
  deltas: Float32Array;
  /** [rows, hidden], or nothing without dropout. */
  silenced: Uint8Array | number[];
  errors: Float32Array;
  /** The inputs of the row that is never shown, its answer, its target; or nothing. */
  unseen: number[];
  /** All weights, the first layer's before the second's. */
  weights: Float32Array;
  slopes: Float32Array;
  turns: Float32Array;
  /** The weight and the row that are followed. */
  weight: number;
  row: number;
  name: string;
  /** The layer, the source and the target of the weight; −1 is the bias. */
  link: number[];
  value: number;
  slope: number;
  move: number;
  turned: number;
  /** A value and a delta for each row. */
  terms: number[][];
  words: string;
}

/** For one_weight.js. */
export interface OneWeight {
  index: number;
  name: string;
  /** The curve. */
  places: Float32Array;
  losses: Float32Array;
  /** Its axes: from −half to half, and up to top. */
  half: number;
  top: number;
  value: number;
  loss: number;
  slope: number;
  alpha: number;
  /** The next step, and the loss where it lands. */
  move: number;
  there: number;
  dropout: boolean;
  words: string;
}
