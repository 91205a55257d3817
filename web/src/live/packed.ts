/** Codes as text: base64 for the server, and a shorter form that an address can carry. */

import type { Code } from './codes';

/** Return a code as base64 of its little-endian float32 numbers. */
export function toBase64(code: Code): string {
  const bytes = new Uint8Array(code.length * 4);
  const view = new DataView(bytes.buffer);
  code.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Return the numbers of `toBase64`; throws on what is no code. */
export function fromBase64(text: string): Code {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return readCode(bytes.buffer);
}

/** Return little-endian float32 numbers, as the server sends them. */
export function readCode(buffer: ArrayBuffer): Code {
  if (buffer.byteLength % 4 !== 0) throw new RangeError('not a row of float32 numbers');
  const view = new DataView(buffer);
  return Float32Array.from({ length: buffer.byteLength / 4 }, (_, i) =>
    view.getFloat32(4 * i, true),
  );
}

/** Return a code as letters that an address may hold; rows that are all the same are told once. */
export function pack(code: Code, size: number): string {
  const same = code.every((value, i) => Object.is(value, code[i % size]));
  const text = toBase64(same ? code.subarray(0, size) : code);
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Return the code of `pack`; throws where it has another shape or holds no numbers. */
export function unpack(text: string, rows: number, size: number): Code {
  const code = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (![size, rows * size].includes(code.length) || !code.every(Number.isFinite)) {
    throw new RangeError('not a code of this model');
  }
  return Float32Array.from({ length: rows * size }, (_, i) => code[i % code.length] as number);
}
