// What visitors are told when a page cannot be shown.
import { html } from 'hono/html'
import type { Document } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { marketField } from './layout.ts'

export function errorPage(visit: Visit, status: number): Document {
  const { t } = visit
  const [title, text] =
    status === 404 || status === 410
      ? [t.notFoundTitle, t.notFoundText]
      : status === 429
        ? [t.busyTitle, t.failedText]
        : status < 500
          ? [t.refusedTitle, t.refusedText]
          : [t.failedTitle, t.failedText]
  return {
    kind: 'document',
    status,
    title,
    noindex: true,
    body: html`<div class="wrap message"><h1>${title}</h1><p>${text}</p>
<form class="search" action="${href(visit, '/search')}">${marketField(visit)}<label class="hidden" for="q-error">${t.searchFor}</label><input id="q-error" type="search" name="q" maxlength="100" placeholder="${t.searchFor}"><button>${t.search}</button></form>
<p><a class="button" href="${href(visit, '/')}">${t.backHome}</a></p></div>`,
  }
}
