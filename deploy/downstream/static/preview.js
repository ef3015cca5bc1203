// A draft is shown again with each change, and its reader is to stay where they were. Wagtail asks the page that
// goes for its place, and waits ten seconds for an answer before it shows the one that comes.
(() => {
  "use strict";
  const newsroom = document.currentScript.dataset.newsroom;
  const tell = (message) => {
    window.parent.postMessage({ wagtail: { ...message, origin: window.location.origin } }, newsroom);
  };
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== newsroom || !event.data?.wagtail) return;
    const { type, x, y } = event.data.wagtail;
    if (type === "w-preview:get-scroll-position") {
      tell({ type: "w-preview:set-scroll-position", x: window.scrollX, y: window.scrollY });
    } else if (type === "w-preview:set-scroll-position") {
      window.scroll({ left: x, top: y, behavior: "instant" });
    }
  });
  window.addEventListener("load", () => tell({ type: "w-preview:request-scroll" }));
})();
