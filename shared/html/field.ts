// Fields that hold HTML.
import { text } from '../http/fields.ts'
import { cleanHtml, isCleanable, MAX_TAGS } from './clean.ts'

/** HTML of at most so many characters. What has too many tags to be shown is refused. */
export const Html = (max: number) =>
  text(max).refine(isCleanable, {
    error: `has more than ${MAX_TAGS.toLocaleString('en')} tags, with those that close what was left open`,
    abort: true,
  })

/** HTML that is stored cleaned: it has at most so many characters then, too. */
export const CleanedHtml = (max: number) =>
  Html(max).refine(
    (html) => cleanHtml(html).length <= max,
    `has more than ${max.toLocaleString('en')} characters once all tags are closed and all links are marked`,
  )
