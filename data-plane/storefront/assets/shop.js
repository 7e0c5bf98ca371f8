// What makes the shop nicer where scripts run. Every page works without it.

const root = document.documentElement
root.classList.add('js')

const one = (selector, within = document) => within.querySelector(selector)
const all = (selector, within = document) => [...within.querySelectorAll(selector)]

/** A select that sends its form as soon as something else is chosen; its button is then not needed. */
for (const field of all('[data-submit]')) {
  field.addEventListener('change', () => field.form.requestSubmit())
  if (field.matches('select')) one('button', field.form)?.classList.add('hidden')
}

/** Leaves empty fields out of the address that a form leads to. */
for (const form of all('form[data-sparse]'))
  form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name)
  })

/** Buttons for one less and one more beside a quantity. */
function addSteps(input) {
  const box = document.createElement('span')
  box.className = 'box'
  input.replaceWith(box)
  const step = (text, label, by) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.setAttribute('aria-label', label)
    button.addEventListener('click', () => {
      const value = Math.max(Number(input.min || 0), Number(input.value || 0) + by)
      input.value = String(Math.min(value, Number(input.max || value)))
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    return button
  }
  box.append(step('−', input.dataset.less, -1), input, step('+', input.dataset.more, 1))
}
for (const input of all('input[data-less]')) addSteps(input)

/** Puts what is said into the page where screen readers hear of it, for some seconds. */
const toast = one('[data-toast]')
let fading
function say(text, link) {
  const line = document.createElement('div')
  line.append(text)
  if (link) {
    const a = document.createElement('a')
    a.href = link.href
    a.textContent = link.text
    line.append(a)
  }
  toast.replaceChildren(line)
  clearTimeout(fading)
  fading = setTimeout(() => toast.replaceChildren(), 6000)
}

function showCount(count) {
  for (const place of all('[data-cart-count]')) {
    const mark = document.createElement('span')
    mark.className = 'count'
    mark.textContent = count > 99 ? '99+' : String(count)
    place.replaceChildren(...(count > 0 ? [mark] : []))
  }
}

/** Adds to the cart without leaving the page. What the shop does not take is shown on the page that the form leads to. */
for (const form of all('form[data-add]'))
  form.addEventListener('submit', async (event) => {
    if (event.submitter?.name) return
    event.preventDefault()
    const button = one('button:not([type="button"])', form)
    button.setAttribute('aria-busy', 'true')
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams(new FormData(form)),
      })
      const answer = await response.json()
      if (!response.ok) return say(answer.message ?? answer.detail)
      showCount(answer.count)
      say(toast.dataset.added, { href: toast.dataset.cart, text: toast.dataset.view })
    } catch {
      form.submit()
    } finally {
      button.removeAttribute('aria-busy')
    }
  })

/** Changes the chosen variant without loading the page anew. */
const data = one('[data-variants]')
const product = one('[data-product]')
if (data && product) {
  const { options, variants, pictures, addToCart, soldOut } = JSON.parse(data.textContent)
  const place = (name) => one(`[data-${name}]`, product)
  const chosen = () => variants.find(({ id }) => id === one('[name="variant_id"]', product).value)
  const nearest = (name, value) => {
    const now = chosen().options
    const alike = (variant) =>
      options.reduce((sum, option) => sum * 2 + (variant.options[option] === now[option] ? 1 : 0), 0)
    return variants
      .filter((variant) => variant.options[name] === value)
      .sort((a, b) => alike(b) - alike(a) || b.available - a.available)[0]
  }
  const show = (variant) => {
    one('[name="variant_id"]', product).value = variant.id
    place('price').innerHTML = variant.price
    place('stock').textContent = variant.stock
    place('stock').className = `stock ${variant.available ? 'in' : 'out'}`
    const sku = place('sku')
    if (sku) sku.textContent = variant.sku ?? ''
    const button = one('[data-add] .big', product)
    button.disabled = !variant.available
    button.textContent = variant.available ? addToCart : soldOut
    if (variant.picture) {
      const main = one('[data-main]', product)
      if (main) main.innerHTML = pictures[variant.picture]
    }
    for (const link of all('[data-option]', product)) {
      const { option, value } = link.dataset
      if (variant.options[option] === value) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
      const to = nearest(option, value)
      if (!to) continue
      link.classList.toggle('sold', !to.available)
      one('.hidden', link)?.remove()
      if (!to.available) {
        const note = document.createElement('span')
        note.className = 'hidden'
        note.textContent = ` (${soldOut})`
        link.append(note)
      }
      const url = new URL(link.href)
      url.searchParams.set('variant', to.id)
      link.href = url
    }
    for (const mark of all('[data-chosen]', product)) mark.textContent = variant.options[mark.dataset.chosen]
  }
  for (const link of all('[data-option]', product))
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      const to = nearest(link.dataset.option, link.dataset.value)
      if (!to) return
      event.preventDefault()
      show(to)
      const url = new URL(location.href)
      url.searchParams.set('variant', to.id)
      history.replaceState(null, '', url)
    })
}

