// The page behind the link of marketing mails.
import { html } from 'hono/html'
import { z } from 'zod'
import { ask } from '../ask.ts'
import { accountTexts } from '../languages/account/texts.ts'
import { definePage, lenient, type Shown } from '../page.ts'
import { attempt, type Faults, faultSummary, NO_FAULTS, textOf } from '../views/forms.ts'
import { href, type Visit } from '../visit.ts'

const shown = (visit: Visit, content: unknown, faults: Faults = NO_FAULTS): Shown => {
  const t = accountTexts(visit)
  return {
    kind: 'document',
    status: faults === NO_FAULTS ? 200 : 422,
    title: t.unsubscribeTitle,
    noindex: true,
    body: html`<div class="wrap narrow"><h1>${t.unsubscribeTitle}</h1>${faultSummary(t.faults, faults)}${content}</div>`,
  }
}

/** A button, because programs that look through mails follow links too. */
function askFirst(visit: Visit, token: string, faults?: Faults): Shown {
  const t = accountTexts(visit)
  const form = html`<p>${t.unsubscribeText}</p><form method="post" action="${href(visit, '/unsubscribe')}"><input type="hidden" name="token" value="${token}"><button class="big">${t.unsubscribeButton}</button></form>`
  return shown(visit, form, faults)
}

const show = definePage({
  method: 'get',
  path: '/unsubscribe',
  query: z.object({ token: lenient(z.string().max(2_000)) }),
  handler: (visit, { query }) => askFirst(visit, query.token ?? ''),
})

const leave = definePage({
  method: 'post',
  path: '/unsubscribe',
  form: z.record(z.string(), z.unknown()),
  handler: async (visit, { form }) => {
    const t = accountTexts(visit)
    const token = textOf(form, 'token').slice(0, 2_000)
    const words = { ...t, errors: { ...t.errors, link_expired: t.unsubscribeInvalid } }
    const done = await attempt(words, () =>
      ask(visit.ctx, '/unsubscribe', { method: 'POST', query: { token } }),
    )
    if (!done.ok) return askFirst(visit, token, done.faults)
    return shown(visit, html`<p role="status">${t.unsubscribed}</p>`)
  },
})

export const unsubscribePages = [show, leave]
