/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For network.js. */
export interface Network {
  /** Of the layers. */
  sizes: number[];
  /** The features that are seen, by number. */
  inputs: number[];
  outputs: string[];
  names: string[][];
  activations: string[];
  /** Layers. */
  frozen: number[];
  /** See `unpack`. */
  numbers: Float32Array;
  /** [neurons, side, side]. */
  maps: Uint8Array & { shape: number[] };
  discretise: boolean;
  /** Column and row of the neuron whose numbers stand in the formulas. */
  told: number[];
  formula: string;
  words: string;
}

/** For plane.js. */
export interface Plane {
  pens: { name: string; marker: string; colour: string }[];
  labels: string[];
  ends: string[];
  by_class: boolean;
  discretise: boolean;
  show_test: boolean;
  drawing: boolean;
  pen: number;
  /** X and y. */
  spot: number[] | null;
  said: string;
  /** Of the points to train and to test with. */
  counts: number[];
  words: string;
}
