/* What was solved, kept in the browser's own store: on the server and in the site alike, on pages of their own and in
   frames. Nothing of it is sent. Where there is no store, as in a sandboxed frame, nothing is remembered, and
   everything else works.

   The store holds, under a name with a version, {lab: {of: number of its challenges, steps: {challenge: step}}}. Only
   what is solved while somebody plays here gets in: a lab takes what its address brings as given (playground/run.py),
   and a page in a frame that nobody has touched is played by the page around it. */
(() => {
  const NAME = "np-solved-1";
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  /** What is kept; whatever does not look like it is passed over. Null without a store. */
  function kept() {
    let found = "null";
    try {
      found = localStorage.getItem(NAME) ?? found;
    } catch {
      return null;
    }
    const labs = {};
    try {
      for (const [lab, { of, steps }] of Object.entries(JSON.parse(found) ?? {})) {
        const mine = Object.entries(steps).filter(
          ([number, step]) => /^\d{1,3}$/.test(number) && number < of && isCount(step),
        );
        if (/^[\w-]{1,50}$/.test(lab) && isCount(of) && mine.length)
          labs[lab] = { of, steps: Object.fromEntries(mine) };
      }
    } catch {
      /* somebody else's, or damaged */
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
  const count = (steps, of = Infinity) => Object.keys(steps).filter((number) => Number(number) < of).length;
  globalThis.npSolved = { steps: stepsOf };

  /* --- what is solved here ----------------------------------------------------------------------------- */
  let lab = null,
    of = 0,
    seen = new Set(); // of the frames so far; what is forgotten is not remembered again from them

  addEventListener("np-frame", (/** @type {any} */ { detail }) => {
    if (!lab) {
      [lab, of] = [detail.lab, detail.challenges.length];
      const known = kept()?.[lab];
      if (known && known.of !== of)
        keep((labs) => {
          labs[lab].of = of;
        }); // the lab has other challenges by now
      else tell();
    }
    const fresh = detail.solved.filter(([number]) => !seen.has(number));
    if (!fresh.length) return;
    for (const [number] of fresh) seen.add(number);
    if (navigator.userActivation?.hasBeenActive === false) return; // nobody has touched this page
    keep((labs) => {
      const mine = (labs[lab] ??= { of, steps: {} });
      for (const [number, step] of fresh) mine.steps[number] ??= step;
    });
  });

  /* --- what is shown of it ----------------------------------------------------------------------------- */
  const challenges = (n) => (n === 1 ? "1 challenge" : `${n} challenges`);

  function tell() {
    const labs = kept(),
      all = Object.values(labs ?? {}).reduce((sum, { of, steps }) => sum + count(steps, of), 0);
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-solved]"))) {
      const mine = labs?.[place.dataset.solved],
        total = Number(place.dataset.of ?? mine?.of ?? 0),
        n = count(mine?.steps ?? {}, total);
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
    const n = count(labs?.[lab]?.steps ?? {}, of);
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
        ask(false, box);
      });
      const no = button("No, keep", () => ask(false, forget));
      box.tabIndex = -1; // takes the focus when its buttons have gone
      box.append(words, forget, yes, no);
    }
    const [words, forget, yes, no] = box.children;
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
    forget.hidden = asks || !all;
    yes.hidden = no.hidden = !asks;
    box.hidden = !all && box.dataset.remember !== "always" && !box.contains(document.activeElement);
  }

  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  addEventListener("DOMContentLoaded", tell);
  addEventListener("storage", ({ key }) => {
    if (key === NAME || key === null) tell();
  }); // another tab has solved something
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) tell();
  });
})();
