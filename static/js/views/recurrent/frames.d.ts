/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For unrolled.js. */
export interface Unrolled {
  bits: number;
  hidden: number;
  a: string;
  b: string;
  own: boolean;
  complaint: string;
  said: string;
  right: string;
  /** [bits, 2]. */
  inputs: Uint8Array;
  carried: Uint8Array;
  targets: Uint8Array;
  answers: Float32Array;
  /** [hidden, bits]. */
  memory: Uint8Array;
  wiped: number[];
  follow: number;
  norms: Float64Array;
  says: string;
  error: number;
  words: string;
}

/** For loop.js. */
export interface Loop {
  /** Eigenvalues, the largest first. */
  real: Float32Array;
  imaginary: Float32Array;
  /** Kinds and radii. */
  rings: [string, number][];
  reach: number;
  says: string;
  words: string;
}
