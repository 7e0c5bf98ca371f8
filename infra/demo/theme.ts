// How the hosted shop of a demo store looks: theme, pages and menus.
import type { Ask } from './client.ts'
import type { DemoStore } from './store-data.ts'
import { WORDS } from './words/by-store.ts'
import type { Words } from './words/words.ts'

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

/** A text in English, and as `words` have it in the shop's other languages. */
const inAll = ({ slug }: DemoStore, english: string, wordOf: (words: Words) => string | undefined) => ({
  en: english,
  ...Object.fromEntries(
    Object.entries(WORDS[slug] ?? {}).flatMap(([language, words]) => {
      const word = wordOf(words)
      return word === undefined ? [] : [[language, word]]
    }),
  ),
})

/** Pages, menus and the published theme. */
export async function decorate(owner: Ask, store: DemoStore, decor: Decor, at: Date): Promise<void> {
  const look = LOOKS[store.slug]
  if (look === undefined) return
  const pages = new Map<string, string>()
  for (const { title, body, translations } of pagesOf(store)) {
    const input = { title, body, status: 'published', seo_title: `${title} · ${store.name}`, translations }
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
  const say = (english: string, wordOf: (words: Words) => string) => inAll(store, english, wordOf)
  const label = say('Shop best sellers', ({ shop }) => shop)
  return {
    ...{ logo_media_id: logo, colours, font, radius },
    announcement: { text: say(announcement, (words) => words.announcement) },
    footer_text: say(store.tagline, ({ tagline }) => tagline),
    home: [
      {
        ...{ kind: 'hero', heading: say(store.hero.title, ({ hero }) => hero.title) },
        text: say(store.hero.text, ({ hero }) => hero.text),
        ...{ picture_media_id: hero, button: { label, link: '/collections/best-sellers' } },
      },
      {
        kind: 'featured_collection',
        heading: say('Best sellers', ({ bestSellers }) => bestSellers),
        collection_id: collections.get('Best sellers'),
      },
      {
        kind: 'collection_list',
        heading: say('Our collections', (words) => words.collections),
        collection_ids: ids.filter((id) => id !== collections.get('Best sellers')),
      },
      {
        ...{ kind: 'image_with_text', heading: say(look.story.heading, ({ story }) => story.heading) },
        text: say(look.story.text, ({ story }) => story.text),
        ...{ picture_media_id: story, picture_side: 'end' },
        button: { label: say('About us', ({ about }) => about.title), link: '/pages/about-us' },
      },
      { kind: 'featured_products', heading: say('New in the shop', ({ newest }) => newest) },
    ],
  }
}

type Written = { title: string; body: string; seo_title: string }
type Page = { title: string; body: string; translations: Record<string, Written> }

const paragraphs = (...texts: string[]): string => texts.map((text) => `<p>${text}</p>`).join('')

function pagesOf(store: DemoStore): Page[] {
  const { name, slug, tagline, brands, currency } = store
  const written = (write: (words: Words) => { title: string; body: string }) => ({
    translations: Object.fromEntries(
      Object.entries(WORDS[slug] ?? {}).map(([language, words]) => {
        const page = write(words)
        return [language, { ...page, seo_title: `${page.title} · ${name}` }]
      }),
    ),
  })
  const mail = `<a href="mailto:owner@${slug}.example">owner@${slug}.example</a>`
  const names = brands.map(([brand]) => `<li><strong>${brand}</strong></li>`).join('')
  const [days, free] = currency === 'USD' ? ['three to five', '$50'] : ['four to seven', '₹999']
  const back = currency === 'USD' ? '30' : '15'
  const makers = brands.map(([brand, text]) => `<li><strong>${brand}</strong>: ${text}</li>`).join('')
  return [
    {
      title: 'About us',
      body: `${paragraphs(`${name}: ${tagline}.`, 'We are a demo shop. Nothing here is for sale, but everything works: put something in the cart, pay with the test method, and look at the order in the console.')}<h2>Our makers</h2><ul>${makers}</ul>`,
      ...written(({ about, tagline }) => ({
        title: about.title,
        body: `${paragraphs(`${name}: ${tagline}.`, ...about.intro)}<h2>${about.makers}</h2><ul>${names}</ul>`,
      })),
    },
    {
      title: 'Shipping and returns',
      body: `<h2>Shipping</h2>${paragraphs(`Standard delivery takes ${days} days and costs nothing above ${free}. Express is there for those who cannot wait.`, 'As soon as your parcel is on its way you get a mail with its tracking number.')}<h2>Returns</h2>${paragraphs(`Send back what you do not like within ${back} days after it arrived, unused and in its wrapping. We give the money back the way it was paid, within a few days after the parcel is here.`)}`,
      ...written(({ shipping }) => ({
        title: shipping.title,
        body: `<h2>${shipping.shipping}</h2>${paragraphs(...shipping.how)}<h2>${shipping.returns}</h2>${paragraphs(...shipping.back)}`,
      })),
    },
    {
      title: 'Contact',
      body: paragraphs('Write to us; we answer on working days.', mail),
      ...written(({ contact }) => ({ title: contact.title, body: paragraphs(contact.text, mail) })),
    },
  ]
}

const PAGE_TITLES: Readonly<Record<string, (words: Words) => string>> = {
  'About us': ({ about }) => about.title,
  'Shipping and returns': ({ shipping }) => shipping.title,
  Contact: ({ contact }) => contact.title,
}

function menusOf(store: DemoStore, decor: Decor, pages: ReadonlyMap<string, string>) {
  const { categories } = store
  const named = (name: string) => ({
    label: inAll(store, name, (words) => PAGE_TITLES[name]?.(words) ?? words.places[name]),
  })
  const collection = (title: string) => ({
    ...named(title),
    target: { kind: 'collection', collection_id: decor.collections.get(title) },
  })
  const category = ([name, handle]: DemoStore['categories'][number]) => ({
    ...named(name),
    target: { kind: 'category', category_id: decor.categories.get(handle) },
  })
  const page = (title: string) => ({ ...named(title), target: { kind: 'page', page_id: pages.get(title) } })
  const [newest = ''] = decor.collections.keys()
  return {
    header: [
      collection(newest),
      ...categories
        .filter(([, , parent]) => parent === null)
        .map((top) => ({
          ...category(top),
          children: categories.filter(([, , parent]) => parent === top[1]).map(category),
        })),
      page('About us'),
    ],
    footer: [...pages.keys()].map(page),
  }
}
