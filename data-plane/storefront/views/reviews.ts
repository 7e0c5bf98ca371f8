// What shoppers say of a product, and the form in which they say it.
import { html, raw } from 'hono/html'
import type { FieldIssue } from '../../../shared/errors.ts'
import type { StoreProduct } from '../../catalog/index.ts'
import type { StoreReviews } from '../../reviews/index.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { stars } from './product-card.ts'
import { date } from './text.ts'

export type Written = Readonly<Record<string, string>>
type Product = Pick<StoreProduct, 'handle' | 'rating'>

/** @param isSent whether the visitor has just sent one */
export function reviewsView(
  visit: Visit,
  { product, reviews, isSent }: { product: Product; reviews: StoreReviews; isSent: boolean },
): Html {
  const { t } = visit
  const path = `/products/${encodeURIComponent(product.handle)}`
  return html`<section class="wrap reviews" id="reviews"><div class="head"><h2>${t.reviews}</h2>${
    product.rating.count === 0 ? '' : html`<div>${stars(visit, product.rating)}</div>`
  }</div>
${isSent ? html`<p class="notice" role="status">${t.reviewThanks}</p>` : ''}
${reviews.data.length === 0 ? html`<p class="muted">${t.noReviews}</p>` : reviews.data.map((review) => reviewView(visit, review))}
${reviews.next_cursor === null ? '' : html`<p><a class="button quiet" href="${href(visit, path, { reviews: reviews.next_cursor })}#reviews">${t.next}</a></p>`}
<details class="write"><summary class="button quiet">${t.writeReview}</summary>${reviewForm(visit, product, {})}</details></section>`
}

function reviewView(visit: Visit, review: StoreReviews['data'][number]): Html {
  const { t } = visit
  return html`<article>${stars(visit, { average: review.rating * 100 })}
${review.title === '' ? '' : html`<h3>${review.title}</h3>`}
<p class="lines">${review.body}</p>
<p class="muted small">${review.author_name} · <time datetime="${review.created_at}">${date(visit, review.created_at)}</time>${review.verified ? html` · ${t.verified}` : ''}</p>
${review.reply === null ? '' : html`<blockquote><p class="small"><strong>${t.storeReply}</strong></p><p class="lines">${review.reply}</p></blockquote>`}</article>`
}

/** @param written what was sent, when it is shown again with what is wrong with it */
export function reviewForm(visit: Visit, { handle }: Pick<Product, 'handle'>, written: Written): Html {
  const { t } = visit
  const value = (name: string) => written[name] ?? ''
  return html`<form class="fields" method="post" action="${href(visit, `/products/${encodeURIComponent(handle)}/reviews`)}">
<fieldset class="plans"><legend>${t.yourRating}</legend>${[5, 4, 3, 2, 1].map(
    (rating) =>
      html`<label><input type="radio" name="rating" value="${rating}" required ${value('rating') === String(rating) ? raw('checked') : ''}> <span class="stars" aria-hidden="true">${'★'.repeat(rating)}</span> ${rating}</label>`,
  )}</fieldset>
<label>${t.reviewTitle} (${t.optional})<input name="title" maxlength="200" value="${value('title')}"></label>
<label>${t.reviewBody}<textarea name="body" required maxlength="5000">${value('body')}</textarea></label>
<label>${t.yourName}<input name="author_name" required maxlength="100" autocomplete="name" value="${value('author_name')}"></label>
<label>${t.yourEmail}<input type="email" name="email" required maxlength="254" autocomplete="email" value="${value('email')}"></label>
<p><button>${t.submitReview}</button></p></form>`
}

/** Which fields an API found fault with, by what they are called on the form. */
export function faultyFields({ t }: Visit, issues: readonly FieldIssue[]): Html | string {
  const names: Readonly<Record<string, string>> = {
    rating: t.yourRating,
    title: t.reviewTitle,
    body: t.reviewBody,
    author_name: t.yourName,
    email: t.yourEmail,
  }
  const faulty = [...new Set(issues.flatMap(({ path }) => names[path] ?? []))]
  return faulty.length === 0
    ? ''
    : html`<p class="error" role="alert">${t.checkFields} ${faulty.join(', ')}</p>`
}
