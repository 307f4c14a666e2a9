/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For letter.js. */
export interface Letter {
  part: string;
  /** Name, what is done, of how much, in words. */
  parts: [string, number, number, string][];
  ahead: string;
  text: string;
  number: number;
  wrong: string;
  quick: boolean;
  readable: boolean;
  locked: boolean;
  /** Of each word. */
  pieces: string[];
  known: Uint8Array;
  weights: Float64Array;
  totals: Float64Array;
  secrets: string[];
  sums: string[];
  sent: string;
  /** The public key, shortened; empty if there is none yet. */
  key: string;
  score: number;
  threshold: number;
  words: string;
}

/** For vocabulary.js. */
export interface Vocabulary {
  names: string[];
  weights: Float64Array;
  secrets: string[];
  size: number;
  encrypted: number;
  verdicts: number[];
  words: string;
}
