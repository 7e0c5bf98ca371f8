import { IconCoin, IconReceiptTax, IconTruckDelivery } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const markets: Area = {
  name: 'markets',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'markets',
      title: {
        en: 'Markets and shipping',
        de: 'Märkte und Versand',
        fr: 'Marchés et livraison',
        ar: 'الأسواق والشحن',
      },
      nav: { group: 'settings', icon: IconTruckDelivery, order: 10 },
      permission: 'store:read',
      step: 'market',
      load: () => import('./markets.tsx'),
    },
    {
      scope: 'store',
      path: 'markets/new',
      title: { en: 'New market', de: 'Neuer Markt', fr: 'Nouveau marché', ar: 'سوق جديدة' },
      permission: 'store:write',
      load: () => import('./market.tsx'),
    },
    {
      scope: 'store',
      path: 'markets/$id',
      title: { en: 'Market', de: 'Markt', fr: 'Marché', ar: 'سوق' },
      permission: 'store:read',
      load: () => import('./market.tsx'),
    },
    {
      scope: 'store',
      path: 'taxes',
      title: { en: 'Taxes', de: 'Steuern', fr: 'Taxes', ar: 'الضرائب' },
      nav: { group: 'settings', icon: IconReceiptTax, order: 20 },
      permission: 'store:read',
      load: () => import('./taxes.tsx'),
    },
    {
      scope: 'store',
      path: 'taxes/new',
      title: { en: 'New tax region', de: 'Neue Steuerregion', fr: 'Nouvelle région', ar: 'منطقة جديدة' },
      permission: 'store:write',
      load: () => import('./tax-region.tsx'),
    },
    {
      scope: 'store',
      path: 'taxes/$id',
      title: { en: 'Tax region', de: 'Steuerregion', fr: 'Région fiscale', ar: 'منطقة ضريبية' },
      permission: 'store:read',
      load: () => import('./tax-region.tsx'),
    },
    {
      scope: 'store',
      path: 'currencies',
      title: { en: 'Currencies', de: 'Währungen', fr: 'Devises', ar: 'العملات' },
      nav: { group: 'settings', icon: IconCoin, order: 30 },
      permission: 'store:read',
      load: () => import('./currencies.tsx'),
    },
  ],
}
