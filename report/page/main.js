// SPDX-License-Identifier: Apache-2.0
// The page: which run, which view, and what is printed.
"use strict";

(() => {
  const { h, fill } = kuipc.dom;
  const { state, format } = kuipc;
  const data = JSON.parse(document.getElementById("data").textContent);
  kuipc.links.use(data.links);
  const views = Object.values(kuipc.views); // in the order of their scripts
  const main = document.getElementById("main");

  const runIndex = () =>
    Number(
      state.oneOf(
        "run",
        data.runs.map((_, i) => i),
        0,
      ),
    );
  const viewName = () =>
    state.oneOf(
      "view",
      views.map((view) => view.id),
      views[0].id,
    );

  function head(run) {
    const clock = kuipc.data.clockWords(run.machine.clock);
    const about = [
      run.machine.accel &&
        (run.machine.accel === "none" ? "this machine itself" : `QEMU ${run.machine.accel}`),
      run.machine.cpus && format.plural(run.machine.cpus, "CPU"),
      run.run.set && `${run.run.set} set`,
      format.date(run.run.started),
      run.run.tag,
    ].filter(Boolean);
    const title = run.kernel.release || "unknown kernel";
    document.title = `${title}, ${clock.name} in ${clock.unit} – kuipc`;
    fill(
      document.getElementById("head"),
      h("h1", null, h("span", { class: "quiet" }, "Linux "), title),
      h(
        "p",
        { class: "about" },
        h(
          "strong",
          { class: "clock" },
          clock.name === "wall" ? "Wall clock, nanoseconds" : "Counted instructions, not time",
        ),
        h("span", null, about.join(" · ")),
      ),
      run.run.ended !== "finished" &&
        h(
          "p",
          { class: "bad" },
          `This run did not finish: ${run.run.ended}. ${run.run.detail || ""}`,
        ),
      run.machine.timed_an_emulator && h("p", { class: "bad" }, kuipc.data.clockSentence(run)),
      data.runs.length > 1 &&
        kuipc.dom.choice(
          "Run",
          data.runs.map((one, i) => [i, `${one.kernel.release || "?"} · ${one.run.id}`]),
          runIndex(),
          (value) => {
            state.set({ run: value === "0" ? "" : value });
            show();
          },
        ),
    );
  }

  function nav(current) {
    fill(
      document.getElementById("views"),
      h(
        "ul",
        null,
        views.map((view) =>
          h(
            "li",
            null,
            h(
              "a",
              {
                href: state.addressWith({ view: view.id }),
                "aria-current": view.id === current ? "page" : null,
              },
              view.title,
            ),
          ),
        ),
      ),
    );
  }

  function section(view, run) {
    const body = h("div");
    const element = h(
      "section",
      { id: `view-${view.id}`, "aria-labelledby": `title-${view.id}` },
      h("h2", { id: `title-${view.id}`, tabindex: "-1" }, view.heading || view.title),
      body,
    );
    view.build(body, { data, run, clock: kuipc.data.clockWords(run.machine.clock) });
    return element;
  }

  // A view that fails says so in its place; the others go on.
  function safely(view, run) {
    try {
      return section(view, run);
    } catch (error) {
      console.error(error);
      return h(
        "section",
        null,
        h("h2", null, view.title),
        h("p", { class: "bad" }, `This view could not be drawn: ${error.message}`),
      );
    }
  }

  function show() {
    const run = data.runs[runIndex()];
    const view = views.find((one) => one.id === viewName());
    head(run);
    nav(view.id);
    fill(main, safely(view, run));
  }

  // Everything, on paper: a view that is not shown is not drawn until then.
  function showAll() {
    const run = data.runs[runIndex()];
    fill(
      main,
      views.filter((view) => view.printed !== false).map((view) => safely(view, run)),
    );
    for (const details of main.querySelectorAll("details"))
      details.open = details.dataset.print === "yes";
    kuipc.figure.print(true);
  }

  let shown = viewName();
  addEventListener("hashchange", () => {
    show();
    if (viewName() !== shown) main.querySelector("h2")?.focus({ preventScroll: true });
    if (viewName() !== shown) scrollTo(0, 0);
    shown = viewName();
  });
  addEventListener("beforeprint", showAll);
  addEventListener("afterprint", () => {
    kuipc.figure.print(false);
    show();
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  fill(
    document.getElementById("foot"),
    h(
      "p",
      null,
      "Made by ",
      h("code", null, "./run_bench.sh report"),
      ` with kuipc ${data.version}. `,
      "It holds all its data and asks no network for anything. Charts: Apache ECharts.",
    ),
  );
  show();
  document.documentElement.setAttribute("data-ready", "yes");
})();
