/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For encrypted.js. */
export interface Encrypted {
  /** Too long for a number of the browser's. */
  cipher: string[];
  said: string[];
  cipher_loss: number;
  /** The last column of the secret key. */
  key: number[];
  /** What a weight of 1 is under lock. */
  scale: number;
  opened: Float32Array;
  plain: Float32Array;
  answers: Float32Array;
  plain_answers: Float32Array;
  losses: number[];
  words: string;
}

/** For taylor.js. */
export interface Taylor {
  series: Float32Array;
  true: Float32Array;
  inputs: Float32Array;
  values: Float32Array;
  terms: number;
  /** The dot whose numbers stand in the formulas. */
  told: number;
  words: string;
}
