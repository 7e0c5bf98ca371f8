// Texts: flat keys, each area's in a namespace of its own, which is loaded with its pages.
import i18next, { type BackendModule } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { firstLanguage, keepLanguage, LANGUAGES, type Language } from './languages.ts'

type PluralBase<Key> = Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key
type PluralForm<Key> = Key extends `${infer Base}_other`
  ? `${Base}_${'zero' | 'one' | 'two' | 'few' | 'many'}`
  : never

/** What another language must say: all that English does. Its plurals may have more forms. */
export type Texts<English> = { readonly [Key in keyof English]: string } & {
  readonly [Key in PluralForm<keyof English>]?: string
}
/** Gives a text; `{{name}}` in it is replaced by `values.name`, and `count` chooses the plural. */
export type Text<English> = (
  key: PluralBase<keyof English> & string,
  values?: Record<string, unknown>,
) => string

type Loader = () => Promise<{ default: Readonly<Record<string, string>> }>
export type AreaTexts = Readonly<Record<Language, Loader>>

const areas = new Map<string, AreaTexts>()

const backend: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, namespace, done) => {
    const load = areas.get(namespace)?.[language as Language]
    if (load === undefined) done(null, {})
    else
      load().then(
        (module) => done(null, { ...module.default }),
        (error: unknown) => done(error as Error, null),
      )
  },
}

/** Makes the texts of areas known; loads `first` of them in the language of the person. */
export async function startTexts(
  texts: Readonly<Record<string, AreaTexts>>,
  first: readonly string[],
): Promise<void> {
  for (const [area, loaders] of Object.entries(texts)) areas.set(area, loaders)
  const language = firstLanguage()
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: [...first],
      defaultNS: first[0] ?? 'common',
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      showSupportNotice: false,
    } as Parameters<typeof i18next.init>[0])
  tellPage(language)
}

export const loadArea = (area: string): Promise<void> => i18next.loadNamespaces(area)

export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  keepLanguage(language)
  tellPage(language)
}

function tellPage(language: Language): void {
  document.documentElement.lang = language
  document.documentElement.dir = LANGUAGES[language].dir
}

/** The language of now. */
export const currentLanguage = (): Language => (i18next.language ?? 'en') as Language

/** Makes an area's hook: `export const useText = textOf<typeof en>('catalogue')`. */
export const textOf =
  <English>(area: string) =>
  (): Text<English> => {
    const { t } = useTranslation(area)
    return t as unknown as Text<English>
  }
