import { IconActivity } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const events: Area = {
  name: 'events',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'events',
      title: { en: 'Event log', de: 'Ereignisse', fr: 'Journal des événements', ar: 'سجل الأحداث' },
      nav: { group: 'developers', icon: IconActivity, order: 60 },
      permission: 'events:read',
      load: () => import('./events.tsx'),
    },
  ],
}
