import { IconMail, IconMailbox, IconMailCog } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const mails: Area = {
  name: 'mails',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'mail-templates',
      title: { en: 'Mail templates', de: 'Mailvorlagen', fr: 'Modèles d’e-mails', ar: 'قوالب الرسائل' },
      nav: { group: 'settings', icon: IconMailCog, order: 70 },
      permission: 'store:read',
      load: () => import('./templates.tsx'),
    },
    {
      scope: 'store',
      path: 'mail-templates/$name/$language',
      title: { en: 'Mail template', de: 'Mailvorlage', fr: 'Modèle d’e-mail', ar: 'قالب رسالة' },
      permission: 'store:read',
      load: () => import('./template.tsx'),
    },
    {
      scope: 'store',
      path: 'mails',
      title: { en: 'Sent mails', de: 'Gesendete Mails', fr: 'E-mails envoyés', ar: 'الرسائل المرسلة' },
      nav: { group: 'settings', icon: IconMail, order: 75 },
      permission: 'store:read',
      load: () => import('./mails.tsx'),
    },
    {
      scope: 'store',
      path: 'mails/$mailId',
      title: { en: 'Sent mail', de: 'Gesendete Mail', fr: 'E-mail envoyé', ar: 'رسالة مرسلة' },
      permission: 'store:read',
      load: () => import('./mail.tsx'),
    },
    {
      scope: 'platform',
      path: 'mails',
      title: { en: 'Mail outbox', de: 'Postausgang', fr: 'Boîte d’envoi', ar: 'صندوق الصادر' },
      nav: { group: 'platform', icon: IconMailbox, order: 80 },
      load: () => import('./platform-mails.tsx'),
    },
  ],
}
