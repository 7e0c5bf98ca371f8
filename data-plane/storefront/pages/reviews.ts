// Reviews that visitors write.
import { html } from 'hono/html'
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import type { StoreProduct } from '../../catalog/index.ts'
import { ask } from '../ask.ts'
import { definePage, redirect } from '../page.ts'
import { faultyFields, reviewForm } from '../views/reviews.ts'
import { href, termsOf } from '../visit.ts'

const Field = z.string().max(10_000).catch('')

export const reviewPage = definePage({
  method: 'post',
  path: '/products/{product_id}/reviews',
  params: z.object({ product_id: z.string().min(1).max(255) }),
  form: z.object({ rating: Field, title: Field, body: Field, author_name: Field, email: Field }),
  handler: async (visit, { params, form }) => {
    const { ctx, t } = visit
    const name = encodeURIComponent(params.product_id)
    const product = await ask<StoreProduct>(ctx, `/products/${name}`, { query: termsOf(visit) })
    const path = `/products/${encodeURIComponent(product.handle)}`
    try {
      const body = { ...form, rating: Number(form.rating) }
      await ask(ctx, `/products/${product.id}/reviews`, { method: 'POST', body })
      return redirect(`${href(visit, path, { review: 'sent' })}#reviews`)
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid_input', 'review_exists'].includes(error.code))
        throw error
      return {
        kind: 'document',
        status: 422,
        title: t.writeReview,
        noindex: true,
        crumbs: [{ name: product.title, path }, { name: t.writeReview }],
        body: html`<div class="wrap"><h1>${t.writeReview}</h1>${
          error.code === 'review_exists'
            ? html`<p class="error" role="alert">${t.reviewExists}</p>`
            : faultyFields(visit, error.issues)
        }${reviewForm(visit, product, form)}</div>`,
      }
    }
  },
})
