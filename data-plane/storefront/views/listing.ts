// Lists of products with what they can be narrowed and sorted by: one form, which works without scripts.
import { html, raw } from 'hono/html'
import { exponentOf } from '../../../shared/money/currencies.ts'
import type { Html } from '../page.ts'
import { choicesOf, isNarrowed, type Listing, type ListingQuery, type Sort } from '../pages/listing.ts'
import { href, type Visit } from '../visit.ts'
import { marketField } from './layout.ts'
import { productGrid } from './product-card.ts'
import { fill } from './text.ts'

type Shown = {
  listing: Listing
  query: ListingQuery
  path: string
  /** Groups that say nothing here, because the list is one of them. */
  without?: readonly ('category' | 'brand')[]
}

const GRID_SEEN = 4
const MAX_SHOWN = 20
const FORM = 'listing'

export function listingView(visit: Visit, shown: Shown): Html {
  const { t } = visit
  const { listing, query, path } = shown
  const { products, total, prev, next } = listing
  return html`<div class="listing"><div>${filters(visit, shown)}</div><div>
<div class="toolbar"><p class="muted" role="status">${total === undefined ? '' : `${t.productCount(total)}${listing.isPartial ? '+' : ''}`}</p>${sorting(visit, shown)}</div>
${active(visit, query, path)}
${
  products.length === 0
    ? html`<div class="nothing"><p>${isNarrowed(query) || query.q ? t.nothingFound : t.nothingYet}</p>${isNarrowed(query) || query.q ? html`<p class="muted">${t.nothingFoundHint}</p>` : ''}</div>`
    : html`<h2 class="hidden">${t.allProducts}</h2>${productGrid(visit, products, GRID_SEEN)}`
}
${pagingLinks(visit, listing.total === undefined || prev === undefined ? { prev, next } : { prev, next })}</div></div>`
}

/** The way on in a list, and back. */
export const pagingLinks = (
  { t }: Visit,
  { prev, next }: { prev?: string | undefined; next?: string | undefined },
): Html | string =>
  prev === undefined && next === undefined
    ? ''
    : html`<nav class="paging" aria-label="${t.pages}">${
        prev === undefined ? '' : html`<a class="button quiet" rel="prev" href="${prev}">${t.previous}</a>`
      }${next === undefined ? '' : html`<a class="button" rel="next" href="${next}">${t.next}</a>`}</nav>`

function sorting(visit: Visit, { query, path }: Shown): Html {
  const { t } = visit
  const names: Record<Sort, string> = {
    relevance: query.q ? t.sortRelevance : t.sortFeatured,
    newest: t.sortNewest,
    price_asc: t.sortPriceUp,
    price_desc: t.sortPriceDown,
    title: t.sortTitle,
  }
  const chosen = query.sort ?? 'relevance'
  return html`<form action="${href(visit, path)}" data-sparse><label for="sort">${t.sortBy}</label>${hidden(visit, { ...choicesOf(query), sort: undefined })}
<select id="sort" name="sort" data-submit>${Object.entries(names).map(
    ([value, name]) =>
      html`<option value="${value === 'relevance' ? '' : value}" ${value === chosen ? raw('selected') : ''}>${name}</option>`,
  )}</select><button class="quiet">${t.apply}</button></form>`
}

const hidden = (visit: Visit, values: Record<string, unknown>): Html =>
  html`${marketField(visit)}${Object.entries(values).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined && one !== '')
      .map((one) => html`<input type="hidden" name="${name}" value="${one}">`),
  )}`

type Choice = { value: string; label: string; count: number }

const isChosen = (chosen: string | readonly string[] | undefined, value: string): boolean =>
  [chosen].flat().includes(value)

