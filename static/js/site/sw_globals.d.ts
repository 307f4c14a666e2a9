/* What sw.js finds: the site builder puts SITE in front of it. */

declare const SITE: import("./types").Kept;
