/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For lamps.js. */
export interface Rows {
  kind: "one" | "two" | "counting";
  inputs: string[];
  outputs: string[];
  X: number[][];
  goals: number[][];
  lamps: boolean;
  weights: Float32Array;
  weights_said: string[];
  said: string[][];
  right: boolean[];
  delta: string[][];
  errors: string[];
  hidden: Float32Array;
  arrows: string[][];
  ways: number[][];
  counts: string[];
  row: number;
  says: string;
  words: string;
}
