// The screen in the hall: Enter and the right arrow go on wherever the focus is, and what is typed is counted.
// Without this script the focused link or button does the same.
(() => {
  "use strict";
  const value = document.querySelector("[data-digits]");
  const counted = document.querySelector("[data-counted]");

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, a, button");
    if (typing || (event.key !== "Enter" && event.key !== "ArrowRight") || event.repeat) return;
    const next = document.querySelector("[data-next]");
    if (!next) return;
    event.preventDefault();
    next.click();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault(); // Enter held down sends once
    event.target.dataset.sent = "yes";
  });

  if (value && counted) {
    const say = () => {
      const typed = value.value.replace(/[\s+,，、]/g, "").length;
      counted.textContent = `${typed} / ${value.dataset.digits}`;
      counted.classList.toggle("full", typed === Number(value.dataset.digits));
    };
    value.addEventListener("input", say);
    say();
  }
})();
