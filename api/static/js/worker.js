"use strict";

// The checker beside the page: it fetches the published files, computes the draw again, and answers for one entity.

importScripts("sha256.js", "merkle.js", "rules.js", "lottery.js", "record.js");

let lottery = null;
let reasons = new Map(); // id → why it was kept out of the frame

// `files`: pairs of name and address.
async function checkFiles(files) {
  const fetched = new Map();
  for (const [name, address] of files) {
    const response = await fetch(address, { cache: "no-cache" }); // what the site serves now, not what a cache kept
    if (response.ok) {
      fetched.set(name, new Uint8Array(await response.arrayBuffer()));
    } else if (response.status !== 404) {
      throw new Error(`${name}: ${response.status}`);
    }
    postMessage({ share: (0.3 * fetched.size) / files.length });
  }
  const { verdict, record } = checkRecord(fetched, (share) => postMessage({ share: 0.3 + 0.7 * share }));
  lottery = record.lottery;
  reasons = new Map(record.tables[EXCLUDED]);
  postMessage({ verdict, entities: lottery ? lottery.entities.size : 0 });
}

onmessage = ({ data }) => {
  if (data.files) {
    checkFiles(data.files).catch((error) => postMessage({ failed: error.message }));
  } else {
    postMessage({ id: data.id, standing: lottery.standing(data.id), reason: reasons.get(data.id) });
  }
};
