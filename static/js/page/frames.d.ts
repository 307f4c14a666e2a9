/* What the components of every page are told, as far as it has a type. */

/** For formulas.js. */
export interface Formulas {
  /** The formulas that hold with the present settings, and which of them is shown. */
  names: string[];
  name: string;
  /** One sentence on what it says. */
  about: string;
  /** MathML in text. */
  symbols: string;
  /** The same with the numbers of the run; empty while nobody wants to see them. */
  numbers: string;
}
