// Which of several languages a reader gets.

/** The tags to look for, the best first: `de-AT` is served by `de` too. */
const wishes = (languages: readonly string[]): string[] =>
  languages.flatMap((tag) => [tag, tag.split('-')[0] ?? tag])

/**
 * What a record by language tag has in the first of these languages, or else in any; undefined when it is empty.
 * @param languages as BCP 47 tags, the reader's first
 */
function inLanguage<T>(values: Readonly<Record<string, T>>, languages: readonly string[]): T | undefined {
  const tag = wishes(languages).find((tag) => Object.hasOwn(values, tag))
  return tag === undefined ? Object.values(values)[0] : values[tag]
}

/** The same of texts, of which an empty one counts as none. */
export function textIn(texts: Readonly<Record<string, string>>, languages: readonly string[]): string {
  const filled = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))
  return inLanguage(filled, languages) ?? ''
}

/** What a record has in the reader's own language; undefined when it has nothing in it. */
export function inOwnLanguage<T>(values: Readonly<Record<string, T>>, language: string): T | undefined {
  const tag = wishes([language]).find((tag) => Object.hasOwn(values, tag))
  return tag === undefined ? undefined : values[tag]
}
