/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For circuit.js. */
export interface Circuit {
  /** Of the plan that this belongs to. */
  key: string;
  /** Of each wire. */
  values: Float64Array;
  computed: Uint8Array;
  pulls: Float64Array;
  pulled: Uint8Array;
  /** Of each wire into a gate. */
  parts: Float64Array;
  handed: Uint8Array;
  /** The gate that is explained; −1 is none. */
  gate: number;
  /** 1 pulls the answer up, −1 down. */
  pull: number;
  where: string;
  done: boolean;
  says: string;
  words: string;
}

/** For slopes.js. */
export interface Slopes {
  names: string[];
  pulls: Float64Array;
  slopes: Float64Array;
  /** For each nudge. */
  errors: Float64Array;
  h: number;
  /** Whether the output is pulled down in the picture. */
  down: boolean;
  words: string;
}
