// Draws boxes over a page of a document, with mouse, finger and keyboard; the form sends them. Without this file boxes are
// found by their text or entered as numbers. Lengths are ten-thousandths of the page.
"use strict";
(() => {
  const sheet = document.querySelector("[data-redact]");
  const form = sheet && document.getElementById(sheet.dataset.redact);
  if (!form) return;
  const svg = sheet.querySelector("svg");
  const field = form.elements.namedItem("areas");
  const list = form.querySelector("[data-list]");
  const said = form.querySelector("[data-said]");
  const draw = document.querySelector("[data-draw]");
  const add = document.querySelector("[data-add]");
  const WHOLE = 10000, LEAST = 40, STEP = 50, FINE = 10;
  let boxes = [];
  let drawing = false;

  const clamp = (value, low, high) => Math.max(low, Math.min(high, Math.round(value)));
  const percent = (value) => (value / 100).toFixed(1);
  const words = (box) => form.dataset.name.replace("#", boxes.indexOf(box) + 1) + " " +
    [box.x, box.y, box.width, box.height].map((value) => percent(value) + "%").join(" ");

  function place(box) {
    box.width = clamp(box.width, LEAST, WHOLE);
    box.height = clamp(box.height, LEAST, WHOLE);
    box.x = clamp(box.x, 0, WHOLE - box.width);
    box.y = clamp(box.y, 0, WHOLE - box.height);
    for (const name of ["x", "y", "width", "height"]) box.rect.setAttribute(name, box[name] / 100 + "%");
    box.rect.setAttribute("aria-label", words(box) + " " + form.dataset.keys);
  }

  function show() {
    field.value = boxes.map((box) => [box.x, box.y, box.width, box.height].join(",")).join(";");
    list.replaceChildren(...boxes.map((box) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      item.textContent = words(box) + " ";
      button.type = "button";
      button.className = "plain";
      button.textContent = form.dataset.remove.replace("#", boxes.indexOf(box) + 1);
      button.addEventListener("click", () => remove(box));
      item.append(button);
      return item;
    }));
  }

  function remove(box) {
    box.rect.remove();
    boxes = boxes.filter((other) => other !== box);
    boxes.forEach(place);
    show();
    add.focus();
  }

  function create(box) {
    box.rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    box.rect.setAttribute("class", "new");
    box.rect.setAttribute("tabindex", "0");
    box.rect.setAttribute("role", "application");
    boxes.push(box);
    svg.append(box.rect);
    place(box);
    box.rect.addEventListener("keydown", (event) => keys(box, event));
    return box;
  }

  function keys(box, event) {
    const step = event.altKey ? FINE : STEP;
    const sizes = event.shiftKey;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) {
      const [across, down] = moves[event.key];
      if (sizes) {
        box.width = clamp(box.width + across, LEAST, WHOLE - box.x);
        box.height = clamp(box.height + down, LEAST, WHOLE - box.y);
      } else {
        box.x += across;
        box.y += down;
      }
      place(box);
      show();
      said.textContent = words(box);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(box);
    } else return;
    event.preventDefault();
  }

  function point(event) {
    const area = svg.getBoundingClientRect();
    return {
      x: clamp((event.clientX - area.left) / area.width * WHOLE, 0, WHOLE),
      y: clamp((event.clientY - area.top) / area.height * WHOLE, 0, WHOLE),
    };
  }

  // A finger scrolls the page unless drawing was asked for; a mouse always draws.
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.pointerType !== "mouse" && !drawing)) return;
    event.preventDefault();
    const start = point(event);
    const held = boxes.find((box) => box.rect === event.target);
    const box = held || create({ x: start.x, y: start.y, width: LEAST, height: LEAST });
    const from = { x: box.x, y: box.y };
    let drawn = Boolean(held);
    svg.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const now = point(moved);
      if (held) {
        box.x = from.x + now.x - start.x;
        box.y = from.y + now.y - start.y;
      } else {
        box.x = Math.min(start.x, now.x);
        box.y = Math.min(start.y, now.y);
        box.width = Math.abs(now.x - start.x);
        box.height = Math.abs(now.y - start.y);
        drawn = drawn || box.width > LEAST || box.height > LEAST;
      }
      place(box);
    };
    const end = (ended) => {
      svg.removeEventListener("pointermove", move);
      svg.removeEventListener("pointerup", end);
      svg.removeEventListener("pointercancel", end);
      if (!drawn || (ended.type === "pointercancel" && !held)) {
        box.rect.remove();
        boxes = boxes.filter((other) => other !== box);
      } else {
        box.rect.focus({ preventScroll: true });
      }
      show();
    };
    svg.addEventListener("pointermove", move);
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
  });

  draw.addEventListener("click", () => {
    drawing = !drawing;
    draw.setAttribute("aria-pressed", String(drawing));
    sheet.classList.toggle("drawing", drawing);
  });
  add.addEventListener("click", () => {
    const box = create({ x: 3500, y: 4500, width: 3000, height: 300 });
    show();
    box.rect.focus();
  });

  let sent = false;
  document.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => {
    if (boxes.length > 0 && !sent) event.preventDefault();
  });

  for (const part of document.querySelectorAll("[data-draw], [data-add], [data-drawn]")) part.hidden = false;
  for (const text of field.value.split(";")) {
    const [x, y, width, height] = text.split(",").map(Number);
    if (height > 0) create({ x, y, width, height });
  }
  show();
})();
