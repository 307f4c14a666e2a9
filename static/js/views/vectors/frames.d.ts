/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For vectors.js. */
export interface Vectors {
  /** Too long for numbers of the browser's. */
  plain: string[];
  read: string[];
  cipher: string[];
  other: string[];
  /** The secret part of the key, a number for each place. */
  key: string[];
  noise: string[];
  /** Of the room for noise, with its sign. */
  used: number[];
  half: number;
  left: number;
  operation: string;
  factor: number;
  names: { transform: string };
  words: string;
}
