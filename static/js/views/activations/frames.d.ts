/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
export interface Layer {
  counts: number[];
  zeros: string;
  dead: number;
  bar: number;
  share: string;
}

/** For stack.js. */
export interface Stack {
  low: number;
  high: number;
  target: Float32Array;
  curve: Float32Array;
  parts: Float32Array;
  x: number;
  here: number;
  at: string[];
  layers: Layer[];
  knees: (number | null)[];
  dead: string;
  saturated: string;
  says: string;
  error: string;
  words: string;
}

/** For bend.js. */
export interface Bend {
  name: string;
  jump: boolean;
  low: number;
  high: number;
  curve: Float32Array;
  slopes: Float32Array;
  sums: Uint8Array;
  z: number;
  a: number;
  slope: number;
  said: string[];
  layers: number;
  power: string;
  words: string;
}
