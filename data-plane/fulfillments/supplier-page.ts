// The page behind the link in a supplier's mail. It is the same for all: what it shows, it gets by the token in its fragment,
// which no server sees.
import { scriptedPage } from '../../shared/http/scripted-page.ts'

const SCRIPT = `
const token = location.hash.slice(1)
const by = (id) => document.getElementById(id)
const call = (path, body) => fetch('/store/v1/supplier-requests/' + path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, ...body }) })
const say = (text) => { by('said').textContent = text }
function show(request) {
  by('title').textContent = request.store_name + ': order #' + request.order_number
  by('status').textContent = request.status
  by('lines').replaceChildren(...request.line_items.map((line) => {
    const item = document.createElement('li')
    item.textContent = line.quantity + ' × ' + line.title + ' ' + line.variant_title + (line.sku === null ? '' : ', ' + line.sku)
    return item
  }))
  const to = request.ship_to
  by('address').textContent = to === null ? '' : [to.name, to.company, to.line1, to.line2,
    [to.postal_code, to.city, to.state].join(' ').trim(), to.country, to.phone].filter((line) => line !== '').join('\\n')
  by('work').hidden = request.status !== 'requested' && request.status !== 'pending'
}
async function answer(body, done) {
  const response = await call(body === undefined ? 'read' : 'answer', body)
  const result = await response.json()
  if (!response.ok) return say(result.detail)
  if (result.status === 'cancelled') { by('work').hidden = true; by('status').textContent = 'declined' } else show(result)
  say(done)
}
by('accept').onclick = () => answer({ action: 'accept' }, 'Thank you.')
by('decline').onclick = () => answer({ action: 'decline', reason: by('reason').value }, 'You declined.')
by('ship').onclick = () => {
  const number = by('number').value.trim()
  const tracking = number === '' ? [] : [{ carrier: by('carrier').value, number }]
  answer({ action: 'ship', tracking }, 'Thank you.')
}
by('slip').onclick = async () => {
  const response = await call('packing-slip', {})
  if (response.ok) location.href = URL.createObjectURL(await response.blob())
}
answer(undefined, '')
`

const HTML = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>Order to send</title>
<h1 id="title">Order to send</h1>
<p>Status: <strong id="status"></strong></p><ul id="lines"></ul><pre id="address"></pre>
<p><button id="slip">Packing slip (PDF)</button></p>
<div id="work" hidden>
<p><button id="accept">We will send it</button></p>
<p><label>Carrier <input id="carrier" maxlength="100"></label> <label>Tracking number <input id="number" maxlength="100"></label>
<button id="ship">It is sent</button></p>
<p><label>Reason <input id="reason" maxlength="500"></label> <button id="decline">We cannot send it</button></p>
</div>
<p id="said" role="status"></p>
<script>${SCRIPT}</script></html>
`

export const SUPPLIER_PAGE = scriptedPage(HTML, SCRIPT)
