/* What a zip archive holds. Pyodide unpacks wheels in Python, which takes half a second for ours. */

/** The files of a zip archive as [name, bytes]: one that the site builder wrote, in which nothing is compressed.
    @param {ArrayBuffer} buffer @returns {Generator<[string, Uint8Array]>} */
function* filesOf(buffer) {
  const view = new DataView(buffer), text = new TextDecoder();
  const end = buffer.byteLength - 22; // the record at the end says where the list of files begins, and how long it is
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error("not an archive of the site builder's");
  for (let left = view.getUint16(end + 10, true), at = view.getUint32(end + 16, true); left > 0; left -= 1) {
    const [size, name, extra, comment] = [view.getUint32(at + 20, true), ...[28, 30, 32].map((from) => view.getUint16(at + from, true))];
    const head = view.getUint32(at + 42, true); // in front of the file itself, with lengths of its own
    const from = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    yield [text.decode(new Uint8Array(buffer, at + 46, name)), new Uint8Array(buffer, from, size)];
    at += 46 + name + extra + comment;
  }
}
