// Fields of forms, with what is wrong with them beside them and above all.
import { html, raw } from 'hono/html'
import { DomainError, ERROR_CODES } from '../../../shared/errors.ts'
import type { Html } from '../page.ts'
import type { Visit } from '../visit.ts'

type Words = {
  fields: Readonly<Record<string, string>>
  errors: Readonly<Record<string, string>>
}

/** What did not work: something to say of the whole, and of fields by their names. */
export type Faults = { message: string | undefined; fields: ReadonlyMap<string, string> }

export const NO_FAULTS: Faults = { message: undefined, fields: new Map() }

export const faultAt = (field: string, message: string): Faults => ({
  message: undefined,
  fields: new Map([[field, message]]),
})

/** What visitors are told of a refusal. Throws what is no refusal, or nothing that they could do anything about. */
export function faultsOf(error: unknown, { fields, errors }: Words): Faults {
  if (!(error instanceof DomainError)) throw error
  const own = errors[error.code]
  const status = ERROR_CODES[error.code][0]
  if (own === undefined && (status >= 500 || status === 404)) throw error
  const issues = error.issues.map(({ path, message }) => {
    const name = path.split('.').at(-1) ?? ''
    const said = error.code === 'invalid_input' ? (fields[name] ?? message) : (own ?? fields[name] ?? message)
    return [name, said] as const
  })
  const isSaid = issues.length > 0 && error.code === 'invalid_input'
  return { message: isSaid ? undefined : (own ?? error.message), fields: new Map(issues) }
}

/** Does what a form asks for, or tells why not. */
export async function attempt<T>(
  words: Words,
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; faults: Faults }> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, faults: faultsOf(error, words) }
  }
}

/** Heads a form that did not work: it gets the focus, and leads to each field. */
export function faultSummary(title: string, { message, fields }: Faults): Html | string {
  if (message === undefined && fields.size === 0) return ''
  return html`<div class="faults" role="alert" tabindex="-1" autofocus><p><strong>${message ?? title}</strong></p>${
    fields.size === 0 || (fields.size === 1 && message !== undefined)
      ? ''
      : html`<ul>${[...fields].map(([name, text]) => html`<li><a href="#f-${name}">${text}</a></li>`)}</ul>`
  }</div>`
}

export type Field = {
  name: string
  label: string
  value?: string | undefined
  type?: 'text' | 'email' | 'password' | 'tel' | 'number'
  autocomplete?: string
  isOptional?: boolean
  hint?: string
  inputmode?: string
  maxlength?: number
  /** A class for its width. */
  width?: 'half' | 'third'
}

const described = (name: string, fault: string | undefined, hint: string | undefined) => {
  const ids = [...(fault === undefined ? [] : [`e-${name}`]), ...(hint === undefined ? [] : [`h-${name}`])]
  return html`${fault === undefined ? '' : raw('aria-invalid="true"')} ${ids.length === 0 ? '' : html`aria-describedby="${ids.join(' ')}"`}`
}

const notes = (name: string, fault: string | undefined, hint: string | undefined) =>
  html`${hint === undefined ? '' : html`<p class="hint" id="h-${name}">${hint}</p>`}${fault === undefined ? '' : html`<p class="error" id="e-${name}">${fault}</p>`}`

const labelOf = ({ t }: Visit, { name, label, isOptional }: Field) =>
  html`<label for="f-${name}">${label}${isOptional ? html` <span class="muted">(${t.optional})</span>` : ''}</label>`

export function field(visit: Visit, one: Field, faults: Faults = NO_FAULTS): Html {
  const { name, value = '', type = 'text', autocomplete, hint, inputmode, maxlength = 255 } = one
  const fault = faults.fields.get(name)
  return html`<div class="field ${one.width ?? ''}">${labelOf(visit, one)}<input id="f-${name}" name="${name}" type="${type}" value="${type === 'password' ? '' : value}" ${autocomplete === undefined ? '' : html`autocomplete="${autocomplete}"`} ${inputmode === undefined ? '' : html`inputmode="${inputmode}"`} maxlength="${maxlength}" ${one.isOptional ? '' : raw('required')} ${described(name, fault, hint)}>${notes(name, fault, hint)}</div>`
}

export type Choice = { value: string; label: string }

export function choice(
  visit: Visit,
  one: Field & { choices: readonly Choice[]; empty?: string; isSent?: boolean },
  faults: Faults = NO_FAULTS,
): Html {
  const { name, value = '', autocomplete, hint, choices, empty, isSent } = one
  const fault = faults.fields.get(name)
  return html`<div class="field ${one.width ?? ''}">${labelOf(visit, one)}<select id="f-${name}" name="${name}" ${autocomplete === undefined ? '' : html`autocomplete="${autocomplete}"`} ${one.isOptional ? '' : raw('required')} ${isSent ? raw('data-choose') : ''} ${described(name, fault, hint)}>${empty === undefined ? '' : html`<option value="">${empty}</option>`}${choices.map(
    (option) =>
      html`<option value="${option.value}" ${option.value === value ? raw('selected') : ''}>${option.label}</option>`,
  )}</select>${notes(name, fault, hint)}</div>`
}

export const checkbox = (name: string, label: string, isChecked: boolean): Html =>
  html`<div class="field check"><input id="f-${name}" name="${name}" type="checkbox" value="yes" ${isChecked ? raw('checked') : ''}><label for="f-${name}">${label}</label></div>`

/** A form with one button and nothing to fill in. */
export const buttonForm = (
  action: string,
  label: string,
  {
    hidden = {},
    className = 'quiet',
  }: { hidden?: Readonly<Record<string, string>>; className?: string } = {},
): Html =>
  html`<form method="post" action="${action}" class="one">${Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button class="${className}">${label}</button></form>`

/** A text of a form's field; empty where it has none. */
export const textOf = (form: Readonly<Record<string, unknown>>, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}
