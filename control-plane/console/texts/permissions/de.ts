import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'permission.all': 'Alle Berechtigungen',
  'permission.to.read': 'Sehen',
  'permission.to.write': 'Ändern',
  'permission.to.refund': 'Erstatten',
  'permission.products': 'Produkte',
  'permission.orders': 'Bestellungen',
  'permission.payments': 'Zahlungsanbieter',
  'permission.subscriptions': 'Abonnements',
  'permission.inventory': 'Lagerbestand',
  'permission.customers': 'Kunden',
  'permission.reports': 'Berichte',
  'permission.promotions': 'Aktionen',
  'permission.gift_cards': 'Gutscheine und Guthaben',
  'permission.reviews': 'Bewertungen',
  'permission.content': 'Gehosteter Shop',
  'permission.store': 'Einstellungen des Shops',
  'permission.events': 'Ereignisprotokoll',
  'permission.audit': 'Änderungsprotokoll und Ablehnungen',
  'permission.secrets': 'Geheimnisse von Anbindungen',
  'permission.tenant': 'Der Shop auf der Plattform',
  'permission.members': 'Team und Rollen',
  'permission.api_keys': 'API-Schlüssel',
  'permission.domains': 'Domains',
} satisfies Texts<typeof en>
