/** What Panel, or the site's stand-in for it (static/js/site/first.js), knows of a component. */
export interface Model {
  readonly fixed: any;
  frame: any;
  on(name: string, act: () => void): void;
  send_msg(message: object): void;
}

/** What a component is drawn with: its model, and where. */
export interface Given {
  model: Model;
  /** The element it is drawn into; in the site, before Bokeh is there, the shadow root instead. */
  el?: HTMLElement;
  root?: ShadowRoot;
  /** Bokeh's own view, if it is there. */
  view?: any;
}

/** What a view gets from `lib/view.js`. */
export interface Ui {
  /** What hardly ever changes while the page is open. */
  readonly fixed: any;
  /** What is to be seen now. */
  readonly frame: any;
  /** 256 colours from negative to positive in the present theme, as `lib/canvas.js` paints them. */
  readonly colours: Uint32Array;
  /** Bokeh's document, if it is there. */
  document?: any;
  /** Send a message to Python. */
  send(type: string, more?: object): void;
  /** Send a message and hear what became of it: an empty text, or why not. */
  ask(type: string, more?: object): Promise<string>;
  /** Draw the present frame now. */
  redraw(): void;
  /** Call `act` when the view goes. */
  onRemove(act: () => void): void;
  /** Listen to something outside of the view for as long as it is there. */
  listen(target: EventTarget, type: string, act: (event: any) => void): void;
  /** Call `act` with the width of `element` when its size changes, and draw. */
  onResize(element: Element, act?: (width: number) => void): void;
}

/** A challenge as a page is told of it (apps/page/challenges.py). */
export interface Challenge {
  key: string;
  text: string;
  hints: string[];
  why: string;
  warm_up: boolean;
  predict: { question: string; choices: string[] } | null;
}

/** What was met in this run: key, step, and which choice of the prediction came true (-1: none). */
export type Solved = [string, number, number];

declare global {
  /** What Panel, or the site's own script, takes for the module of a component (page/load.js). */
  var npView: (name: string) => Promise<{ render: (given: Given) => HTMLElement }>;
  var npModule: (name: string) => Promise<any>;
  /** What the browser remembers as solved (page/solved.js). */
  var npSolved:
    | { steps: (lab: string) => Record<string, number>; logs: (logs: Record<string, string>) => void }
    | undefined;
  /** What this tab keeps of runs, should a page be closed (page/runs.js). */
  var npRuns:
    | {
        keep: (log: string, steps: number) => void;
        offer: () => { log: string; steps: number } | null;
        drop: () => void;
      }
    | undefined;
}
