import { IconDiscount2 } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const promotions: Area = {
  name: 'promotions',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'promotions',
      title: { en: 'Promotions', de: 'Aktionen', fr: 'Promotions', ar: 'العروض' },
      nav: { group: 'marketing', icon: IconDiscount2, order: 0 },
      permission: 'promotions:read',
      load: () => import('./promotions.tsx'),
    },
    {
      scope: 'store',
      path: 'promotions/new',
      title: { en: 'New promotion', de: 'Neue Aktion', fr: 'Nouvelle promotion', ar: 'عرض جديد' },
      permission: 'promotions:write',
      load: () => import('./promotion.tsx'),
    },
    {
      scope: 'store',
      path: 'promotions/$id',
      title: { en: 'Promotion', de: 'Aktion', fr: 'Promotion', ar: 'عرض' },
      permission: 'promotions:read',
      load: () => import('./promotion.tsx'),
    },
  ],
}
