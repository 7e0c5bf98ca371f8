import { expect, test } from 'vitest'
import { createCache } from './cache/cache.ts'
import { createMetrics } from './metrics.ts'

test('what all caches of a process are asked for and hold is counted by class', async () => {
  const metrics = createMetrics()
  for (const shard of ['shard-1', 'shard-2']) {
    const cache = createCache({ maxBytes: 100_000, shard })
    metrics.watchCache(cache.totals)
    cache.listening.onUp()
    cache.listening.onBeat()()
    const slot = { class: 'listing', key: 'k', tags: [], read: (text: string) => text } as const
    await cache.load('t', slot, { load: async () => 'text', versions: async () => new Map() })
    for (let i = 0; i < 3; i += 1) cache.get('t', 'k')
  }
  const readings = async () => {
    const text = await metrics.registry.metrics()
    return text.split('\n').filter((line) => /^storeplane_cache_.*class="listing"/.test(line))
  }
  const due = [
    'storeplane_cache_lookups_total{class="listing",outcome="memory"} 6',
    'storeplane_cache_lookups_total{class="listing",outcome="redis"} 0',
    'storeplane_cache_lookups_total{class="listing",outcome="miss"} 2',
    'storeplane_cache_lookups_total{class="listing",outcome="bypass"} 0',
    'storeplane_cache_entries{class="listing"} 2',
  ]
  // Reading them twice counts nothing twice.
  for (let i = 0; i < 2; i += 1)
    expect(await readings()).toEqual([...due, expect.stringMatching(/^storeplane_cache_bytes/)])
})
