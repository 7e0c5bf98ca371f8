import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { storeQuery } from '../api/session.ts'
import { useCommon } from '../i18n/common.ts'
import type { Language } from '../i18n/languages.ts'
import { GROUPS, type Page, pathOf } from '../pages/area.ts'
import { areas } from '../pages.ts'
import { NavigationLink } from '../parts/links.tsx'

const listed = areas.flatMap(({ pages }) => pages).filter((page) => page.nav !== undefined)

/** Scrolls the navigation to one of its entries. Not by `scrollIntoView`, from where the Tab key would go on. */
function show(entry: HTMLElement | null): void {
  const frame = entry?.closest('nav')
  if (!entry || !frame) return
  const [at, seen] = [entry.getBoundingClientRect(), frame.getBoundingClientRect()]
  frame.scrollTop += Math.min(0, at.top - seen.top) + Math.max(0, at.bottom - seen.bottom)
}

/** The pages of where one is, as far as one may see them. @param onChoose is called for the entry of this page, too */
export function Navigation({ onChoose }: { onChoose: () => void }) {
  const t = useCommon()
  const { i18n } = useTranslation()
  const { slug } = useParams({ strict: false }) as { slug?: string }
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const current = useRef<HTMLAnchorElement>(null)
  const { data: store } = useQuery({ ...storeQuery(slug ?? ''), enabled: slug !== undefined })
  const scope = slug !== undefined ? 'store' : path.startsWith('/platform') ? 'platform' : 'account'
  const isSeen = ({ permission }: Page) =>
    permission === undefined || store?.membership?.permissions.includes(permission) === true
  const pages = listed.filter((page) => page.scope === scope && isSeen(page))
  const addressOf = (page: Page) => pathOf(page).replace('$slug', slug ?? '')
  // The first page of a scope, and one that others stand below, are active only where no other entry is nearer.
  const here = pages
    .map(addressOf)
    .filter((to) => path === to || path.startsWith(`${to}/`))
    .sort((a, b) => b.length - a.length)[0]
  useEffect(() => show(current.current), [here])
  return GROUPS.map((group) => {
    const entries = pages
      .filter(({ nav }) => nav?.group === group)
      .sort((a, b) => (a.nav?.order ?? 100) - (b.nav?.order ?? 100))
    if (entries.length === 0) return null
    return (
      <div key={group}>
        {group !== 'overview' && (
          <Text size="xs" fw={600} c="dimmed" mt="md" mb={4} px="sm">
            {t(`group.${group}`)}
          </Text>
        )}
        {entries.map((page) => {
          const to = addressOf(page)
          const Icon = page.nav?.icon
          return (
            <NavigationLink
              key={to}
              to={to}
              ref={to === here ? current : null}
              activeOptions={{ exact: true }}
              aria-current={to === here ? 'page' : undefined}
              label={page.title[i18n.language as Language]}
              leftSection={Icon && <Icon size={18} aria-hidden />}
              active={to === here}
              onClick={onChoose}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          )
        })}
      </div>
    )
  })
}
