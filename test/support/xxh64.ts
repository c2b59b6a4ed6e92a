/** XXH64 with seed 0, written from its specification (https://xxhash.com): slow, and of nobody else's making. */

const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => wrap((value << bits) | (value >> (64n - bits)));
const round = (sum: bigint, lane: bigint): bigint => wrap(rotate(wrap(sum + lane * PRIME_2), 31n) * PRIME_1);
const merge = (hash: bigint, sum: bigint): bigint => wrap((hash ^ round(0n, sum)) * PRIME_1 + PRIME_4);

/** The checksum of some bytes. */
export function xxh64(bytes: Uint8Array): bigint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (view.length >= 32) {
    const sums = [wrap(PRIME_1 + PRIME_2), PRIME_2, 0n, wrap(-PRIME_1)];
    for (; at + 32 <= view.length; at += 32) {
      for (let lane = 0; lane < 4; lane++) sums[lane] = round(sums[lane]!, view.readBigUInt64LE(at + lane * 8));
    }
    hash = wrap(sums.reduce((sum, value, lane) => sum + rotate(value, [1n, 7n, 12n, 18n][lane]!), 0n));
    for (const sum of sums) hash = merge(hash, sum);
  }
  hash = wrap(hash + BigInt(view.length));
  for (; at + 8 <= view.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.readBigUInt64LE(at)), 27n) * PRIME_1 + PRIME_4);
  }
  if (at + 4 <= view.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.readUInt32LE(at)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
    at += 4;
  }
  for (; at < view.length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(view[at]!) * PRIME_5), 11n) * PRIME_1);
  hash = wrap((hash ^ (hash >> 33n)) * PRIME_2);
  hash = wrap((hash ^ (hash >> 29n)) * PRIME_3);
  return hash ^ (hash >> 32n);
}