/** What a search could lead to, while it is typed. */
for (const form of all('form[data-suggest]')) {
  const input = one('input[type="search"]', form)
  const list = document.createElement('div')
  list.className = 'suggestions'
  list.id = `${input.id}-suggestions`
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.placeholder)
  form.append(list)
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-autocomplete': 'list',
  }))
    input.setAttribute(name, value)
  let waiting
  let asked
  const close = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const load = async () => {
    asked?.abort()
    const text = input.value.trim()
    if (text.length < 2) return close()
    asked = new AbortController()
    const url = new URL(form.dataset.suggest, location.href)
    url.searchParams.set('q', text)
    try {
      const response = await fetch(url, { signal: asked.signal })
      if (!response.ok) return close()
      const { data } = await response.json()
      list.replaceChildren(...data.map((item, i) => suggestion(item, `${list.id}-${i}`)))
      list.hidden = data.length === 0
      input.setAttribute('aria-expanded', String(data.length > 0))
    } catch {
      // Another one is under way, or there is no network: the form works all the same.
    }
  }
  input.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(load, 150)
  })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close()
    if (list.hidden || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return
    const items = all('a', list)
    const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true')
    if (event.key === 'Enter') {
      if (at === -1) return
      event.preventDefault()
      location.href = items[at].href
      return
    }
    event.preventDefault()
    const next = (at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length
    items.forEach((item, i) => {
      item.setAttribute('aria-selected', String(i === next))
    })
    input.setAttribute('aria-activedescendant', items[next].id)
  })
  form.addEventListener('focusout', ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) close()
  })
}

function suggestion({ title, url, picture, price }, id) {
  const a = document.createElement('a')
  a.href = url
  a.id = id
  a.tabIndex = -1
  a.setAttribute('role', 'option')
  a.setAttribute('aria-selected', 'false')
  if (picture) {
    const img = document.createElement('img')
    img.src = picture
    img.alt = ''
    a.append(img)
  }
  const name = document.createElement('span')
  name.textContent = title
  const cost = document.createElement('span')
  cost.className = 'muted'
  cost.textContent = price
  a.append(name, cost)
  return a
}

// A menu that is open closes when something else is chosen.
const drawer = one('.drawer')
document.addEventListener('click', ({ target }) => {
  if (drawer?.open && !drawer.contains(target)) drawer.open = false
})
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && drawer?.open) {
    drawer.open = false
    one('summary', drawer).focus()
  }
})

// Another country has other fields: the form is shown anew with what was typed.
for (const field of all('[data-choose]'))
  field.addEventListener('change', () => {
    const { form } = field
    const action = document.createElement('input')
    action.type = 'hidden'
    action.name = 'action'
    action.value = 'country'
    form.append(action)
    form.noValidate = true
    form.requestSubmit()
  })

// An order is placed once, however often its button is pressed. The shop sees to that too.
for (const form of all('form[data-once]'))
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
  })
addEventListener('pageshow', () => {
  for (const form of all('form[data-once]')) delete form.dataset.sent
})

// On to where a payment goes on.
const go = one('[data-go]')
if (go?.href) location.href = go.href
else go?.submit()

// What a form found wrong is what somebody wants to hear of first.
one('.faults[autofocus]')?.focus()
