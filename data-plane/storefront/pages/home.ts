// The home page: the sections of the store's theme.

import { html } from 'hono/html'
import { BRANDS_TAG } from '../../brands/events.ts'
import { productTags } from '../../catalog/events.ts'
import { COLLECTIONS_TAG } from '../../collections/events.ts'
import { PRICES_TAG } from '../../currencies/events.ts'
import { definePage } from '../page.ts'
import { sections } from '../views/sections.ts'
import { href } from '../visit.ts'
import { loadSections } from './home-sections.ts'

export const homePage = definePage({
  method: 'get',
  path: '/',
  cache: {
    class: 'listing',
    tags: () => [...productTags(), PRICES_TAG, COLLECTIONS_TAG, BRANDS_TAG],
    isTimed: true,
  },
  handler: async (visit) => {
    const { store, origin, theme } = visit
    const loaded = await loadSections(visit)
    const home = `${origin}${href(visit, '/')}`
    return {
      kind: 'document',
      title: '',
      description: theme.footer_text || store.name,
      body: html`${sections(visit, loaded)}`,
      data: [
        {
          '@type': 'Organization',
          name: store.name,
          url: home,
          ...(theme.logo === null ? {} : { logo: `${origin}${theme.logo.url}` }),
          ...(theme.social_links.length === 0 ? {} : { sameAs: theme.social_links.map(({ url }) => url) }),
        },
        {
          '@type': 'WebSite',
          name: store.name,
          url: home,
          potentialAction: {
            '@type': 'SearchAction',
            target: `${origin}${href(visit, '/search')}?q={search_term_string}`,
            'query-input': 'required name=search_term_string',
          },
        },
      ],
    }
  },
})
