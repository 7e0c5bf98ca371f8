import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../i18n/languages.ts'

/** Names the page in the browser's tab, and brings the focus to each new page as a load would. */
export function Announcer() {
  const { i18n } = useTranslation()
  const { path, title, slug } = useRouterState({
    select: ({ resolvedLocation, matches }) => ({
      path: resolvedLocation?.pathname,
      title: matches.at(-1)?.staticData.title?.[i18n.language as Language],
      slug: (matches.at(-1)?.params as { slug?: string } | undefined)?.slug,
    }),
    structuralSharing: true,
  })
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    document.title = [title, slug, 'Storeplane'].filter((part) => part !== undefined).join(' · ')
  }, [title, slug])
  useEffect(() => {
    if (shown.current !== undefined && path !== undefined && shown.current !== path)
      document.getElementById('main')?.focus({ preventScroll: true })
    shown.current = path
  }, [path])
  return null
}
