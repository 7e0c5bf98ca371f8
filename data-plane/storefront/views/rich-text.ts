// HTML that a store's staff wrote.
import { raw } from 'hono/html'
import { cleanHtml } from '../../../shared/html/clean.ts'
import type { Html } from '../page.ts'

/** Only what can do no harm of it, whoever stored it. */
export const richText = (text: string): Html => raw(cleanHtml(text))
