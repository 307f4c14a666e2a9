/* The run of this page, kept by the tab as long as it lives, so that a page that is loaded again, or comes back after a
   crash, can make it again from its log (playground/lab/journal.py). Nothing is sent anywhere. Where there is no store,
   as in a sandboxed frame, nothing is kept, and everything else works.

   The store holds for each lab {from, at, log, steps}: the address that was opened, and what has become of it. What was
   done at other addresses is not offered here. */
(() => {
  const LONGEST = 500_000; // characters
  const lab = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-lab]"))?.dataset.lab;
  const name = () => `np-run:${lab()}`;
  const here = () => location.pathname + location.search + location.hash;

  const came = here(); // before the page writes its settings into its address
  /** @type {{ log: string, steps: number } | null | undefined} Undefined: nobody has looked yet. */
  let offered;

  /** What was done on this page before it was loaded, if anything was. */
  function offer() {
    if (offered !== undefined) return offered;
    offered = null;
    try {
      const { from, at, log, steps } = JSON.parse(sessionStorage.getItem(name()) ?? "{}");
      if ([from, at].includes(came) && typeof log === "string" && log && Number.isSafeInteger(steps))
        offered = { log, steps };
    } catch {
      /* there is no store, or it is damaged */
    }
    return offered;
  }

  /** Remember the run as it is now; an empty log is one that has not begun. */
  function keep(log, steps) {
    offer(); // before it is overwritten
    setTimeout(() => {
      // by now the address is that of this run
      try {
        if (!log || log.length > LONGEST) sessionStorage.removeItem(name());
        else sessionStorage.setItem(name(), JSON.stringify({ from: came, at: here(), log, steps }));
      } catch {
        /* see above */
      }
    });
  }

  globalThis.npRuns = {
    keep,
    offer,
    drop() {
      offered = null;
    },
  };
})();
