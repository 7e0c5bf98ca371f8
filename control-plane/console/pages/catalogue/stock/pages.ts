import { IconBuildingWarehouse, IconMapPin } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const stock: Area = {
  name: 'stock',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'stock',
      title: { en: 'Stock', de: 'Bestand', fr: 'Stock', ar: 'المخزون' },
      nav: { group: 'catalogue', icon: IconBuildingWarehouse, order: 40 },
      permission: 'inventory:read',
      load: () => import('./levels.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/movements',
      title: {
        en: 'Movements of stock',
        de: 'Bestandsbewegungen',
        fr: 'Mouvements de stock',
        ar: 'حركات المخزون',
      },
      permission: 'inventory:read',
      load: () => import('./movements.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/transfers',
      title: {
        en: 'Transfers of stock',
        de: 'Umlagerungen',
        fr: 'Transferts de stock',
        ar: 'نقل المخزون',
      },
      permission: 'inventory:read',
      load: () => import('./transfers.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/transfers/new',
      title: { en: 'New transfer', de: 'Neue Umlagerung', fr: 'Nouveau transfert', ar: 'عملية نقل جديدة' },
      permission: 'inventory:write',
      load: () => import('./new-transfer.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/transfers/$id',
      title: { en: 'Transfer of stock', de: 'Umlagerung', fr: 'Transfert de stock', ar: 'عملية نقل' },
      permission: 'inventory:read',
      load: () => import('./transfer.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/counts',
      title: { en: 'Counts of stock', de: 'Inventuren', fr: 'Inventaires', ar: 'عمليات الجرد' },
      permission: 'inventory:read',
      load: () => import('./counts.tsx'),
    },
    {
      scope: 'store',
      path: 'stock/counts/$id',
      title: { en: 'Count of stock', de: 'Inventur', fr: 'Inventaire', ar: 'جرد' },
      permission: 'inventory:read',
      load: () => import('./count.tsx'),
    },
    {
      scope: 'store',
      path: 'locations',
      title: { en: 'Locations', de: 'Orte', fr: 'Emplacements', ar: 'المواقع' },
      nav: { group: 'catalogue', icon: IconMapPin, order: 50 },
      permission: 'inventory:read',
      load: () => import('./locations.tsx'),
    },
    {
      scope: 'store',
      path: 'locations/new',
      title: { en: 'New location', de: 'Neuer Ort', fr: 'Nouvel emplacement', ar: 'موقع جديد' },
      permission: 'inventory:write',
      load: () => import('./new-location.tsx'),
    },
    {
      scope: 'store',
      path: 'locations/$id',
      title: { en: 'Location', de: 'Ort', fr: 'Emplacement', ar: 'موقع' },
      permission: 'inventory:read',
      load: () => import('./location.tsx'),
    },
  ],
}
