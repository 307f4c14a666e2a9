/* A file that somebody brings. Its bytes go to Python as they are, which knows the encodings that programs write. */

import { h } from "./dom.js";

/** The bytes of a file in base64, as a message can hold them. */
const base64 = (file) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",")[1] ?? ""); // behind the head of a data: address
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });

/**
 * The hidden input behind a button: `input.click()` asks for a file of at most `most` bytes.
 * @param {{ accept: string, most: number, take: (file: string) => void, complain: (why: string) => void }} what
 */
export function fileInput({ accept, most, take, complain }) {
  const input = h("input", {
    type: "file",
    accept,
    hidden: true,
    async onchange() {
      const file = input.files[0];
      input.value = ""; // so that the same file may be chosen again
      if (!file) return;
      if (file.size > most)
        return complain(`That file is too large: ${most.toLocaleString("en")} bytes are the most.`);
      try {
        take(await base64(file));
      } catch {
        complain("That file cannot be read.");
      }
    },
  });
  return input;
}
