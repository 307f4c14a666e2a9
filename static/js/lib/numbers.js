/* Numbers as people read them. */

/** A number as people read it; the minus is a real one. */
export function num(value, digits = 4) {
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  let text;
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) text = value.toExponential(2);
  else text = value.toFixed(size >= 1000 ? 1 : size >= 10 ? Math.min(digits, 2) : digits);
  return text.replaceAll("-", "−");
}

/** A number with so many places, fewer if it is large: for columns in which nothing may jump. */
export function fixed(value, places) {
  const size = Math.abs(value),
    text = value.toFixed(size >= 100 ? Math.max(0, places - 2) : size >= 10 ? places - 1 : places);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** A whole number, given as text, as it is read: a real minus, and commas as everywhere on the page. */
export const grouped = (text) => text.replace("-", "−").replace(/\B(?=(\d{3})+$)/g, ",");

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** A whole number as an exponent. */
export const raised = (power) =>
  [...String(power)].map((c) => (c === "-" ? "⁻" : RAISED[Number(c)])).join("");

/** The same where there is room for so many digits only: a longer number as 1.23·10¹², or with fewer places. */
export function brief(text, most, places = 2) {
  const digits = text.replace("-", "");
  if (digits.length <= most) return grouped(text);
  const [factor, power] = Number(text).toExponential(places).split("e");
  return `${factor.replace("-", "−")}·10${raised(Number(power))}`;
}
