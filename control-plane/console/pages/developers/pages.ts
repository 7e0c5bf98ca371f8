import { IconKey, IconShieldQuestion } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const developers: Area = {
  name: 'developers',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'api-keys',
      title: { en: 'API keys', de: 'API-Schlüssel', fr: 'Clés d’API', ar: 'مفاتيح API' },
      nav: { group: 'developers', icon: IconKey, order: 0 },
      permission: 'api_keys:read',
      load: () => import('./api-keys.tsx'),
    },
    {
      scope: 'store',
      path: 'api-keys/new',
      title: { en: 'New API key', de: 'Neuer API-Schlüssel', fr: 'Nouvelle clé d’API', ar: 'مفتاح API جديد' },
      permission: 'api_keys:write',
      load: () => import('./new-api-key.tsx'),
    },
    {
      scope: 'store',
      path: 'api-keys/$id',
      title: { en: 'API key', de: 'API-Schlüssel', fr: 'Clé d’API', ar: 'مفتاح API' },
      permission: 'api_keys:read',
      load: () => import('./api-key.tsx'),
    },
    {
      scope: 'store',
      path: 'refusals',
      title: {
        en: 'Refused requests',
        de: 'Abgelehnte Anfragen',
        fr: 'Requêtes refusées',
        ar: 'الطلبات المرفوضة',
      },
      nav: { group: 'developers', icon: IconShieldQuestion, order: 1 },
      permission: 'audit:read',
      load: () => import('./refusals.tsx'),
    },
    {
      scope: 'store',
      path: 'refusals/$id',
      title: {
        en: 'Why was this refused?',
        de: 'Warum wurde das abgelehnt?',
        fr: 'Pourquoi ce refus ?',
        ar: 'لماذا رُفض هذا الطلب؟',
      },
      permission: 'audit:read',
      load: () => import('./refusal.tsx'),
    },
  ],
}
