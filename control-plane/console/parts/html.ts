/** What the editor with formatting can hold: elements, and which attributes each may have. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['p', 'br', 'hr', 'h2', 'h3', 'h4', 'blockquote', 'pre', 'code', 'ul', 'li'].map((tag) => [tag, []]),
  ),
  ...Object.fromEntries(['strong', 'b', 'em', 'i', 'u', 's'].map((tag) => [tag, []])),
  // The shop sets `rel` itself.
  a: ['href', 'rel'],
  ol: ['start'],
}

/** Whether the editor with formatting gives back all that `html` holds: tables, for example, it would lose. */
export function isFormatted(html: string): boolean {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  return [...body.querySelectorAll('*')].every(({ localName, attributes }) => {
    const known = KNOWN[localName]
    return known !== undefined && [...attributes].every(({ name }) => known.includes(name))
  })
}
