/* What the site builder (build/site.py) writes in front of the workers' scripts, and what pages and the worker say. */

/** A file that is fetched packed: its address, its sizes and its sum. */
export interface Packed {
  /** What it is called once it is unpacked, where that matters. */
  name?: string;
  packed: string;
  /** Of the packed file, as is `sha256`. */
  bytes: number;
  sha256: string;
}

/** `SITE` of worker.js: what there is to fetch before a lab is opened. */
export interface Core {
  runtime: string;
  lock: string;
  native: string[];
  pure: string[];
  more: string;
  panel: string;
  place: string;
  later: string[];
  absent: string[];
  compiled: { name: string; integrity: string };
  files: (Packed & { name: string })[];
}

/** `SITE` of sw.js: what is kept. */
export interface Kept {
  build: string;
  core: string[];
  /** Two forms of one file: as the browser unpacks it, and packed. */
  either: [string, string];
  labs: Record<string, string[]>;
  later: string[];
}

/** A session of a page (apps/host/worker.py). */
export interface Session {
  models(): string;
  whole(): string;
  roots(): string;
  start(): void;
  receive(text: string, buffers: Record<string, ArrayBuffer> | null): void;
  close(): void;
  destroy(): void;
}

/** What a session says: a patch for the document, that the lab has stopped, and what is worth keeping. */
export type Post = (text: string, buffers: Uint8Array[]) => void;
export type Failed = (what: string, report: string) => void;
export type Keep = (query: string, packed: string, weights: string) => void;

/** What is used of Pyodide. */
export interface Pyodide {
  FS: {
    mkdirTree(folder: string): void;
    writeFile(name: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
  };
  _api: { on_fatal: (error: any) => void };
  toPy(values: object): unknown;
  runPython(
    code: string,
    options: { globals: unknown },
  ): (lab: string, query: string, prefix: string, post: Post, failed: Failed, keep: Keep) => Session;
}

/** What a page of a lab says to the worker, by its type. */
export interface ToWorker {
  open: { lab: string; packages: Packed[]; query: string; prefix: string; lock: string | null };
  whole: object;
  start: object;
  patch: { text: string; buffers: Record<string, ArrayBuffer> };
  close: object;
}

/** What the worker says to a page, by its type. */
export interface ToPage {
  progress: { stage: string; arrived: number; total: number };
  opened: { models: string };
  whole: { doc: string; roots: string };
  patch: { text: string; buffers: Uint8Array[] };
  failed: { what: string; report: string };
  broken: { what: string; report: string };
  state: { query: string; packed: string; weights: string };
  alive: { life: string };
}

/** Such a message. */
export type Message<All> = { [Type in keyof All]: { type: Type } & All[Type] }[keyof All];
/** What is done about each. */
export type Handlers<All> = { [Type in keyof All]: (message: All[Type]) => unknown };

/** The document that is built into a page: as Bokeh writes it, and the identifiers of its roots by their names. */
export interface Built {
  doc: any;
  roots: Record<string, string>;
  models: unknown;
}
