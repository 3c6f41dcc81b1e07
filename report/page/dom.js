// SPDX-License-Identifier: Apache-2.0
// Elements. Whatever comes from a result becomes a text node or an attribute's value: nothing here
// parses HTML.
"use strict";

kuipc.views = {};

kuipc.dom = (() => {
  // h("a", {href: "#x", onclick: f, class: "c"}, "text", element, [more], null)
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(
      ...children
        .flat(Infinity)
        .filter((child) => child !== null && child !== undefined && child !== false)
        .map((child) => (child instanceof Node ? child : String(child))),
    );
    return element;
  }

  const fill = (element, ...children) => {
    element.replaceChildren(h("div", null, ...children));
    element.firstChild.replaceWith(...element.firstChild.childNodes);
    return element;
  };

  // A row's name may go on in the next line after each of its parts.
  const breakable = (name) =>
    name.split("/").flatMap((part, i) => (i ? ["/", h("wbr"), part] : part));

  let labels = 0;

  // A labelled choice: [[value, text]] or plain values.
  function choice(label, values, chosen, pick) {
    const id = `choice-${++labels}`;
    const options = values
      .map((one) => (Array.isArray(one) ? one : [one, one]))
      .map(([value, text]) =>
        h("option", { value, selected: String(value) === String(chosen) }, text),
      );
    return h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      h("select", { id, onchange: (event) => pick(event.target.value) }, options),
    );
  }

  function search(label, chosen, pick, hint) {
    const id = `choice-${++labels}`;
    return h(
      "div",
      { class: "field grow" },
      h("label", { for: id }, label),
      h("input", {
        id,
        type: "search",
        value: chosen || "",
        placeholder: hint,
        autocomplete: "off",
        spellcheck: "false",
        oninput: (event) => pick(event.target.value),
      }),
    );
  }

  function check(label, chosen, pick, sample) {
    return h(
      "label",
      { class: "check" },
      h("input", {
        type: "checkbox",
        checked: chosen,
        onchange: (event) => pick(event.target.checked),
      }),
      sample,
      h("span", null, label),
    );
  }

  const controls = (...fields) =>
    h("form", { class: "controls", onsubmit: (event) => event.preventDefault() }, fields);

  function svg(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // A short line as a chart draws it, so that a choice of lines is their legend.
  function sample(style) {
    const dashes = { solid: "none", dashed: "6 3", dotted: "2 3" };
    const line = { x1: 1, y1: 5, x2: 25, y2: 5, stroke: style.colour, "stroke-width": 2.5 };
    return svg(
      "svg",
      { width: 26, height: 10, "aria-hidden": "true" },
      svg("line", { ...line, "stroke-dasharray": dashes[style.dash] }),
    );
  }

  // A mark of a track as an element.
  function mark({ kind, colour }, ground) {
    const { shape, style, type } = kuipc.marks.mark(kind, 8, 8, colour, ground);
    const paint = { fill: style.fill, stroke: style.stroke, "stroke-width": style.lineWidth };
    const { r, ...box } = shape;
    const drawn =
      type === "circle"
        ? svg("circle", { cx: shape.cx, cy: shape.cy, r, ...paint })
        : type === "rect"
          ? svg("rect", { ...box, ...paint })
          : svg("polygon", {
              points: shape.points.map((point) => point.join(",")).join(" "),
              ...paint,
            });
    return svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, drawn);
  }

  return { h, fill, breakable, choice, search, check, controls, sample, mark };
})();
