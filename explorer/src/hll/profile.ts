/** Intervals by profile likelihood, as in `src/hll/joint/profile.rs`. */

import type { Estimate } from "./estimate";
import type { Likelihood } from "./likelihood";
import { climb, regionsOf, sumOver, type Maximum } from "./maximum";

/** How near an end is to where the likelihood has fallen as far as it may, in standard errors. */
const NEAR = 0.01;
const TRIES = 40;
/** A fall that counts as certainty, in standard errors. */
const FAR = 8;

/** The sum over some regions at the largest likelihood, with its interval of `z` standard errors. */
export function interval(likelihood: Likelihood, best: Maximum, wanted: number, z: number): Estimate {
  const regions = wanted & likelihood.possible;
  const profile = new Profile(likelihood, regions, best, z);
  const value = sumOver(regions, best.sizes);
  const lo = profile.lower(value);
  const hi = profile.upper(value);
  // The spread of the number of elements itself, which the Poisson model adds, is taken out again.
  const without = (width: number, spread: number): number =>
    Math.max(Math.sqrt(Math.max(width * width - spread * spread, 0)), Math.min(width, 1));
  const [below, above] = poisson(value, z);
  return {
    value,
    lo: lo > 0 ? value - without(value - lo, below) : 0,
    hi: value + without(hi - value, above),
  };
}

/** How far the profile interval of a Poisson count reaches below and above it. */
function poisson(count: number, z: number): [number, number] {
  if (count <= 0) return [0, (z * z) / 2];
  const reach = (side: number): number => {
    let log = 3 * Math.log(Math.max(1 + (side * z) / (3 * Math.sqrt(count)), 0.1));
    for (let n = 0; n < 50; n += 1) {
      const mean = count * Math.exp(log);
      const over = 2 * (mean - count - count * log) - z * z;
      const step = over / (2 * (mean - count));
      log -= Math.min(Math.max(step, -1), 1);
      if (Math.abs(step) < 1e-6) break;
    }
    return Math.abs(count * Math.exp(log) - count);
  };
  return [reach(-1), reach(1)];
}

interface Place {
  total: number;
  /** By how much it is too low to be in the interval, in standard errors; negative within. */
  over: number;
  maximum: Maximum;
}

/** The largest likelihood as a function of what some regions hold together. */
class Profile {
  constructor(
    private readonly likelihood: Likelihood,
    private readonly regions: number,
    private readonly best: Maximum,
    private readonly z: number,
  ) {}

  private over(maximum: Maximum): number {
    const fall = this.best.value - maximum.value;
    if (!Number.isFinite(fall)) return FAR - this.z;
    return Math.min(Math.sqrt(2 * Math.max(fall, 0)), FAR) - this.z;
  }

  private at(total: number, from: Maximum): Place {
    const before = sumOver(this.regions, from.sizes);
    const sizes = from.sizes.slice();
    for (const region of regionsOf(this.regions)) sizes[region]! *= total / before;
    const maximum = climb(this.likelihood, sizes, this.likelihood.possible, this.regions);
    return { total, over: this.over(maximum), maximum };
  }

  private start(value: number): Place {
    return { total: value, over: -this.z, maximum: this.best };
  }

  lower(value: number): number {
    // Without anything in these regions.
    const { possible } = this.likelihood;
    const sizes = this.best.sizes.slice();
    for (const region of regionsOf(possible)) {
      sizes[region] = (this.regions >> region) & 1 ? 0 : Math.max(sizes[region]!, value * 0.05);
    }
    const nothing = climb(this.likelihood, sizes, possible & ~this.regions, 0);
    const over = this.over(nothing);
    return over <= 0 ? 0 : this.crossing(this.start(value), { total: 0, over });
  }

  upper(value: number): number {
    const whole = sumOver(this.likelihood.possible, this.best.sizes);
    let inside = this.start(value);
    let step = Math.min(Math.max(0.01 * whole, 1), Math.max(value, 1));
    for (let n = 0; n < TRIES; n += 1) {
      const there = this.at(inside.total + step, inside.maximum);
      if (there.over >= 0) return this.crossing(inside, there);
      inside = there;
      step *= 3;
    }
    return Infinity;
  }

  /** Where between a place inside and one outside of the interval its end is: regula falsi (Illinois). */
  private crossing(from: Place, end: { total: number; over: number }): number {
    let inside = { ...from };
    let outside = { total: end.total, over: end.over };
    let movedInside: boolean | undefined;
    for (let n = 0; n < TRIES; n += 1) {
      const share = inside.over / (inside.over - outside.over);
      const total =
        inside.total + (outside.total - inside.total) * Math.min(Math.max(share, 0.02), 0.98);
      const there = this.at(total, inside.maximum);
      if (Math.abs(there.over) < NEAR || Math.abs(outside.total - inside.total) < 1e-3) return total;
      if (there.over > 0) {
        outside = { total, over: there.over };
        if (movedInside === false) inside.over *= 0.5;
        movedInside = false;
      } else {
        inside = there;
        if (movedInside === true) outside.over *= 0.5;
        movedInside = true;
      }
    }
    return inside.total;
  }
}
