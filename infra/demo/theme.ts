// How the hosted shop of a demo store looks: theme, pages and menus.
import type { Ask } from './client.ts'
import type { DemoStore } from './store-data.ts'

type Named = { id: string }
/** Ids of what the theme names. */
export type Decor = {
  logo: string
  hero: string
  story: string
  collections: ReadonlyMap<string, string>
  categories: ReadonlyMap<string, string>
}

type Look = {
  colours: Readonly<Record<'background' | 'text' | 'primary' | 'accent', string>>
  font: string
  radius: number
  announcement: string
  story: { heading: string; text: string }
}

const LOOKS: Readonly<Record<string, Look>> = {
  'linen-house': {
    colours: { background: '#fdfbf7', text: '#2f2a25', primary: '#44543f', accent: '#8a5a3c' },
    font: 'old_style',
    radius: 2,
    announcement: 'Free delivery above $50. Ten percent off your first order: WELCOME10',
    story: {
      heading: 'Woven slowly',
      text: 'Our flax grows by the sea, where it needs rain and nothing else. It is spun and woven within a day’s drive, and washed with stones until it falls as linen should.',
    },
  },
  'spice-route': {
    colours: { background: '#fffaf2', text: '#2b1d14', primary: '#9c3b22', accent: '#8a5a10' },
    font: 'humanist',
    radius: 10,
    announcement: 'Free delivery above ₹999. Ten percent off your first order: WELCOME10',
    story: {
      heading: 'We know who grew it',
      text: 'Each spice comes from one place and one harvest. We visit the growers, pay them when they deliver, and mill only what is ordered in a week.',
    },
  },
}

const en = (text: string) => ({ en: text })

/** Pages, menus and the published theme. */
export async function decorate(owner: Ask, store: DemoStore, decor: Decor, at: Date): Promise<void> {
  const look = LOOKS[store.slug]
  if (look === undefined) return
  const pages = new Map<string, string>()
  for (const { title, body } of pagesOf(store)) {
    const input = { title, body, status: 'published', seo_title: `${title} · ${store.name}` }
    pages.set(title, (await owner<Named>('POST', '/admin/v1/pages', { at, body: input })).id)
  }
  await owner('PATCH', '/admin/v1/menus', { at, body: menusOf(store, decor, pages) })
  const { version } = await owner<{ version: number }>('GET', '/admin/v1/theme', { at })
  const draft = await owner<{ version: number }>('PUT', '/admin/v1/theme/draft', {
    at,
    body: { version, settings: settingsOf(store, look, decor) },
  })
  await owner('POST', '/admin/v1/theme/publish', { at, body: { version: draft.version } })
}

function settingsOf(store: DemoStore, look: Look, { logo, hero, story, collections }: Decor) {
  const { colours, font, radius, announcement } = look
  const ids = [...collections.values()]
  const shop = { label: en('Shop best sellers'), link: '/collections/best-sellers' }
  return {
    ...{ logo_media_id: logo, colours, font, radius },
    announcement: { text: en(announcement) },
    footer_text: en(store.tagline),
    home: [
      {
        ...{ kind: 'hero', heading: en(store.hero.title), text: en(store.hero.text) },
        ...{ picture_media_id: hero, button: shop },
      },
      {
        kind: 'featured_collection',
        heading: en('Best sellers'),
        collection_id: collections.get('Best sellers'),
      },
      {
        kind: 'collection_list',
        heading: en('Our collections'),
        collection_ids: ids.filter((id) => id !== collections.get('Best sellers')),
      },
      {
        ...{ kind: 'image_with_text', heading: en(look.story.heading), text: en(look.story.text) },
        ...{ picture_media_id: story, picture_side: 'end' },
        button: { label: en('About us'), link: '/pages/about-us' },
      },
      { kind: 'featured_products', heading: en('New in the shop') },
    ],
  }
}

type Page = { title: string; body: string }

const paragraphs = (...texts: string[]): string => texts.map((text) => `<p>${text}</p>`).join('')

function pagesOf({ name, slug, tagline, brands, currency }: DemoStore): Page[] {
  const [days, free] = currency === 'USD' ? ['three to five', '$50'] : ['four to seven', '₹999']
  const back = currency === 'USD' ? '30' : '15'
  const makers = brands.map(([brand, text]) => `<li><strong>${brand}</strong>: ${text}</li>`).join('')
  return [
    {
      title: 'About us',
      body: `${paragraphs(`${name}: ${tagline}.`, 'We are a demo shop. Nothing here is for sale, but everything works: put something in the cart, pay with the test method, and look at the order in the console.')}<h2>Our makers</h2><ul>${makers}</ul>`,
    },
    {
      title: 'Shipping and returns',
      body: `<h2>Shipping</h2>${paragraphs(`Standard delivery takes ${days} days and costs nothing above ${free}. Express is there for those who cannot wait.`, 'As soon as your parcel is on its way you get a mail with its tracking number.')}<h2>Returns</h2>${paragraphs(`Send back what you do not like within ${back} days after it arrived, unused and in its wrapping. We give the money back the way it was paid, within a few days after the parcel is here.`)}`,
    },
    {
      title: 'Contact',
      body: `${paragraphs('Write to us; we answer on working days.', `<a href="mailto:owner@${slug}.example">owner@${slug}.example</a>`)}`,
    },
  ]
}

function menusOf({ categories }: DemoStore, decor: Decor, pages: ReadonlyMap<string, string>) {
  const collection = (title: string) => ({
    target: { kind: 'collection', collection_id: decor.collections.get(title) },
  })
  const category = (handle: string) => ({
    target: { kind: 'category', category_id: decor.categories.get(handle) },
  })
  const page = (title: string) => ({ target: { kind: 'page', page_id: pages.get(title) } })
  const top = categories.filter(([, , parent]) => parent === null)
  const [newest = ''] = decor.collections.keys()
  return {
    header: [
      collection(newest),
      ...top.map(([, handle]) => ({
        ...category(handle),
        children: categories.filter(([, , parent]) => parent === handle).map(([, child]) => category(child)),
      })),
      page('About us'),
    ],
    footer: [...pages.keys()].map(page),
  }
}
