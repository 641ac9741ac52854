// Conveniences only: every page works without this file.
"use strict";
(() => {
  document.getElementById("errors")?.focus();

  // On a phone the rail and the navigation scroll sideways: where one is must be in sight.
  for (const here of document.querySelectorAll(".rail [aria-current], .nav [aria-current]")) {
    const strip = here.parentElement;
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - here.offsetWidth) / 2;
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-print]")) return;
    event.preventDefault();
    window.print();
  });
  // Buttons that only this file serves are hidden until it runs.
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

  // The same form is not sent twice by a double click; going back makes it usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    // Another button of it is another wish: the same letter as PDF after it was read.
    const button = event.submitter;
    const wish = button && button.name ? `${button.name}=${button.value}` : "sent";
    if (form.dataset.sent === wish) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = wish;
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // While a field is typed in, a fragment of HTML is fetched: <input data-suggest-url data-suggest-target>.
  for (const field of document.querySelectorAll("[data-suggest-url]")) {
    const target = document.getElementById(field.dataset.suggestTarget);
    if (!target) continue;
    let timer = 0;
    let asked = "";
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = field.value.trim();
        if (text === asked) return;
        asked = text;
        if (text.length < 2) { target.replaceChildren(); return; }
        const url = new URL(field.dataset.suggestUrl, location.href);
        url.searchParams.set("q", text.slice(0, 200));
        try {
          const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
          if (answer.ok && asked === text) target.innerHTML = await answer.text();
        } catch (fault) {
          asked = "";
        }
      }, 350);
    });
  }
})();
