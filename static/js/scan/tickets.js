/** Tells a true ticket without a line: `activities/tickets.py` has the form, the roster the public keys. */
import { verifyAsync } from "@noble/ed25519";
import { fromBase64url, publicId } from "scan/ids";

const VERSION = 1;
const HEAD_BYTES = 23; // version 1, key 2, registration 7, session 7, people 2, end 4
const SIGNATURE_BYTES = 64;
const LONGEST = 240;

/** What a scanned text says if it is a ticket signed by one of `keys` (JSON Web Keys), else null. */
export async function readTicket(text, keys) {
  const said = ticketIn(text);
  const bytes = said.length <= LONGEST ? fromBase64url(said) : null;
  if (!bytes || bytes.length < HEAD_BYTES + SIGNATURE_BYTES || bytes[0] !== VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const key = keys.find(({ kid }) => Number.parseInt(kid, 16) === view.getUint16(1));
  const body = bytes.slice(0, -SIGNATURE_BYTES);
  if (!key || !(await isSigned(bytes.slice(-SIGNATURE_BYTES), body, fromBase64url(key.x)))) return null;
  return {
    text: said,
    registration: publicId(body.slice(3, 10)),
    session: publicId(body.slice(10, 17)),
    people: view.getUint16(17),
    expires: view.getUint32(19) * 1000,
    audience: new TextDecoder("ascii").decode(body.slice(HEAD_BYTES)),
  };
}

/** A code may hold the ticket alone, or the address of its page. */
function ticketIn(text) {
  const trimmed = text.trim();
  const found = /\/ticket\/([\w-]+)\/?$/.exec(trimmed);
  return found ? found[1] : trimmed;
}

async function isSigned(signature, body, key) {
  try {
    return await verifyAsync(signature, body, key);
  } catch {
    return false; // not a point of the curve
  }
}
