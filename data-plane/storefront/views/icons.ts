// The few icons of the shop's frame, in the colour of the text around them.
import { raw } from 'hono/html'

const icon = (paths: string) =>
  raw(
    `<svg aria-hidden="true" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`,
  )

export const icons = {
  menu: icon('<path d="M4 7h16M4 12h16M4 17h16"/>'),
  search: icon('<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>'),
  account: icon('<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20.5c.6-4 3.7-6 7.5-6s6.900 2 7.5 6"/>'),
  cart: icon('<path d="M5 8h14l1 12.5H4zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5"/>'),
}
