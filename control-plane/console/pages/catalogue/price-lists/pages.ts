import { IconTags } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const priceLists: Area = {
  name: 'price-lists',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'price-lists',
      title: { en: 'Price lists', de: 'Preislisten', fr: 'Listes de prix', ar: 'قوائم الأسعار' },
      nav: { group: 'catalogue', icon: IconTags, order: 35 },
      permission: 'products:read',
      load: () => import('./price-lists.tsx'),
    },
    {
      scope: 'store',
      path: 'price-lists/new',
      title: {
        en: 'New price list',
        de: 'Neue Preisliste',
        fr: 'Nouvelle liste de prix',
        ar: 'قائمة أسعار جديدة',
      },
      permission: 'products:write',
      load: () => import('./new-price-list.tsx'),
    },
    {
      scope: 'store',
      path: 'price-lists/$id',
      title: { en: 'Price list', de: 'Preisliste', fr: 'Liste de prix', ar: 'قائمة أسعار' },
      permission: 'products:read',
      load: () => import('./price-list.tsx'),
    },
  ],
}
