/* Colours, and bytes painted with them. */

/** A colour token as [r, g, b]. */
export function token(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
}

/** 256 colours from orange (negative) over paper (zero) to blue (positive), as RGBA words for a canvas. */
export function ramp() {
  const [neg, zero, pos] = ["--neg", "--zero", "--pos"].map(token);
  const words = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const x = (i - 127.5) / 127.5,
      end = x > 0 ? pos : neg,
      k = Math.abs(x);
    const [r, g, b] = zero.map((z, c) => Math.round(z + (end[c] - z) * k));
    words[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return words;
}

/** Draw bytes (0 most negative, 255 most positive; row 0 at the top), or colours [rows, columns, 3], on a canvas of their size. */
export function paint(canvas, bytes, columns, rows, colours) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const words = new Uint32Array(image.data.buffer);
  if (bytes.length === 3 * words.length)
    for (let i = 0, k = 0; i < words.length; i++, k += 3)
      words[i] = (255 << 24) | (bytes[k + 2] << 16) | (bytes[k + 1] << 8) | bytes[k];
  else for (let i = 0; i < words.length; i++) words[i] = colours[bytes[i]];
  context.putImageData(image, 0, 0);
}
