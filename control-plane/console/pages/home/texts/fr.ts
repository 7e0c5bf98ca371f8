import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  'start.title': 'Vers la première commande',
  'start.progress': '{{done}} étapes sur {{all}} terminées',
  'start.hide': 'Masquer',
  'start.isHidden': 'Le chemin vers la première commande est masqué',
  'start.isDone': 'Cette étape est terminée',
  'start.done': 'terminé',
  'start.todo': 'à faire',
  'product.title': 'Ajoutez votre premier produit',
  'product.text': 'Avec un prix et du stock, et actif. Ou importez un fichier entier.',
  'product.button': 'Ajouter un produit',
  'product.unfinished':
    '« {{title}} » ne peut pas encore être acheté : il lui faut un prix, du stock et être publié.',
  'product.finish': 'Terminer « {{title}} »',
  'market.title': 'Vérifiez marché, livraison et taxes',
  'market.text': 'Où vous vendez, dans quelle devise, le coût de la livraison et les taxes dues.',
  'market.button': 'Les consulter',
  'market.confirm': 'Tout est correct',
  'payment.title': 'Choisissez comment les clients paient',
  'payment.text':
    'Connectez Stripe, PayPal et d’autres. Sans eux, les clients paient en dehors de la boutique, par virement par exemple, et vous notez l’arrivée de l’argent.',
  'payment.confirm': 'Payer en dehors de la boutique suffit',
  'payment.button': 'Configurer les paiements',
  'look.title': 'Donnez son apparence à votre boutique',
  'look.text': 'Logo, couleurs et contenu de la page d’accueil.',
  'look.button': 'Personnaliser la boutique',
  'look.confirm': 'Cela me convient',
  'order.title': 'Passez la première commande',
  'order.text':
    'Visitez votre boutique comme un client et achetez quelque chose. Les paiements de test ne déplacent pas d’argent.',
  'order.button': 'Visiter la boutique',
} satisfies Texts<typeof en>
