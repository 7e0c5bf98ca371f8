// Forms of a text by number, as a language needs them.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** Gives the text for a number; `#` stands for the number itself. */
export function plural(language: string, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language === 'ar' ? 'ar-u-nu-latn' : language)
  return (count) => (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count))
}
