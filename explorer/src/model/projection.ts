/** Web Mercator, in units of the world's width: x and y from 0 to 1, y downwards. */

const LIMIT = 85.05;

export const xOf = (lon: number): number => (lon + 180) / 360;

export function yOf(lat: number): number {
  const clamped = Math.min(Math.max(lat, -LIMIT), LIMIT);
  const radians = (clamped * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI);
}

export const lonOf = (x: number): number => x * 360 - 180;

export const latOf = (y: number): number => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
