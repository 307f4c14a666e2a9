/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** One unit at one time step: its gates, its cell state, and what comes through them. */
interface Pipe {
  i: number;
  f: number;
  g: number;
  o: number;
  old: number;
  now: number;
  out: number;
  full: number;
  kept: number;
  added: number;
  squashed: number;
}

/** For valves.js. */
export interface Valves {
  moments: number;
  units: number;
  moment: number;
  unit: number;
  sequence: number;
  /** Gate -> “open” or “shut”. */
  hands: Record<string, string>;
  onlyHere: boolean;
  /** [lines, moments]. */
  sees: Uint8Array;
  input: Uint8Array;
  forget: Uint8Array;
  memory: Uint8Array;
  output: Uint8Array;
  answer: Uint8Array;
  wanted: Uint8Array;
  pipe: Pipe;
  says: string;
  free: string;
  held: string;
  words: string;
}

/** For sensitivity.js. */
export interface Sensitivity {
  lstm: Float64Array;
  plain: Float64Array;
  lstmError: string;
  plainError: string;
  words: string;
}
