/** Bounds an LRU cache to so many entries. Its own `max` would take the memory for all of them beforehand. */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 })
