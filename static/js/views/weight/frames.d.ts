/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For valley.js. */
export interface Valley {
  low: number;
  high: number;
  heights: Float32Array;
  marks: string[];
  below: string[];
  top: string;
  w: number;
  height: number;
  next: number;
  next_height: number;
  best: number | null;
  trail: Float64Array;
  trail_heights: Float64Array;
  tried: [number, number][];
  weight: string;
  error: string;
  prediction: string;
  goal: string;
  says: string;
  aim: number;
  slope: number;
  fine: number;
  words: string;
}
