"""How tests see in a browser that something takes effect. How soon is measured by `make bench-live`."""

# Acts, then looks at every frame until it sees the effect; gives the seconds between.
UNTIL = """(element, {act, seen}) => new Promise((resolve, reject) => {
  const started = performance.now(), root = element.getRootNode();
  const done = new Function("element", "root", `return ${seen}`);
  new Function("element", "root", act)(element, root);
  const look = () => {
    const passed = (performance.now() - started) / 1000;
    if (done(element, root)) resolve(passed);
    else if (passed > 60) reject(new Error("no effect in 60 s"));
    else requestAnimationFrame(look);
  };
  look();
})"""
