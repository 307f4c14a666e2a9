/* What was solved, kept in the browser's own store: on the server and in the site alike, on pages of their own and in
   frames. Nothing of it is sent. Where there is no store, as in a sandboxed frame, nothing is remembered, and
   everything else works.

   The store holds, under a name with a version, {lab: {of: number of its challenges, steps: {key: step}}}; another one
   holds for each the log with which it can be done again, {lab: {key: log}}: what a list for a teacher is made of
   (playground/lab/journal.py). Only what is solved while somebody plays here gets in: a lab takes what its address brings as given (playground/lab/run.py), and
   a page in a frame that nobody has touched is played by the page around it. */
(() => {
  const NAME = "np-solved-2",
    LOGS = "np-logs-1",
    LONGEST_LOG = 100_000; // characters: a store holds some five million
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  /* The first store knew challenges by their numbers. What was solved then still counts where the challenge still asks
     for the same; null stands for one that has been replaced by another. */
  const FIRST = {
    name: "np-solved-1",
    keys: {
      circuit: ["above-zero", "switch-over", "silence", "misleading-h", "own-formula"],
      backprop: ["below-001", "two-hidden", "stuck", "teacher"],
      classifier: ["circle-three", "xor-alone", "spiral", "spiral-coordinates", null, null, null],
      recurrent: ["adds", null, "six-neurons", null],
      lstm: ["recall", null, null, null],
      vectors: ["noise-wins", "hundred-turns", "three-products", "cut-off"],
      encrypted: ["four-right", "quick", null, null],
      spam: ["attacker", "all-the-way", null, "false-alarm"],
      qtable: ["slippery", "by-hand", "detour", "limit"],
    },
  };

  /** What is kept in the first store, by the keys of today. */
  function moved() {
    const labs = {};
    for (const [lab, { steps }] of Object.entries(read(FIRST.name))) {
      const known = Object.entries(steps).flatMap(([number, step]) => {
        const key = FIRST.keys[lab]?.[number];
        return key && isCount(step) ? [[key, step]] : [];
      });
      if (known.length) labs[lab] = { of: FIRST.keys[lab].length, steps: Object.fromEntries(known) };
    }
    return labs;
  }

  /** The store of this name, in which every lab has steps; whatever does not look like it is passed over. */
  function read(name) {
    const labs = {};
    try {
      for (const [lab, one] of Object.entries(JSON.parse(localStorage.getItem(name) ?? "null") ?? {}))
        if (/^[\w-]{1,50}$/.test(lab) && one?.steps && typeof one.steps === "object") labs[lab] = one;
    } catch {
      /* somebody else's, or damaged */
    }
    return labs;
  }

  /** What is kept. Null without a store. */
  function kept() {
    try {
      localStorage.getItem(NAME);
    } catch {
      return null;
    }
    const labs = {};
    for (const [lab, { of, steps }] of Object.entries(read(NAME))) {
      const mine = Object.entries(steps).filter(
        ([key, step]) => /^[a-z0-9-]{1,40}$/.test(key) && isCount(step),
      );
      if (isCount(of) && mine.length) labs[lab] = { of, steps: Object.fromEntries(mine) };
    }
    return labs;
  }

  /** Change what is kept. Another tab may have done so meanwhile, so it is read again first. */
  function keep(change) {
    const labs = kept();
    if (!labs) return;
    change(labs);
    try {
      if (Object.keys(labs).length) localStorage.setItem(NAME, JSON.stringify(labs));
      else localStorage.removeItem(NAME);
    } catch {
      /* the store is full, or closed */
    }
    tell();
  }

  const stepsOf = (lab) => kept()?.[lab]?.steps ?? {};
  const count = (steps) => Object.keys(steps).length;
  globalThis.npSolved = { steps: stepsOf, logs: tellLogs };

  /* --- how it was solved ------------------------------------------------------------------------------- */
  const told = {}; // the logs of this run, by key

  /** The logs of what was solved in this run; they may come before the news that it was, or after it. */
  function tellLogs(logs) {
    Object.assign(told, logs);
    for (const key of Object.keys(logs)) if (lab && stepsOf(lab)[key] >= 0 && seen.has(key)) keepLog(key);
  }

  /** What is kept of logs, by lab and key. */
  function keptLogs() {
    const logs = {};
    try {
      for (const [lab, mine] of Object.entries(JSON.parse(localStorage.getItem(LOGS) ?? "null") ?? {}))
        logs[lab] = Object.fromEntries(
          Object.entries(mine ?? {}).filter(([, log]) => typeof log === "string"),
        );
    } catch {
      /* there is no store, or it is damaged */
    }
    return logs;
  }

  /** Keep the log of what has just been solved, if there is room. @param {string} key */
  function keepLog(key) {
    const log = told[key];
    if (!log || log.length > LONGEST_LOG) return;
    const logs = keptLogs();
    if (logs[lab]?.[key]) return;
    logs[lab] = { ...logs[lab], [key]: log };
    try {
      localStorage.setItem(LOGS, JSON.stringify(logs));
    } catch {
      /* the store is full, or closed: the challenge counts, and cannot be shown to anybody */
    }
  }

  /** All that was solved, as a file for whoever is to check it. */
  function list() {
    const logs = keptLogs(),
      solved = Object.entries(kept() ?? {}).flatMap(([lab, { steps }]) =>
        Object.entries(steps).map(([challenge, step]) => ({
          lab,
          challenge,
          step,
          log: logs[lab]?.[challenge] ?? "",
        })),
      );
    return JSON.stringify({ format: "neural-playground-solved", version: 1, solved }, null, 1);
  }

  function save() {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(new Blob([list()], { type: "application/json" }));
    a.download = "solved-challenges.json";
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
  }

  /* --- what is solved here ----------------------------------------------------------------------------- */
  let lab = null,
    of = 0,
    seen = new Set(); // of the frames so far; what is forgotten is not remembered again from them

  addEventListener("np-frame", (/** @type {any} */ { detail }) => {
    if (!lab) {
      [lab, of] = [detail.lab, detail.challenges.length];
      meet(detail.challenges.map(({ key }) => key));
    }
    const fresh = detail.solved.filter(([key]) => !seen.has(key));
    if (!fresh.length) return;
    for (const [key] of fresh) seen.add(key);
    if (navigator.userActivation?.hasBeenActive === false) return; // nobody has touched this page
    keep((labs) => {
      const mine = (labs[lab] ??= { of, steps: {} });
      for (const [key, step] of fresh) mine.steps[key] ??= step;
    });
    for (const [key] of fresh) keepLog(key);
  });

  /** The lab has these challenges by now; what was solved of others no longer counts. */
  function meet(keys) {
    const known = kept()?.[lab];
    if (!known || (known.of === of && Object.keys(known.steps).every((key) => keys.includes(key))))
      return tell();
    keep((labs) => {
      const steps = Object.entries(labs[lab].steps).filter(([key]) => keys.includes(key));
      if (steps.length) labs[lab] = { of, steps: Object.fromEntries(steps) };
      else delete labs[lab];
    });
  }

  /* --- what is shown of it ----------------------------------------------------------------------------- */
  const challenges = (n) => (n === 1 ? "1 challenge" : `${n} challenges`);

  function tell() {
    const labs = kept(),
      all = Object.values(labs ?? {}).reduce((sum, { steps }) => sum + count(steps), 0);
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-solved]"))) {
      const mine = labs?.[place.dataset.solved],
        total = Number(place.dataset.of ?? mine?.of ?? 0),
        n = count(mine?.steps ?? {});
      place.classList.toggle("some", n > 0);
      setText(
        place,
        n
          ? `✓ ${n} of ${total}${place.dataset.of ? " challenges solved" : ""}`
          : place.dataset.of
            ? challenges(total)
            : "",
      );
    }
    const n = count(labs?.[lab]?.steps ?? {});
    for (const place of document.querySelectorAll("[data-progress]")) {
      setText(
        place,
        !all
          ? ""
          : !lab
            ? `${challenges(all)} solved`
            : `solved ${n} of ${of} here${all > n ? `, ${all} in all` : ""}`,
      );
    }
    for (const box of document.querySelectorAll("[data-remember]")) fill(box, labs, all);
    dispatchEvent(new Event("np-solved"));
  }

  /** The sentence with the button that forgets, which asks before it does. */
  function fill(box, labs, all) {
    if (!box.firstChild) {
      const words = document.createElement("span");
      words.setAttribute("aria-live", "polite");
      const button = (text, act) =>
        Object.assign(document.createElement("button"), {
          type: "button",
          className: "np-tool",
          textContent: text,
          onclick: act,
        });
      const ask = (yes, focus) => {
        box.classList.toggle("asks", yes);
        tell();
        focus.focus();
      };
      const forget = button("Forget", () => ask(true, no));
      const yes = button("Yes, forget", () => {
        keep((labs) => {
          for (const name of Object.keys(labs)) delete labs[name];
        });
        localStorage.removeItem(LOGS);
        ask(false, box);
      });
      const no = button("No, keep", () => ask(false, forget));
      const listing = button("Save the list", save);
      listing.title = "All that you have solved, as a file that a teacher can check";
      box.tabIndex = -1; // takes the focus when its buttons have gone
      box.append(words, listing, forget, yes, no);
    }
    const [words, listing, forget, yes, no] = box.children;
    if (!all) box.classList.remove("asks");
    const asks = box.classList.contains("asks");
    setText(
      words,
      asks
        ? `Forget ${all === 1 ? "the challenge" : `all ${all} challenges`} that you have solved?`
        : all
          ? `You have solved ${challenges(all)}. Only this browser knows.`
          : labs
            ? "What you solve is marked here. Only this browser knows of it."
            : "This browser keeps nothing here, so it cannot mark what you solve.",
    );
    listing.hidden = forget.hidden = asks || !all;
    yes.hidden = no.hidden = !asks;
    box.hidden = !all && box.dataset.remember !== "always" && !box.contains(document.activeElement);
  }

  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /** Once: what the first store knows goes into this one, and the first store goes. */
  function move() {
    const labs = moved();
    try {
      localStorage.removeItem(FIRST.name);
    } catch {
      return; // there is no store
    }
    if (!Object.keys(labs).length) return;
    keep((now) => {
      for (const [lab, { of, steps }] of Object.entries(labs))
        now[lab] = { of: now[lab]?.of ?? of, steps: { ...steps, ...now[lab]?.steps } };
    });
  }

  move();
  addEventListener("DOMContentLoaded", tell);
  addEventListener("storage", ({ key }) => {
    if (key === NAME || key === null) tell();
  }); // another tab has solved something
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) tell();
  });
})();
