"use strict";

// The tree over the frame's lines (RFC 6962; SSJ1 sections 3 and 9). Needs sha256.js, and for a proof rules.js.

// The leaf of a line: SHA-256(00 ‖ line), bytes in and bytes out.
function merkleLeaf(line) {
  const input = new Uint8Array(line.length + 1);
  input.set(line, 1);
  return sha256Bytes(input);
}

// SHA-256(01 ‖ left ‖ right).
function merkleNode(left, right) {
  const input = new Uint8Array(65);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 33);
  return sha256Bytes(input);
}

// The level above. Neighbours are joined, and one without a neighbour goes up as it is: that splits every level at the
// largest power of two below its length, as the RFC asks.
function merkleAbove(level) {
  const above = [];
  for (let i = 0; i + 1 < level.length; i += 2) {
    above.push(merkleNode(level[i], level[i + 1]));
  }
  return level.length % 2 ? above.concat(level.slice(-1)) : above;
}

// The root over lines, hex.
function merkleRoot(lines) {
  let level = lines.map(merkleLeaf);
  while (level.length > 1) {
    level = merkleAbove(level);
  }
  return level.length ? hexOf(level[0]) : H("");
}

// The root over lines, and the hashes beside the way from line `index` up to it; hex.
function proveInclusion(lines, index) {
  const hashes = [];
  let level = lines.map(merkleLeaf);
  for (let place = index; level.length > 1; place = Math.floor(place / 2)) {
    const sibling = level[place % 2 ? place - 1 : place + 1];
    hashes.push(...(sibling ? [hexOf(sibling)] : []));
    level = merkleAbove(level);
  }
  return { root: hexOf(level[0]), hashes };
}

function bytesOfHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

// A proof of inclusion: two lines, the frame's line and `index⇥N⇥hash…`. The root it leads to, hex, and N as a text,
// which must be the notice's frame_merkle and frame_count; null where the text is no such proof. How many hashes there
// are follows from index and N, so that nothing can be left out.
function foldProof(text) {
  const lines = text.trim().split(/[\r\n]+/); // where a TAB came out as blanks it is put back: no field holds any
  const [line, proof, ...more] = lines.map((read) => read.trim().split(/[\t ]+/).join("\t"));
  const [index, count, ...hashes] = (proof || "").split("\t");
  const integer = /^(0|[1-9][0-9]{0,8})$/;
  if (more.length || !integer.test(index) || !integer.test(count) || Number(index) >= Number(count)) {
    return null;
  }
  if (!isFrameLine(line) || !hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))) {
    return null;
  }
  let node = merkleLeaf(SHA256_ENCODER.encode(line));
  let place = Number(index);
  for (let width = Number(count); width > 1; width = Math.ceil(width / 2), place = Math.floor(place / 2)) {
    if (place % 2 === 0 && place + 1 === width) {
      continue; // no neighbour at this level
    }
    if (!hashes.length) {
      return null;
    }
    const sibling = bytesOfHex(hashes.shift());
    node = place % 2 ? merkleNode(sibling, node) : merkleNode(node, sibling);
  }
  return hashes.length ? null : { line, count, root: hexOf(node) };
}
