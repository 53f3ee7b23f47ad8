// The stamp of a paper's QR code, read and checked with WebCrypto and nothing else: no page, no network.
// COSE_Sign1 (RFC 9052) with ES256 over [version, tenant, code, title, number, name, day]; hub/documents/stamps.py
// makes it. Of CBOR (RFC 8949) it reads what such a stamp is made of and refuses the rest.
const VERSION = 1;
const TAG = 18;
const [ALGORITHM, KEY_ID, ES256] = [1, 4, -7];
const SIGNATURE_BYTES = 64;
const LONGEST = 1024;
const DEEPEST = 4;
const DAY = 86400000;

class Unreadable extends Error {}

function ensure(holds) {
  if (!holds) {
    throw new Unreadable();
  }
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    ensure(this.at + count <= this.bytes.length);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  // Major type and argument of the next item; 64 bits and indefinite lengths do not occur.
  head() {
    const [first] = this.take(1);
    const short = first & 31;
    ensure(short <= 26);
    const more = short < 24 ? [short] : [...this.take(2 ** (short - 24))];
    return [first >> 5, more.reduce((number, byte) => number * 256 + byte, 0)];
  }

  item(depth = 0) {
    ensure(depth < DEEPEST);
    const [major, argument] = this.head();
    const next = () => this.item(depth + 1);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.take(argument);
      case 3:
        return new TextDecoder("utf-8", { fatal: true }).decode(this.take(argument));
      case 4:
        return this.list(argument, next);
      case 5:
        return new Map(this.list(argument, () => [next(), next()]));
      case 6:
        return { tag: argument, value: next() };
      default:
        ensure(argument === 22);
        return null;
    }
  }

  list(length, next) {
    ensure(length <= this.bytes.length);
    return Array.from({ length }, next);
  }
}

function read(bytes) {
  const reader = new Reader(bytes);
  const item = reader.item();
  ensure(reader.at === bytes.length);
  return item;
}

function decoded(text) {
  ensure(text.length <= LONGEST && /^[A-Za-z0-9_-]+$/.test(text));
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function encoded(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function partsOf(text) {
  const tagged = read(decoded(text));
  ensure(tagged?.tag === TAG && Array.isArray(tagged.value) && tagged.value.length === 4);
  const [guarded, , payload, signature] = tagged.value;
  ensure([guarded, payload, signature].every((part) => part instanceof Uint8Array));
  const header = read(guarded);
  ensure(header instanceof Map && header.get(ALGORITHM) === ES256 && signature.length === SIGNATURE_BYTES);
  ensure(header.get(KEY_ID) instanceof Uint8Array);
  return { keyId: encoded(header.get(KEY_ID)), guarded, payload, signature };
}

// A byte string with its head, which is all that the signed structure has to be written with.
function written(bytes) {
  const length = bytes.length;
  const head = length < 24 ? [64 + length] : length < 256 ? [88, length] : [89, length >> 8, length & 255];
  return [...head, ...bytes];
}

// The Sig_structure of RFC 9052, section 4.4: ["Signature1", protected, external, payload].
function toSign({ guarded, payload }) {
  const context = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 + context.length, ...context, ...written(guarded), 0x40, ...written(payload)]);
}

async function isSigned(parts, { kty, crv, x, y }) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, parts.signature, toSign(parts));
}

function stampOf(payload) {
  const [version, tenant, code, title, number, name, days] = read(payload);
  return version === VERSION ? { tenant, code, title, number, name, issuedOn: new Date(days * DAY) } : null;
}

// What the text of a QR code is worth: { verdict, stamp, issuer }, the last two where it is GENUINE.
export async function checked(text, keys) {
  const [address, ...rest] = text.trim().split("#");
  if (!rest.length || !rest[0]) {
    return { verdict: "NO_STAMP" };
  }
  try {
    return await judged(address, partsOf(rest.join("#")), keys);
  } catch (problem) {
    if (problem instanceof Unreadable || problem instanceof TypeError) {
      return { verdict: "UNREADABLE" };
    }
    throw problem;
  }
}

async function judged(address, parts, keys) {
  const key = keys.find((one) => one.kid === parts.keyId);
  if (!key) {
    return { verdict: "UNKNOWN_KEY" };
  }
  if (!(await isSigned(parts, key))) {
    return { verdict: "FORGED" };
  }
  const stamp = stampOf(parts.payload);
  if (!stamp) {
    return { verdict: "NEWER_FORM" };
  }
  return address.split("/").pop() === stamp.code ? { verdict: "GENUINE", stamp, issuer: key.issuer } : { verdict: "FORGED" };
}