function filters(visit: Visit, { listing: { facets }, query, path, without = [] }: Shown): Html {
  const { t, currency } = visit
  const groups: { name: string; label: string; choices: Choice[]; isSingle?: true }[] = [
    ...(without.includes('category')
      ? []
      : [
          {
            name: 'category',
            label: t.category,
            choices: facets.categories.map(({ handle, name, count }) => ({
              value: handle,
              label: name,
              count,
            })),
            isSingle: true as const,
          },
        ]),
    ...(without.includes('brand')
      ? []
      : [
          {
            name: 'brand',
            label: t.brand,
            choices: facets.brands.map(({ handle, name, count }) => ({ value: handle, label: name, count })),
          },
        ]),
    ...facets.options
      .filter(({ name }) => name !== 'Title')
      .map(({ name, values }) => ({
        name: 'option',
        label: name,
        choices: values.map(({ value, count }) => ({ value: `${name}:${value}`, label: value, count })),
      })),
    {
      name: 'tag',
      label: t.tag,
      choices: facets.tags.map(({ value, count }) => ({ value, label: value, count })),
    },
  ]
  const chosenOf = (name: string) => query[name as keyof ListingQuery] as string | string[] | undefined
  const isOpen = isNarrowed(query)
  return html`<details class="facets" ${isOpen ? raw('open') : ''} data-facets><summary>${t.filters}</summary>
<form id="${FORM}" action="${href(visit, path)}" data-sparse>${hidden(visit, { q: query.q, sort: query.sort })}
${groups
  .filter(({ choices }) => choices.length > 0)
  .map((group, i) => facet(group, { chosen: chosenOf(group.name), isOpen: i < 3 }))}
${
  facets.price === null || facets.price.from === facets.price.to
    ? ''
    : html`<details ${query.min !== undefined || query.max !== undefined ? raw('open') : ''}><summary>${t.price} (${currency})</summary><div class="range"><label>${t.minPrice} <input name="min" inputmode="decimal" value="${query.min ?? ''}" placeholder="${Math.floor(facets.price.from / 10 ** exponentOf(currency))}"></label><label>${t.maxPrice} <input name="max" inputmode="decimal" value="${query.max ?? ''}" placeholder="${Math.ceil(facets.price.to / 10 ** exponentOf(currency))}"></label></div></details>`
}
<ul><li><label><input type="checkbox" name="available" value="true" data-submit ${query.available === undefined ? '' : raw('checked')}> ${t.onlyInStock} <span class="muted">${facets.available}</span></label></li></ul>
<div class="actions"><button>${t.showResults}</button></div></form></details>`
}

const facet = (
  { name, label, choices, isSingle }: { name: string; label: string; choices: Choice[]; isSingle?: true },
  { chosen, isOpen }: { chosen: string | readonly string[] | undefined; isOpen: boolean },
): Html =>
  html`<details ${isOpen || choices.some(({ value }) => isChosen(chosen, value)) ? raw('open') : ''}><summary>${label}</summary><fieldset><legend class="hidden">${label}</legend><ul>${choices
    .slice(0, MAX_SHOWN)
    .map(
      ({ value, label, count }) =>
        html`<li><label><input type="${isSingle ? 'radio' : 'checkbox'}" name="${name}" value="${value}" data-submit ${isChosen(chosen, value) ? raw('checked') : ''}> ${label} <span class="muted">${count}</span></label></li>`,
    )}</ul></fieldset></details>`

/** What is chosen, each with a link that takes it back. */
function active(visit: Visit, query: ListingQuery, path: string): Html | string {
  const { t } = visit
  if (!isNarrowed(query)) return ''
  const { q: _, sort: _s, ...narrowing } = choicesOf(query)
  const chips = Object.entries(narrowing).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined && one !== '')
      .map((one) => ({ name, value: one })),
  )
  const without = (name: string, value: unknown) =>
    Object.fromEntries(
      Object.entries(choicesOf(query)).map(([key, all]) => [
        key,
        key === name
          ? [all].flat().flatMap((one) => (one === undefined || one === value ? [] : String(one)))
          : all,
      ]),
    ) as Record<string, string>
  const nameOf = ({ name, value }: { name: string; value: unknown }) => {
    if (name === 'available') return t.onlyInStock
    if (name === 'min') return `${t.minPrice} ${value}`
    if (name === 'max') return `${t.maxPrice} ${value}`
    return name === 'option' ? String(value).replace(':', ': ') : String(value)
  }
  return html`<div class="active">${chips.map((chip) => {
    const label = nameOf(chip)
    return html`<a class="chip" href="${href(visit, path, without(chip.name, chip.value))}" aria-label="${fill(t.removeFilter, { name: label })}">${label} <span aria-hidden="true">×</span></a>`
  })}<a class="chip" href="${href(visit, path, { q: query.q, sort: query.sort })}">${t.clearFilters}</a></div>`
}
