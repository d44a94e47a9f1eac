/** Two circles whose overlap has a given area. */

/** The area that two circles share whose middles are so far apart. */
export function shared(a: number, b: number, apart: number): number {
  if (apart >= a + b) return 0;
  if (apart <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2;
  const x = (apart * apart + a * a - b * b) / (2 * apart);
  const half = Math.sqrt(Math.max(a * a - x * x, 0));
  return a * a * Math.acos(x / a) + b * b * Math.acos((apart - x) / b) - apart * half;
}

/** How far apart the middles must be for a shared area, by halving: the area falls with the distance. */
export function distanceFor(a: number, b: number, area: number): number {
  let [near, far] = [Math.abs(a - b), a + b];
  for (let n = 0; n < 40; n += 1) {
    const middle = (near + far) / 2;
    if (shared(a, b, middle) > area) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}
