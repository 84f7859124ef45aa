// What is under way is asked for again until it has ended: the page's own live part, so that both say the same.
// Without this script the page reloads itself.
(() => {
  "use strict";
  const EVERY = 1000; // milliseconds

  async function renew() {
    const old = document.querySelector("[data-live]");
    if (!old) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.redirected) return location.reload(); // signed out meanwhile
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(old.id);
      const ended = fresh && !fresh.hasAttribute("data-live");
      if (ended && old.dataset.live === "whole") return location.reload(); // the key that goes on has changed with it
      if (fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
      if (ended) document.title = page.title;
    } catch {
      // the server is away for a moment
    }
    setTimeout(renew, EVERY);
  }
  setTimeout(renew, EVERY);
})();
