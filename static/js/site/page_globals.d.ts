/* What the scripts of a page find: Bokeh, which brings no types, and what some browsers say of the network. */

declare const Bokeh: any;

interface Navigator {
  readonly connection?: { readonly saveData: boolean };
}
interface Window {
  importShim: ((url: string) => Promise<object>) & { addImportMap(): void };
}
