/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** The wall of the valley: `rise` / place is the input that brings it there. */
export interface Wall {
  place: number | null;
  rise: number;
  height: number;
  ends: [number, number];
}

/** The setting that makes a step longer, as it is now, and `per` step of 1 to the right. */
export interface Stride {
  name: string;
  said: string;
  now: number;
  per: number;
  ends: [number, number];
}

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
  input: string;
  given: number;
  goals: [number, number];
  wall: Wall;
  stride: Stride;
  fine: number;
  words: string;
}
