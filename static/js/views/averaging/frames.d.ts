/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** The loss on the way from one network to another. */
export interface Way {
  train: Float32Array;
  test: Float32Array;
  low: number;
  high: number;
  both: number;
  ends: string[];
  middle: string;
  together: string;
}
/** For surface.js. */
export interface Surface {
  field: Uint8Array;
  contours: Float32Array;
  low: string;
  middle: number[];
  half: number;
  here: number[];
  walk: Float32Array;
  kept: Float32Array;
  mean: number[];
  pair: number[];
  gone: number;
  can_keep: boolean;
  rates: Float32Array;
  keeps: Float32Array;
  now: number;
  rate: string;
  way: Way | null;
  last_loss: string;
  mean_loss: string;
  mean_of: string;
  together_of: string;
  together_loss: string;
  count: number;
  asked: number;
  method: string;
  axes: string;
  words: string;
}
