import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  title: 'Journal des événements',
  text: 'Ce qui s’est passé dans la boutique, le plus récent d’abord. Chaque événement est enregistré avec la modification qu’il relate.',
  type: 'Type',
  typeHint: 'Tous, ou un type comme order.placed',
  event: 'Événement',
  when: 'Quand',
  about: 'Objet',
  details: 'Détails',
  id: 'Identifiant de l’événement',
  version: 'Version {{version}}',
  data: 'Données',
  empty: 'Rien ne s’est encore passé.',
  emptyFiltered: 'Il n’y a aucun événement de ce type.',
  openOrder: 'Ouvrir la commande',
  openProduct: 'Ouvrir le produit',
} satisfies Texts<typeof en>
