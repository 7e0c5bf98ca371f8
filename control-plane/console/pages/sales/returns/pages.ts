import { IconTruckReturn } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const returns: Area = {
  name: 'returns',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'returns',
      title: { en: 'Returns', de: 'Rücksendungen', fr: 'Retours', ar: 'المرتجعات' },
      nav: { group: 'sales', icon: IconTruckReturn, order: 10 },
      permission: 'orders:read',
      load: () => import('./returns.tsx'),
    },
    {
      scope: 'store',
      path: 'returns/$returnId',
      title: { en: 'Return', de: 'Rücksendung', fr: 'Retour', ar: 'مرتجع' },
      permission: 'orders:read',
      load: () => import('./return.tsx'),
    },
    {
      scope: 'store',
      path: 'orders/$orderId/return',
      title: { en: 'Create return', de: 'Rücksendung anlegen', fr: 'Créer un retour', ar: 'إنشاء مرتجع' },
      permission: 'orders:write',
      load: () => import('./new-return.tsx'),
    },
    {
      scope: 'store',
      path: 'orders/$orderId/refund',
      title: { en: 'Refund', de: 'Erstatten', fr: 'Rembourser', ar: 'استرداد' },
      permission: 'orders:refund',
      load: () => import('./refund.tsx'),
    },
  ],
}
