/** Results that are looked up again. */

/** So many are kept. */
const KEPT = 6000;

export class Cache<T> {
  private readonly kept = new Map<string, T>();

  has(key: string): boolean {
    return this.kept.has(key);
  }

  get(key: string, make: () => T): T {
    let found = this.kept.get(key);
    // What was found to be undefined is not sought again.
    if (found === undefined && !this.kept.has(key)) {
      found = make();
      if (this.kept.size >= KEPT) this.kept.clear();
      this.kept.set(key, found);
    }
    return found as T;
  }
}
