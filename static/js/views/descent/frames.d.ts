/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). Places are shares of the
   picture, from 0 to 1, to the right and upwards in turn. */
/** For ground.js. */
export interface Ground {
  kind: "line" | "plane";
  low: number[];
  high: number[];
  aspect: number;
  curve: Float32Array;
  basins: Uint8Array;
  field: Uint8Array;
  marks: string[][];
  top: string;
  held: [number, number][];
  cells: number;
  balls: Float32Array;
  valleys: Uint8Array;
  starts: Float32Array;
  next: Float32Array;
  trail: Float32Array;
  rivals: Float32Array[];
  rival_names: string[];
  rival_heights: string[];
  racing: boolean;
  raced: boolean;
  ball: number;
  x: number[];
  tangent: number[];
  place: string;
  height: string;
  slope: string;
  step: string;
  says: string;
  words: string;
}
