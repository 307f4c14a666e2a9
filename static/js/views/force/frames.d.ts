/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For plane.js. */
export interface Plane {
  kind: "line" | "net";
  shown: "forces" | "loss";
  half: number;
  field: Uint8Array;
  X: [number, number][];
  labels: number[];
  pulls: number[];
  flat: number[];
  point: number;
  last: number;
  names: string[];
  values: string[];
  by_points: string[];
  by_springs: string[];
  both: number[];
  loss: string;
  says: string;
  words: string;
}
