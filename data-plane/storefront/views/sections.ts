// The sections of a home page.
import { html } from 'hono/html'
import type { StoreCollection } from '../../collections/index.ts'
import type { Html } from '../page.ts'
import type { Loaded } from '../pages/home-sections.ts'
import type { Button, Picture } from '../theme.ts'
import { href, linkTo, type Visit } from '../visit.ts'
import { picture } from './picture.ts'
import { productGrid } from './product-card.ts'
import { richText } from './rich-text.ts'

const GRID_SEEN = 4

export const sections = (visit: Visit, loaded: readonly Loaded[]): Html[] =>
  loaded.map((one, i) => section(visit, one, i === 0))

function section(visit: Visit, { section, products, collections }: Loaded, isFirst: boolean): Html {
  const { t, store } = visit
  const { heading } = section
  switch (section.kind) {
    case 'hero':
      return hero(visit, section, isFirst)
    case 'featured_collection':
    case 'featured_products':
      return html`<section class="wrap"><div class="head"><h2>${heading || t.newest}</h2><a href="${href(visit, '/products')}">${t.viewAll}</a></div>${productGrid(visit, products, isFirst ? GRID_SEEN : 0)}</section>`
    case 'collection_list':
      return html`<section class="wrap"><div class="head"><h2>${heading || t.collections}</h2><a href="${href(visit, '/collections')}">${t.viewAll}</a></div>${collectionGrid(visit, collections)}</section>`
    case 'rich_text':
      return html`<section class="wrap prose">${heading === '' ? '' : html`<h2>${heading}</h2>`}${richText(section.html)}</section>`
    default:
      return html`<section class="wrap beside ${section.picture_side}">${
        section.picture === null
          ? ''
          : picture(
              { ...section.picture, alt: section.picture.alt || store.name },
              { sizes: '(min-width: 48rem) 50vw, 100vw' },
            )
      }<div>${heading === '' ? '' : html`<h2>${heading}</h2>`}<p>${section.text}</p>${button(visit, section.button)}</div></section>`
  }
}

type Hero = { heading: string; text: string; picture: Picture | null; button: Button | null }

const hero = (visit: Visit, { heading, text, picture: shown, button: link }: Hero, isFirst: boolean): Html =>
  html`<section class="hero ${shown === null ? '' : 'pictured'}">${
    shown === null
      ? ''
      : picture({ ...shown, alt: '' }, { sizes: '100vw', isEager: isFirst ? 'main' : false })
  }<div class="wrap"><div class="words">${isFirst ? html`<h1>${heading || visit.store.name}</h1>` : html`<h2>${heading}</h2>`}${text === '' ? '' : html`<p>${text}</p>`}${button(visit, link ?? (isFirst ? { label: visit.t.shopNow, link: '/products' } : null))}</div></div></section>`

const button = (visit: Visit, link: Button | null): Html | string =>
  link === null ? '' : html`<a class="button" href="${linkTo(visit, link.link)}">${link.label}</a>`

type Tile = { title: string; path: string; image_url: string }

/** Groups of products, each with its picture. */
export const tiles = (visit: Visit, shown: readonly Tile[]): Html | string =>
  shown.length === 0
    ? ''
    : html`<ul class="tiles">${shown.map(
        ({ title, path, image_url }) =>
          html`<li><a class="tile" href="${href(visit, path)}">${
            image_url === ''
              ? html`<span class="blank" aria-hidden="true"></span>`
              : picture({ url: image_url, alt: '' }, { sizes: '(min-width: 48rem) 20vw, 50vw' })
          }<span>${title}</span></a></li>`,
      )}</ul>`

export const collectionGrid = (visit: Visit, collections: readonly StoreCollection[]): Html | string =>
  tiles(
    visit,
    collections.map(({ title, handle, image_url }) => ({
      title,
      path: `/collections/${encodeURIComponent(handle)}`,
      image_url,
    })),
  )
