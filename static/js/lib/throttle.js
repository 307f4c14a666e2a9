/* Values that are set by hand: not too many of them. */

/** At most one call in ~33 ms, never losing the last one; `flush` makes that one now, as when a drag ends. */
export function gently(send) {
  let timer = null,
    next = null,
    last = 0;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    last = performance.now();
    send(...next);
  };
  const ask = (...values) => {
    next = values;
    if (timer === null) timer = setTimeout(flush, Math.max(0, 33 - (performance.now() - last)));
  };
  return Object.assign(ask, { flush });
}
