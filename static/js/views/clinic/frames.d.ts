/* What Python tells the views of this lab with every frame (tests/apps/test_frames.py compares). */
/** For ward.js. */
export interface Ward {
  title: string;
  age: string;
  loss: string;
  loss_share: number;
  chance: string;
  accuracy: string;
  accuracy_share: number;
  here: string;
  named: string;
  opened: boolean[];
  shown: string;
  asks: string;
  lines: string[];
  images: Uint8Array;
  captions: string[];
  names: string[];
  texts: string[];
  shares: Float32Array;
  grid: Uint8Array;
  rows: string[];
  axis: string[];
  curve: Float32Array;
  points: boolean;
  said: number;
  right: boolean;
  verdict: string;
  beside: string;
  suspected: number;
  words: string;
}
