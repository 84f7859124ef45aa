"use strict";

// SHA-256 (FIPS 180-4). Of our own, since browsers offer theirs (WebCrypto) on https pages only, and an office's
// intranet is plain http.

// The first 32 bits behind the point of the cube roots of the first 64 primes.
const SHA256_ROUNDS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
// The same of the square roots of the first 8 primes.
const SHA256_START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
// Room that every digest uses again.
const SHA256_WORDS = new Int32Array(64);
const SHA256_STATE = new Int32Array(8);
const SHA256_TAIL = new Uint8Array(128);

// Take one block of 64 bytes, from `offset` on, into the state of 8 words.
function sha256Block(state, bytes, offset) {
  const w = SHA256_WORDS;
  for (let t = 0; t < 16; t += 1, offset += 4) {
    w[t] = (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];
  }
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15];
    const y = w[t - 2];
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16] + small0 + w[t - 7] + small1) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + big1 + ((e & f) ^ (~e & g)) + SHA256_ROUNDS[t] + w[t]) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e;
    e = (d + one) | 0;
    d = c; c = b; b = a;
    a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The digest of a Uint8Array, as 32 bytes.
function sha256Bytes(bytes) {
  const state = SHA256_STATE;
  state.set(SHA256_START);
  const whole = bytes.length - (bytes.length % 64);
  for (let offset = 0; offset < whole; offset += 64) {
    sha256Block(state, bytes, offset);
  }
  const rest = bytes.length - whole;
  const end = rest < 56 ? 64 : 128;
  const tail = SHA256_TAIL; // the rest, a 1 bit, zeros, and the length in bits
  tail.fill(0);
  for (let i = 0; i < rest; i += 1) {
    tail[i] = bytes[whole + i];
  }
  tail[rest] = 0x80;
  for (let i = 1, length = bytes.length * 8; length > 0; i += 1, length = Math.floor(length / 256)) {
    tail[end - i] = length % 256;
  }
  for (let offset = 0; offset < end; offset += 64) {
    sha256Block(state, tail, offset);
  }
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) {
    digest[i] = state[i >> 2] >>> (24 - 8 * (i & 3));
  }
  return digest;
}

const SHA256_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const SHA256_ENCODER = new TextEncoder();

function hexOf(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 1) {
    text += SHA256_HEX[bytes[i]];
  }
  return text;
}

// H of SSJ1: of bytes or of a text's UTF-8, as 64 lower-case hex digits.
function H(x) {
  return hexOf(sha256Bytes(typeof x === "string" ? SHA256_ENCODER.encode(x) : x));
}
