import { Anchor, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { type Search, stringifySearch } from '../api/search.ts'
import classes from './tab-links.module.css'

export type TabLink = {
  readonly key: string
  readonly label: ReactNode
  /** How many there are, already written. */
  readonly count?: string
  /** The filters of the address that it stands for. */
  readonly search: Search
  readonly isCurrent: boolean
}

/** Views of one list, each with its own address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const navigate = useNavigate()
  const follow = (event: MouseEvent, search: Search) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ to: '.', search: search as never, replace: true })
  }
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map(({ key, label, count, search, isCurrent }) => (
        <Anchor
          key={key}
          href={stringifySearch(search) || '?'}
          onClick={(event: MouseEvent) => follow(event, search)}
          className={classes.tab}
          aria-current={isCurrent ? 'page' : undefined}
        >
          {label}
          {count !== undefined && (
            <Text component="span" size="sm" c="dimmed" ms={6}>
              {count}
            </Text>
          )}
        </Anchor>
      ))}
    </nav>
  )
}
