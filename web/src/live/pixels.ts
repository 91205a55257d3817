/** What a network or the server gave, as pixels that a canvas takes. */

/** Turn planes in [-1, 1], [C, H, W], into RGBA; rounded as Python rounds them. */
export function fromPlanes(planes: Float32Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = planes.length / channels;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * count;
    for (let i = 0; i < count; i++) {
      // A clamped array rounds half to even, as numpy's rint does, and makes NaN 0.
      pixels[4 * i + channel] = ((planes[start + i] as number) + 1) * 127.5;
    }
  }
  return pixels;
}

/** Turn bytes [H, W, C] into RGBA. */
export function fromBytes(bytes: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = bytes.length / channels;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < channels; channel++) {
      pixels[4 * i + channel] = bytes[channels * i + channel] as number;
    }
  }
  return pixels;
}

/** Put a part into a picture. */
export function paste(picture: ImageData, part: ImageData, left: number, top: number): void {
  for (let row = 0; row < part.height; row++) {
    const line = part.data.subarray(4 * row * part.width, 4 * (row + 1) * part.width);
    picture.data.set(line, 4 * ((top + row) * picture.width + left));
  }
}
