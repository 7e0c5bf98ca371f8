import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'permission.all': 'Toutes les autorisations',
  'permission.to.read': 'Voir',
  'permission.to.write': 'Modifier',
  'permission.to.refund': 'Rembourser',
  'permission.products': 'Produits',
  'permission.orders': 'Commandes',
  'permission.payments': 'Prestataires de paiement',
  'permission.subscriptions': 'Abonnements',
  'permission.inventory': 'Stock',
  'permission.customers': 'Clients',
  'permission.reports': 'Rapports',
  'permission.promotions': 'Promotions',
  'permission.gift_cards': 'Cartes cadeaux et avoirs',
  'permission.reviews': 'Avis',
  'permission.content': 'Boutique hébergée',
  'permission.store': 'Réglages de la boutique',
  'permission.events': 'Journal des événements',
  'permission.audit': 'Journal d’audit et refus',
  'permission.secrets': 'Secrets des intégrations',
  'permission.tenant': 'La boutique sur la plateforme',
  'permission.members': 'Équipe et rôles',
  'permission.api_keys': 'Clés d’API',
  'permission.domains': 'Domaines',
} satisfies Texts<typeof en>
