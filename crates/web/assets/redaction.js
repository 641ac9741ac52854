// Draws boxes over a page of a document, moves and sizes them and those that were saved, with mouse, finger and keyboard; the
// forms send them. Without this file boxes are found by their text or entered as numbers. Lengths are ten-thousandths of the
// page.
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
  const saved = document.getElementById("saved-boxes");
  const WHOLE = 10000, LEAST = 40, STEP = 50, FINE = 10;
  // So near to an edge, in pixels, a box is sized and not moved.
  const EDGE = 10;
  let boxes = [];
  let kept = [];
  let drawing = false;

  const clamp = (value, low, high) => Math.max(low, Math.min(high, Math.round(value)));
  const percent = (value) => (value / 100).toFixed(1);
  const words = (box) => (box.index === undefined
    ? form.dataset.name.replace("#", boxes.indexOf(box) + 1) : saved.dataset.name.replace("#", box.index + 1)) + " " +
    [box.x, box.y, box.width, box.height].map((value) => percent(value) + "%").join(" ");

  function place(box) {
    box.width = clamp(box.width, LEAST, WHOLE);
    box.height = clamp(box.height, LEAST, WHOLE);
    box.x = clamp(box.x, 0, WHOLE - box.width);
    box.y = clamp(box.y, 0, WHOLE - box.height);
    for (const name of ["x", "y", "width", "height"]) box.rect.setAttribute(name, box[name] / 100 + "%");
    box.rect.setAttribute("aria-label", words(box) + " " + (box.index === undefined ? form : saved).dataset.keys);
  }

  // What a saved box has become is told to the form that lists it.
  function changed(box) {
    if (box.index === undefined) return show();
    box.moved = true;
    box.rect.classList.add("moved");
    box.number.setAttribute("x", box.x / 100 + "%");
    box.number.setAttribute("y", box.y / 100 + "%");
    const words = saved.querySelector(`[data-place="${box.index}"]`);
    if (words) words.textContent = `${(box.x / 100).toFixed(2)} %，${(box.y / 100).toFixed(2)} %`;
    const all = kept.filter((one) => one.moved).map((one) => [one.index, one.x, one.y, one.width, one.height].join(",")).join(";");
    for (const one of [form, saved]) one.elements.namedItem("moved").value = all;
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
    boxes.push(box);
    svg.append(box.rect);
    return held(box);
  }

  function held(box) {
    box.rect.setAttribute("tabindex", "0");
    box.rect.setAttribute("role", "application");
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
      changed(box);
      said.textContent = words(box);
    } else if (box.index === undefined && (event.key === "Delete" || event.key === "Backspace")) {
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

  // The edges of a box at which a pointer is: -1 left or top, 1 right or bottom, 0 in the middle.
  function edges(box, event) {
    const area = box.rect.getBoundingClientRect();
    const near = (at, from, to) => {
      const zone = Math.min(EDGE, (to - from) / 4);
      return at < from + zone ? -1 : at > to - zone ? 1 : 0;
    };
    return { across: near(event.clientX, area.left, area.right), down: near(event.clientY, area.top, area.bottom) };
  }

  const under = (event) => [...boxes, ...kept].find((box) => box.rect === event.target);

  // Follows the pointer from one place to another: a new box is drawn, one that is there moved, or sized at an edge.
  function follow(box, from, edge, start, now) {
    if (!from) {
      box.x = Math.min(start.x, now.x);
      box.y = Math.min(start.y, now.y);
      box.width = Math.abs(now.x - start.x);
      box.height = Math.abs(now.y - start.y);
      return;
    }
    const across = now.x - start.x, down = now.y - start.y;
    if (edge.across === 0 && edge.down === 0) {
      box.x = from.x + across;
      box.y = from.y + down;
      return;
    }
    const span = (at, length, by, side) => {
      if (side === 0) return [at, length];
      if (side > 0) return [at, clamp(length + by, LEAST, WHOLE - at)];
      const first = clamp(at + by, 0, at + length - LEAST);
      return [first, at + length - first];
    };
    [box.x, box.width] = span(from.x, from.width, across, edge.across);
    [box.y, box.height] = span(from.y, from.height, down, edge.down);
  }

  svg.addEventListener("pointermove", (event) => {
    const box = event.buttons === 0 && under(event);
    if (!box) return;
    const { across, down } = edges(box, event);
    box.rect.style.cursor = across && down ? (across === down ? "nwse-resize" : "nesw-resize")
      : across ? "ew-resize" : down ? "ns-resize" : "move";
  });

  // A finger scrolls the page unless drawing was asked for or it is on a new box; a mouse always draws.
  svg.addEventListener("pointerdown", (event) => {
    const there = under(event);
    const fresh = there && there.index === undefined;
    if (event.button !== 0 || (event.pointerType !== "mouse" && !drawing && !fresh)) return;
    event.preventDefault();
    const start = point(event);
    const box = there || create({ x: start.x, y: start.y, width: LEAST, height: LEAST });
    if (!there) place(box);
    const from = there && { x: box.x, y: box.y, width: box.width, height: box.height };
    const edge = there && edges(box, event);
    let drawn = Boolean(there);
    let went = false;
    svg.setPointerCapture(event.pointerId);
    const move = (moved) => {
      follow(box, from, edge, start, point(moved));
      went = true;
      drawn = drawn || box.width > LEAST || box.height > LEAST;
      place(box);
    };
    const end = (ended) => {
      svg.removeEventListener("pointermove", move);
      svg.removeEventListener("pointerup", end);
      svg.removeEventListener("pointercancel", end);
      if (!drawn || (ended.type === "pointercancel" && !there)) {
        box.rect.remove();
        boxes = boxes.filter((other) => other !== box);
        show();
        return;
      }
      box.rect.focus({ preventScroll: true });
      if (!there) show();
      else if (went) changed(box);
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

  // Drawn boxes go with their own form, moved ones with either; any other form would leave them behind.
  let sent = false;
  document.addEventListener("submit", (event) => { sent = event.target === form || (event.target === saved && boxes.length === 0); });
  window.addEventListener("beforeunload", (event) => {
    if ((boxes.length > 0 || kept.some((box) => box.moved)) && !sent) event.preventDefault();
  });

  for (const part of document.querySelectorAll("[data-draw], [data-add], [data-drawn]")) part.hidden = false;
  if (saved) {
    const share = (rect, name) => Math.round(parseFloat(rect.getAttribute(name)) * 100);
    kept = [...svg.querySelectorAll("[data-box]")].map((rect) => ({
      rect, index: Number(rect.dataset.box), number: rect.nextElementSibling,
      x: share(rect, "x"), y: share(rect, "y"), width: share(rect, "width"), height: share(rect, "height"),
    }));
    kept.forEach(held);
  }
  for (const text of field.value.split(";")) {
    const [x, y, width, height] = text.split(",").map(Number);
    if (height > 0) create({ x, y, width, height });
  }
  show();
})();
