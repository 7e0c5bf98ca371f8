// What is said at the edge of the page, by code that the first page does without.
import type { NotificationData } from '@mantine/notifications'
import { lazy, Suspense, useSyncExternalStore } from 'react'

const load = () => import('@mantine/notifications')
const Container = lazy(async () => ({ default: (await load()).Notifications }))

let isWanted = false
const listeners = new Set<() => void>()
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Where toasts appear, once there is one. */
export function Toasts() {
  const isShown = useSyncExternalStore(subscribe, () => isWanted)
  return (
    isShown && (
      <Suspense fallback={null}>
        {/* Not at the bottom: there is the bar that saves, and a pointer left there would keep a toast above it. */}
        <Container position="top-center" />
      </Suspense>
    )
  )
}

/** Fetches what shows toasts, so that they can also say that the server cannot be reached. */
export const prepareToasts = (): void => void load().catch(() => undefined)

export async function showToast(toast: NotificationData): Promise<void> {
  isWanted = true
  for (const listener of listeners) listener()
  const { notifications } = await load()
  notifications.show({ withBorder: true, ...toast })
}

export async function hideToast(id: string): Promise<void> {
  const { notifications } = await load()
  notifications.hide(id)
}
