// What the demo shops say in the languages of their markets beside English.
/** The texts of a shop's theme, pages and menus in one language. */
export type Words = {
  announcement: string
  tagline: string
  hero: { title: string; text: string }
  story: { heading: string; text: string }
  shop: string
  bestSellers: string
  collections: string
  newest: string
  about: { title: string; intro: readonly string[]; makers: string }
  shipping: {
    title: string
    shipping: string
    how: readonly string[]
    returns: string
    back: readonly string[]
  }
  contact: { title: string; text: string }
  /** Of links of the menus, by the English name of what they lead to. */
  places: Readonly<Record<string, string>>
}
