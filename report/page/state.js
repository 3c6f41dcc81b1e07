// SPDX-License-Identifier: Apache-2.0
// What a reader chose lives in the address, behind the #, so that a link shows what its sender saw:
// #view=rows&rows.q=netlink&rows.sort=median
"use strict";

kuipc.state = (() => {
  const read = () => new URLSearchParams(location.hash.slice(1));
  let wrote = null;

  const get = (key, otherwise = "") => read().get(key) ?? otherwise;

  function addressWith(changes) {
    const all = read();
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null || value === undefined || value === false) all.delete(key);
      else all.set(key, value === true ? "yes" : String(value));
    }
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

  return { get, set, oneOf, addressWith };
})();
