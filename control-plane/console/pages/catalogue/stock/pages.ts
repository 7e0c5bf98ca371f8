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
