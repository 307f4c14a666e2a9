/* For teachers: lists of solved challenges, as learners save them (solved.js), are checked on the front page. Each run
   is made again in its lab, in a frame that one can watch, from its log; the lab says which challenges it meets. */
addEventListener("DOMContentLoaded", () => {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-check]"));
  if (!place) return;
  /** @type {Record<string, { title: string, challenges: Record<string, string> }>} */
  const labs = JSON.parse(place.dataset.check ?? "{}"),
    suffix = place.dataset.suffix ?? "";
  const PATIENCE = 120_000; // ms for one run, a lab that starts included
  const find = (name) => /** @type {any} */ (place.querySelector(name));
  const [files, text, button, said, table, stage] = [
    "[type=file]",
    "textarea",
    "button",
    "[role=status]",
    "tbody",
    ".np-stage",
  ].map(find);

  /** @typedef {{ from: string, lab: string, challenge: string, step: number, log: string }} Entry */

  const PASTED = "pasted"; // where a list comes from that is no file
  /** How a sentence begins that speaks of a list. @param {string} from */
  const named = (from) => (from === PASTED ? "The pasted text" : `“${from}”`);

  /** The entries of a list. Throws an Error with a sentence. @param {string} list @param {string} from */
  function entries(list, from) {
    let found;
    try {
      found = JSON.parse(list.replace(/^\uFEFF/, ""));
    } catch {
      /* see below */
    }
    if (found?.format !== "neural-playground-solved" || !Array.isArray(found.solved))
      throw new Error(
        `${named(from)} is no list of solved challenges: such a list is saved on the front page by “Save the list”.`,
      );
    if (!found.solved.length) throw new Error(`${named(from)} holds nothing that was solved.`);
    return found.solved.map((one, i) => {
      const { lab, challenge, step, log } = one ?? {};
      if (typeof lab !== "string" || typeof challenge !== "string" || !Number.isSafeInteger(step))
        throw new Error(`${named(from)} is damaged: its entry ${i + 1} needs a lab, a challenge and a step.`);
      return /** @type {Entry} */ ({ from, lab, challenge, step, log: String(log ?? "") });
    });
  }

  /** What is wrong with an entry before anything is made again; an empty text if nothing is. @param {Entry} entry */
  function flaw({ lab, challenge, log }) {
    if (!Object.hasOwn(labs, lab)) return "no such lab here";
    if (!Object.hasOwn(labs[lab].challenges, challenge)) return "no such challenge here";
    return log ? "" : "no log: it was too long, or solved before logs were kept";
  }

  /** @type {{ lab: string, frame: HTMLIFrameElement, ready: Promise<void>, hear: ((data: any) => void) | null } | null} */
  let open = null;
  let count = 0;

  /** The frame of a lab; the one before it is closed. @param {string} lab */
  function opened(lab) {
    if (open?.lab === lab) return open;
    const frame = document.createElement("iframe");
    frame.title = `The run that is made again: ${labs[lab].title}`;
    frame.src = `${lab}${suffix}?${new URLSearchParams({ embed: "1", host: location.origin })}`;
    const one = { lab, frame, ready: Promise.resolve(), hear: /** @type {any} */ (null) };
    one.ready = new Promise((done) => {
      one.hear = ({ type }) => type === "ready" && done();
    });
    stage.replaceChildren(frame);
    open = one;
    return one;
  }
  addEventListener("message", ({ source, origin, data }) => {
    if (origin === location.origin && data?.np === 1 && source === open?.frame.contentWindow)
      open?.hear?.(data);
  });

  /** Make a run again; what came of it. @param {Entry} entry @returns {Promise<{ ok: boolean, text: string }>} */
  async function verdict(entry) {
    const wrong = flaw(entry);
    if (wrong) return { ok: false, text: wrong };
    const one = opened(entry.lab),
      ask = ++count;
    const told = new Promise((done) => {
      setTimeout(() => done({ wrong: "not done within two minutes" }), PATIENCE);
      one.ready.then(() => {
        one.hear = (data) => {
          if (data.type === "answer" && data.ask === ask && data.wrong) done(data);
          if (data.type === "again" && data.number === ask) done(data);
        };
        one.frame.contentWindow?.postMessage({ np: 1, type: "again", ask, log: entry.log }, location.origin);
      });
    });
    const { wrong: failed, keys, steps, same } = /** @type {any} */ (await told);
    if (failed) return { ok: false, text: failed };
    if (!keys.includes(entry.challenge)) return { ok: false, text: "this run does not meet it" };
    if (steps !== entry.step) return { ok: false, text: `it is met at step ${steps}` };
    return { ok: true, text: same };
  }

  const cell = (text, tag = "td") => Object.assign(document.createElement(tag), { textContent: text });

  /** @param {Entry} entry */
  function row(entry) {
    const line = document.createElement("tr"),
      see = document.createElement("td"),
      result = cell("…");
    if (Object.hasOwn(labs, entry.lab) && entry.log)
      see.append(
        Object.assign(document.createElement("a"), {
          href: `${entry.lab}${suffix}#${new URLSearchParams({ log: entry.log })}`,
          target: "_blank",
          textContent: "see it",
        }),
      );
    const known = Object.hasOwn(labs, entry.lab) ? labs[entry.lab] : null;
    line.append(
      cell(entry.from),
      cell(known?.title ?? entry.lab),
      cell(known?.challenges[entry.challenge] ?? entry.challenge),
      cell(entry.step.toLocaleString("en")),
      result,
      see,
    );
    return { line, result };
  }

  async function check() {
    /** @type {Entry[]} */
    const all = [],
      complaints = /** @type {string[]} */ ([]);
    const given = [...files.files].map(async (file) => [await file.text(), file.name]);
    if (text.value.trim()) given.push(Promise.resolve([text.value, PASTED]));
    const met = new Map(); // what each list says, and whose it was first
    for (const [list, from] of await Promise.all(given))
      try {
        const said = entries(list, from),
          same = JSON.stringify(said.map((one) => ({ ...one, from: "" })));
        if (met.has(same))
          throw new Error(`${named(from)} is the same list as ${named(met.get(same))}: it counts once.`);
        met.set(same, from);
        all.push(...said);
      } catch (error) {
        complaints.push(/** @type {Error} */ (error).message);
      }
    if (!given.length) complaints.push("Choose the files that learners have saved, or paste one.");
    const rows = all.map((entry) => ({ entry, ...row(entry) }));
    table.replaceChildren(...rows.map(({ line }) => line));
    table.parentElement.hidden = !rows.length;
    rows.sort((a, b) => a.entry.lab.localeCompare(b.entry.lab)); // each lab is opened once
    let done = 0,
      hold = 0;
    for (const { entry, result, line } of rows) {
      said.textContent = `${done} of ${rows.length} made again.`;
      const { ok, text } = await verdict(entry);
      result.textContent = `${ok ? "✓ holds" : "✗ does not hold"}${text ? `: ${text}` : ""}`;
      line.className = ok ? "np-holds" : "np-fails";
      done += 1;
      hold += Number(ok);
    }
    stage.replaceChildren();
    open = null;
    said.textContent = [...complaints, rows.length && `${hold} of ${rows.length} hold.`]
      .filter(Boolean)
      .join(" ");
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    await check();
    button.disabled = false;
    button.focus();
  });
});
