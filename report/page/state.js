// SPDX-License-Identifier: Apache-2.0
// What a reader chose lives in the address, behind the #, so that a link shows what its sender saw:
// #view=rows&rows.q=netlink&rows.sort=median
"use strict";

kuipc.state = (() => {
  const read = () => new URLSearchParams(location.hash.slice(1));
  let wrote = null;

  const get = (key, otherwise = "") => read().get(key) ?? otherwise;

  // Several names in one choice, whatever is in them; an address may have been cut.
  const list = (key) =>
    get(key)
      .split(",")
      .filter(Boolean)
      .map((name) => {
        try {
          return decodeURIComponent(name);
        } catch {
          return name;
        }
      });

  function addressWith(changes) {
    const all = read();
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null || value === undefined || value === false) all.delete(key);
      else all.set(key, value === true ? "yes" : String(value));
    }
    return "#" + all.toString();
  }

  // The address of a view with these choices and none of its others; the run stays.
  function link(view, choices) {
    const all = new URLSearchParams({ view });
    if (get("run")) all.set("run", get("run"));
    for (const [key, value] of Object.entries(choices)) all.set(key, value);
    return "#" + all.toString();
  }

  // Not a step in the browser's history: Back leaves the view, not one letter of a search.
  function set(changes) {
    wrote = addressWith(changes);
    history.replaceState(null, "", wrote);
  }

  // The value if it is one of those that there are: an address may be of another page.
  function oneOf(key, values, otherwise) {
    const value = get(key, "");
    return values.map(String).includes(value) ? value : String(otherwise ?? "");
  }

  return { get, list, set, oneOf, addressWith, link };
})();
