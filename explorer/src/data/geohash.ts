/** Geohashes: rectangles of longitude and latitude, halved turn by turn. */

const ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function boxOf(hash: string): Box {
  let west = -180;
  let east = 180;
  let south = -90;
  let north = 90;
  let ofLongitude = true;
  for (const letter of hash) {
    const five = ALPHABET.indexOf(letter);
    for (let bit = 16; bit >= 1; bit >>= 1) {
      const upper = (five & bit) !== 0;
      if (ofLongitude) {
        const middle = (west + east) / 2;
        if (upper) west = middle;
        else east = middle;
      } else {
        const middle = (south + north) / 2;
        if (upper) south = middle;
        else north = middle;
      }
      ofLongitude = !ofLongitude;
    }
  }
  return { west, south, east, north };
}

export const isGeohash = (text: string): boolean =>
  text.length >= 1 && text.length <= 12 && [...text].every((letter) => ALPHABET.includes(letter));

/** Width and height in degrees of cells of so many characters. */
export function sizeOf(characters: number): { width: number; height: number } {
  const bits = 5 * characters;
  return { width: 360 / 2 ** Math.ceil(bits / 2), height: 180 / 2 ** Math.floor(bits / 2) };
}
