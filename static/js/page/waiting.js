/* In the page that stands in for one that cannot be opened now (apps/host/waiting.py): tries again, and tells a page
   around it how high it is. A refresh by <meta> would do nothing where the address carries weights after a #. */
const { seconds } = document.documentElement.dataset;
setTimeout(() => location.reload(), 1000 * Number(seconds));
if (parent !== window)
  addEventListener("load", () => {
    const main = /** @type {HTMLElement} */ (document.querySelector("main"));
    const height = Math.ceil(main.getBoundingClientRect().bottom + 10);
    parent.postMessage({ np: 1, type: "size", height }, "*");
    parent.postMessage({ subject: "lti.frameResize", height }, "*");
  });
