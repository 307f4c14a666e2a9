/* What worker.js finds: the site builder puts SITE in front of it, and stack switching is newer than TypeScript. */

declare const SITE: import("./types").Core;

declare namespace WebAssembly {
  let Suspending: unknown;
  let promising: unknown;
}
